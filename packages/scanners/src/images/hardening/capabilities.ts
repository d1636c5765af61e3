import { checkUser } from '../checks/config.ts';
import { knownSoftware } from './known-software.ts';
import type { Need, ProgramFacts, Subject } from './needs.ts';

/** Functions of the C library that need a capability where root calls them for something that is not root's. */
const CALLS: readonly { readonly capability: string; readonly functions: readonly string[] }[] = [
  { capability: 'CHOWN', functions: ['chown', 'fchown', 'lchown', 'fchownat'] },
  { capability: 'KILL', functions: ['kill', 'killpg', 'sigqueue', 'tgkill'] },
  { capability: 'SETGID', functions: ['setgid', 'setegid', 'setregid', 'setresgid', 'setgroups', 'initgroups'] },
  { capability: 'SETUID', functions: ['setuid', 'seteuid', 'setreuid', 'setresuid'] },
  { capability: 'SYS_CHROOT', functions: ['chroot'] },
];

/** What a process of root that nothing is known of may do every day. */
const ROOT_ASSUMED = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'KILL', 'SETGID', 'SETUID'];

/** The fewest capabilities that a subject needs, as far as can be told; all others are dropped. */
export function neededCapabilities(subject: Subject): Need[] {
  const needs = [...ofUser(subject), ...ofFiles(subject), ...ofPorts(subject), ...keptOnes(subject)];
  const byName = new Map<string, Need>();
  for (const need of needs) if (!byName.has(need.name)) byName.set(need.name, need);
  return [...byName.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function ofUser({ user, programs, facts }: Subject): Need[] {
  // Who is not root has none of them in effect, whatever the container may have.
  if (checkUser({ user }).length === 0) return [];
  const software = knownSoftware(programs);
  if (software !== undefined) {
    const why = `${software.name} starts as root: ${software.why}`;
    return software.capabilities.map((name) => ({ name, basis: 'assumed', why }));
  }
  if (facts?.calls.state === 'known') return ofCalls(facts.calls);
  const because = facts === undefined ? 'its layers were not looked at' : reasonOf(facts);
  return ROOT_ASSUMED.map((name) => ({ name, basis: 'assumed', why: `it runs as root, and ${because}` }));
}

function reasonOf({ calls }: ProgramFacts): string {
  return calls.state === 'unknown' ? calls.reason : 'what it calls is known';
}

function ofCalls({ names, of }: Extract<ProgramFacts['calls'], { state: 'known' }>): Need[] {
  const called = CALLS.flatMap(({ capability, functions }): Need[] => {
    const found = functions.filter((name) => names.has(name));
    if (found.length === 0) return [];
    return [{ name: capability, basis: 'derived', why: `${of} may call ${found.join(', ')}` }];
  });
  const why = 'it runs as root; which files of others it opens cannot be seen from its programs';
  return [...called, { name: 'DAC_OVERRIDE', basis: 'assumed', why }, { name: 'FOWNER', basis: 'assumed', why }];
}

/** A program with capabilities of its own does not start where the container may not have them. */
function ofFiles({ facts, programs }: Subject): Need[] {
  const started = new Set(programs.map((program) => program.split('/').at(-1)));
  return (facts?.fileCapabilities ?? [])
    .filter(({ path }) => started.has(path.split('/').at(-1)))
    .flatMap(({ path, names }) =>
      names.map((name): Need => ({ name, basis: 'derived', why: `the file /${path} has it, and is what starts` })),
    );
}

function ofPorts({ ports, present }: Subject): Need[] {
  const low = ports.filter((port) => port > 0 && port < 1024);
  if (low.length === 0) return [];
  const where = present?.networkMode === 'host' ? ' in the network of the host' : '';
  const hint =
    where === ''
      ? '; Docker since 20.10 lets everyone have such ports in a network of its own, and it can go there'
      : '';
  return [{ name: 'NET_BIND_SERVICE', basis: 'derived', why: `it listens on ${low.join(', ')}${where}${hint}` }];
}

/** What somebody asked for by name stays: nothing shows that it is not needed. */
function keptOnes({ present }: Subject): Need[] {
  return (present?.capAdd ?? [])
    .filter((name) => name !== 'ALL')
    .map((name) => ({ name, basis: 'kept', why: 'it is asked for now; try without it' }));
}
