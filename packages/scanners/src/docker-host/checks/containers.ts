import type { ContainerFacts, DockerSnapshot } from '../snapshot/snapshot.ts';
import {
  engineSays,
  fail,
  hasSecurityOption,
  judgeEach,
  manual,
  notApplicable,
  PASS,
  setting,
  unknownOutcome,
  withPart,
} from './check.ts';
import type { Breach, Check, Outcome } from './check.ts';

type Judge = (container: ContainerFacts) => string | { readonly unsure: string } | undefined;

/** Judges each container; what it says becomes one finding. */
export function judgeContainers({ containers }: DockerSnapshot, judge: Judge): Outcome {
  return judgeEach(containers, 'containers', (container): readonly Breach[] | { readonly unsure: string } => {
    const says = judge(container);
    if (says === undefined) return [];
    return typeof says === 'string' ? [{ subject: `containers/${container.name}`, says }] : says;
  });
}

/** Lists what only a person can judge; nothing to list is a pass. */
export function listContainers(
  { containers }: DockerSnapshot,
  what: (container: ContainerFacts) => readonly string[],
  none: Outcome,
): Outcome {
  if (containers.state === 'unknown') return unknownOutcome(containers.reason);
  const all = containers.state === 'known' ? containers.value : [];
  const found = all.flatMap((container) => {
    const list = what(container);
    return list.length === 0 ? [] : [`${container.name}: ${list.join(', ')}`];
  });
  if (found.length > 0) return manual(found.slice(0, 20).join('; '));
  if (containers.state === 'known' && containers.partial !== undefined) return unknownOutcome(containers.partial);
  return all.length === 0 ? notApplicable('there are no containers') : none;
}

/** What Docker gives containers without being asked. */
const DEFAULT_CAPABILITIES: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'NET_RAW',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

/** Section 5, first part: rights. */
export const rightsChecks: readonly Check[] = [
  {
    cis: '5.1',
    rule: 'swarm-mode',
    wanted: 'Swarm mode is off where it is not needed',
    title: 'Swarm mode',
    severity: 'low',
    why: 'It opens ports on the network that a single host does not need.',
    fix: 'Leave the swarm where it is not needed: docker swarm leave --force',
    evaluate: (snapshot) =>
      withPart(engineSays(snapshot, 'swarm'), (state) =>
        state === 'active' ? fail('engine', 'Swarm mode is active.') : PASS,
      ),
  },
  {
    cis: '5.2',
    rule: 'apparmor',
    wanted: 'AppArmor confines every container',
    title: 'Container without an AppArmor profile',
    severity: 'high',
    why: 'The profile keeps a process that has broken out of its namespaces from the files of the host.',
    fix: 'Start it without --security-opt apparmor=unconfined, or with a profile of its own: --security-opt apparmor=PROFILE (sallyport docker harden proposes one).',
    evaluate: (snapshot) =>
      whereEngineHas(snapshot, 'apparmor', ({ appArmorProfile = '' }) =>
        appArmorProfile === '' || appArmorProfile === 'unconfined' ? 'No AppArmor profile confines it.' : undefined,
      ),
  },
  {
    cis: '5.3',
    rule: 'selinux',
    wanted: 'SELinux confines every container',
    title: 'Container without SELinux labels',
    severity: 'high',
    why: 'Without labels SELinux does not keep the container from the files of the host.',
    fix: 'Start it without --security-opt label=disable; where the daemon lacks it, set "selinux-enabled": true in /etc/docker/daemon.json.',
    evaluate: (snapshot) =>
      whereEngineHas(snapshot, 'selinux', ({ securityOptions, processLabel = '' }) =>
        securityOptions.includes('label=disable') || processLabel === '' ? 'SELinux does not confine it.' : undefined,
      ),
  },
  {
    cis: '5.4',
    rule: 'added-capabilities',
    wanted: 'Containers have no capabilities beyond the default',
    title: 'Container with more capabilities than the default',
    severity: 'high',
    why: 'Many of them are root on the host in all but name: SYS_ADMIN, SYS_MODULE, SYS_PTRACE, NET_ADMIN.',
    fix: 'Drop all and add what it needs: --cap-drop ALL --cap-add NAME (sallyport docker harden CONTAINER proposes which).',
    evaluate: (snapshot) =>
      judgeContainers(snapshot, ({ capAdd }) => {
        const more = capAdd.filter((name) => !DEFAULT_CAPABILITIES.has(name));
        return more.length === 0 ? undefined : `It has the capabilities ${more.join(', ')} beyond the default.`;
      }),
  },
  {
    cis: '5.5',
    rule: 'privileged',
    wanted: 'No container is privileged',
    title: 'Privileged container',
    severity: 'critical',
    why: 'It has every capability and every device, and no profile: root in it is root on the host.',
    fix: 'Start it without --privileged; give it the single capability or device that it needs: --cap-add NAME, --device PATH.',
    evaluate: (snapshot) =>
      judgeContainers(snapshot, ({ privileged }) => (privileged ? 'It runs privileged.' : undefined)),
  },
  {
    cis: '5.22',
    rule: 'seccomp-off',
    wanted: 'Every container has a seccomp profile',
    title: 'Container without a seccomp profile',
    severity: 'high',
    why: 'Every system call of the kernel is open to it, with all the flaws that are found in rarely used ones.',
    fix: 'Start it without --security-opt seccomp=unconfined and without --privileged; sallyport docker harden CONTAINER writes a profile for it.',
    evaluate: (snapshot) =>
      judgeContainers(snapshot, ({ securityOptions, privileged }) => {
        if (securityOptions.includes('seccomp=unconfined')) return 'Seccomp is switched off for it.';
        return privileged ? 'It runs privileged, and so without a seccomp profile.' : undefined;
      }),
  },
  noted('5.23', 'exec-privileged', 'docker exec --privileged', 'privileged'),
  noted('5.24', 'exec-root', 'docker exec --user root', 'user=root'),
  {
    cis: '5.26',
    rule: 'no-new-privileges',
    wanted: 'Containers may not gain rights',
    title: 'Container that may gain rights',
    severity: 'medium',
    why: 'A setuid program in it makes root of an ordinary process.',
    fix: 'Start it with --security-opt no-new-privileges, or set "no-new-privileges": true in /etc/docker/daemon.json.',
    evaluate: judgeNewPrivileges,
  },
];

/** A check that only matters where the kernel has the module, and can only be made where that is known. */
function whereEngineHas(snapshot: DockerSnapshot, module: 'apparmor' | 'selinux', judge: Judge): Outcome {
  return withPart(engineSays(snapshot, 'securityOptions'), (options) =>
    hasSecurityOption(options, module)
      ? judgeContainers(snapshot, judge)
      : notApplicable(`the engine does not use ${module === 'apparmor' ? 'AppArmor' : 'SELinux'}`),
  );
}

function judgeNewPrivileges(snapshot: DockerSnapshot): Outcome {
  const options = engineSays(snapshot, 'securityOptions');
  const isEngineWide = options.state === 'known' && hasSecurityOption(options.value, 'no-new-privileges');
  const told = setting(snapshot, 'noNewPrivileges');
  const isDefault = isEngineWide || (told.state === 'known' && told.value === true);
  return judgeContainers(snapshot, ({ securityOptions }) => {
    const own = securityOptions.find((option) => option.startsWith('no-new-privileges'));
    if (own !== undefined) return own.endsWith('false') ? 'no-new-privileges is switched off for it.' : undefined;
    if (isDefault) return undefined;
    if (told.state === 'unknown' && options.state === 'unknown')
      return { unsure: `whether the daemon sets no-new-privileges is not known: ${told.reason}` };
    return 'no-new-privileges is not set for it.';
  });
}

function noted(cis: string, rule: string, title: string, option: string): Check {
  return {
    cis,
    rule,
    wanted: `Nobody uses ${title}`,
    title: `Use of ${title}`,
    severity: 'info',
    why: 'It gives a process in a running container rights that the container was started without.',
    fix: `Look for it in the audit log: ausearch -k docker | grep exec | grep ${option}`,
    evaluate: () => manual('only the audit log tells: what was run leaves no trace in the engine'),
  };
}
