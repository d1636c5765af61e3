import type { DockerSnapshot } from '../snapshot/snapshot.ts';
import { PLACES } from '../snapshot/watched-files.ts';
import type { Place } from '../snapshot/watched-files.ts';
import { engineSays, fail, manual, notApplicable, PASS, unknownOutcome, withPart } from './check.ts';
import type { Check, Outcome } from './check.ts';

/** Section 1: the host itself. */
export const hostChecks: readonly Check[] = [
  {
    cis: '1.1.1',
    rule: 'own-partition',
    wanted: "Docker's data has a partition of its own",
    title: "Docker's data shares a partition with the system",
    severity: 'low',
    why: 'Images, logs and volumes that grow without bound fill the partition that the system itself needs.',
    fix: "Mount a partition of its own at Docker's data folder: a line for /var/lib/docker in /etc/fstab, then stop Docker, move the data, mount, start.",
    evaluate(snapshot) {
      return withPart(engineSays(snapshot, 'rootDir'), (rootDir) =>
        withPart(snapshot.mounts, (mounts) =>
          mounts.some(({ target }) => target === rootDir)
            ? PASS
            : fail(rootDir.slice(1), `Nothing is mounted at ${rootDir}.`),
        ),
      );
    },
  },
  {
    cis: '1.1.2',
    rule: 'docker-group',
    wanted: 'Only trusted users are in the group docker',
    title: 'Users who control Docker are root',
    severity: 'high',
    why: 'Whoever may open the socket starts a container with the root file system mounted, and is root on the host.',
    fix: 'Take everyone out who need not be in it: gpasswd -d USER docker; name those who may stay in sallyport.yaml (docker-host: { trustedUsers: [...] }).',
    evaluate({ dockerGroup }, { trustedUsers }) {
      return withPart(
        dockerGroup,
        (members) => {
          if (members.length === 0) return PASS;
          const list = members.join(', ');
          if (trustedUsers === undefined) return manual(`in the group docker: ${list}`);
          const others = members.filter((member) => !trustedUsers.includes(member));
          return others.length === 0
            ? PASS
            : fail(
                'etc/group',
                `The group docker also has ${others.join(', ')}, whom the configuration does not trust.`,
              );
        },
        notApplicable('there is no group docker'),
      );
    },
  },
  ...(
    [
      ['1.1.3', 'dockerd', 'the daemon itself'],
      ['1.1.4', 'runContainerd', '/run/containerd'],
      ['1.1.5', 'varLibDocker', '/var/lib/docker'],
      ['1.1.6', 'etcDocker', '/etc/docker'],
      ['1.1.7', 'dockerService', 'docker.service'],
      ['1.1.8', 'containerdSocket', 'the socket of containerd'],
      ['1.1.9', 'dockerSocketUnit', 'docker.socket'],
      ['1.1.10', 'etcDefaultDocker', '/etc/default/docker'],
      ['1.1.11', 'daemonJson', 'daemon.json'],
      ['1.1.12', 'containerdConfig', "containerd's config.toml"],
      ['1.1.13', 'etcSysconfigDocker', '/etc/sysconfig/docker'],
      ['1.1.14', 'containerd', 'containerd'],
      ['1.1.15', 'containerdShim', 'containerd-shim'],
      ['1.1.16', 'containerdShimRuncV1', 'containerd-shim-runc-v1'],
      ['1.1.17', 'containerdShimRuncV2', 'containerd-shim-runc-v2'],
      ['1.1.18', 'runc', 'runc'],
    ] as const
  ).map(([cis, place, name]) => auditCheck(cis, place, name)),
  {
    cis: '1.2.1',
    rule: 'hardened-host',
    wanted: 'The host is hardened',
    title: 'Hardening of the host',
    severity: 'info',
    why: 'Containers are as safe as the kernel and the system under them.',
    fix: "Harden the host by its own distribution's benchmark, and keep its kernel up to date.",
    evaluate: ({ kernel }) =>
      manual(kernel === undefined ? 'no snapshot shows how a host is hardened' : `the kernel is ${kernel}`),
  },
  {
    cis: '1.2.2',
    rule: 'engine-version',
    wanted: 'The engine is up to date',
    title: 'Age of the engine',
    severity: 'info',
    why: 'Fixes of the engine and of runc reach only those who update.',
    fix: 'Compare with the releases of Docker and update: apt-get install --only-upgrade docker-ce containerd.io',
    evaluate: (snapshot) => withPart(engineSays(snapshot, 'version'), (version) => manual(`the engine is ${version}`)),
  },
];

/** One check that a place is watched by audit. */
function auditCheck(cis: string, place: Place, name: string): Check {
  const paths = PLACES[place];
  const slug = place.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return {
    cis,
    rule: `audit-${slug}`,
    wanted: `Audit watches ${name}`,
    title: `No audit of ${name}`,
    severity: 'low',
    why: 'Who changes it decides what runs as root; without a rule, nothing remembers who did.',
    fix: `Add "-w ${paths[0]} -k docker" to /etc/audit/rules.d/docker.rules and run augenrules --load.`,
    evaluate: (snapshot) => judgeAudit(snapshot, paths),
  };
}

function judgeAudit({ files, auditRules }: DockerSnapshot, paths: readonly string[]): Outcome {
  const facts = paths.map((path) => ({ path, file: files[path] }));
  const there = facts.find(({ file }) => file?.state === 'known');
  if (there === undefined) {
    const unsure = facts.find(({ file }) => file?.state !== 'absent');
    if (unsure === undefined) return notApplicable(`there is no ${paths[0]}`);
    return unknownOutcome(unsure.file?.state === 'unknown' ? unsure.file.reason : `nothing is known of ${unsure.path}`);
  }
  return withPart(
    auditRules,
    (rules) =>
      rules.some((rule) => watches(rule, there.path))
        ? PASS
        : fail(there.path.slice(1), `No audit rule watches ${there.path}.`),
    fail(there.path.slice(1), `No audit rule watches ${there.path}.`),
  );
}

/** Whether a rule sees what happens to a path: a watch or filter on it, or on a folder above it. */
function watches(rule: string, path: string): boolean {
  const words = rule.split(/\s+/);
  const targets = words.flatMap((word, index) => {
    const next = words[index + 1] ?? '';
    if (word === '-w') return [next];
    const filter = word === '-F' ? next : word.startsWith('-F') ? word.slice(2) : '';
    const match = /^(?:path|dir)=(?<target>.+)$/.exec(filter)?.groups?.['target'];
    return match === undefined ? [] : [match];
  });
  return targets
    .map((target) => target.replaceAll(/^"|"$/g, '').replace(/(?<=.)\/+$/, ''))
    .some((target) => target.startsWith('/') && (path === target || path.startsWith(`${target}/`)));
}
