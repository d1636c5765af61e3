import { PLACES } from '../snapshot/watched-files.ts';
import type { DockerSnapshot, Told } from '../snapshot/snapshot.ts';
import { judgeEach, notApplicable, PASS, setting, unknownOutcome } from './check.ts';
import type { Check, Outcome } from './check.ts';

/** Where the files of a check lie; one of several paths may be it, or all that a list names. */
type Where = (snapshot: DockerSnapshot) => Told<readonly string[]>;

interface FileSpec {
  readonly name: string;
  readonly slug: string;
  readonly where: Where;
  /** How a fix names it. */
  readonly shown: string;
}

const at =
  (paths: readonly string[]): Where =>
  () => ({ state: 'known', value: paths });

const ofSetting =
  (name: 'tlsCaCert' | 'tlsCert' | 'tlsKey'): Where =>
  (snapshot) => {
    const told = setting(snapshot, name);
    if (told.state !== 'known') return told;
    return told.value === undefined ? { state: 'absent' } : { state: 'known', value: [told.value] };
  };

const SPECS = {
  service: {
    name: 'docker.service',
    slug: 'docker-service',
    where: at(PLACES.dockerService),
    shown: '/lib/systemd/system/docker.service',
  },
  socketUnit: {
    name: 'docker.socket',
    slug: 'docker-socket-unit',
    where: at(PLACES.dockerSocketUnit),
    shown: '/lib/systemd/system/docker.socket',
  },
  etcDocker: { name: '/etc/docker', slug: 'etc-docker', where: at(PLACES.etcDocker), shown: '/etc/docker' },
  certificates: {
    name: 'certificates of registries',
    slug: 'registry-certificates',
    where: ({ registryCertificates }) => registryCertificates,
    shown: '/etc/docker/certs.d/*/*',
  },
  ca: { name: "the daemon's CA certificate", slug: 'tls-ca', where: ofSetting('tlsCaCert'), shown: 'TLSCACERT' },
  certificate: {
    name: "the daemon's certificate",
    slug: 'tls-certificate',
    where: ofSetting('tlsCert'),
    shown: 'TLSCERT',
  },
  key: { name: "the daemon's private key", slug: 'tls-key', where: ofSetting('tlsKey'), shown: 'TLSKEY' },
  socket: {
    name: "Docker's socket",
    slug: 'docker-socket',
    where: at(PLACES.dockerSocket),
    shown: '/var/run/docker.sock',
  },
  daemonJson: {
    name: 'daemon.json',
    slug: 'daemon-json',
    where: at(PLACES.daemonJson),
    shown: '/etc/docker/daemon.json',
  },
  defaults: {
    name: '/etc/default/docker',
    slug: 'etc-default-docker',
    where: at(PLACES.etcDefaultDocker),
    shown: '/etc/default/docker',
  },
  sysconfig: {
    name: '/etc/sysconfig/docker',
    slug: 'etc-sysconfig-docker',
    where: at(PLACES.etcSysconfigDocker),
    shown: '/etc/sysconfig/docker',
  },
  containerd: {
    name: 'the socket of containerd',
    slug: 'containerd-socket',
    where: at(PLACES.containerdSocket),
    shown: '/run/containerd/containerd.sock',
  },
} as const satisfies Readonly<Record<string, FileSpec>>;

/** Section 3: who owns the daemon's files, and who may write them. */
export const fileChecks: readonly Check[] = [
  owned('3.1', SPECS.service),
  closed('3.2', SPECS.service, 0o644),
  owned('3.3', SPECS.socketUnit),
  closed('3.4', SPECS.socketUnit, 0o644),
  owned('3.5', SPECS.etcDocker),
  closed('3.6', SPECS.etcDocker, 0o755),
  owned('3.7', SPECS.certificates),
  closed('3.8', SPECS.certificates, 0o444),
  owned('3.9', SPECS.ca),
  closed('3.10', SPECS.ca, 0o444),
  owned('3.11', SPECS.certificate),
  closed('3.12', SPECS.certificate, 0o444),
  owned('3.13', SPECS.key),
  closed('3.14', SPECS.key, 0o400),
  owned('3.15', SPECS.socket, 'docker'),
  closed('3.16', SPECS.socket, 0o660),
  owned('3.17', SPECS.daemonJson),
  closed('3.18', SPECS.daemonJson, 0o644),
  owned('3.19', SPECS.defaults),
  closed('3.20', SPECS.defaults, 0o644),
  closed('3.21', SPECS.sysconfig, 0o644),
  owned('3.22', SPECS.sysconfig),
  owned('3.23', SPECS.containerd),
  closed('3.24', SPECS.containerd, 0o660),
];

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

type Known = Extract<DockerSnapshot['files'][string], { state: 'known' }>;

function owned(cis: string, spec: FileSpec, group = 'root'): Check {
  return {
    cis,
    rule: `owner-${spec.slug}`,
    wanted: `${capital(spec.name)}: owner root:${group}`,
    title: `Wrong owner of ${spec.name}`,
    severity: 'high',
    why: 'Who owns a file can change it, whatever its mode; what the daemon reads decides what runs as root.',
    fix: `Run chown root:${group} ${spec.shown}`,
    evaluate: (snapshot) =>
      judgeFiles(snapshot, spec, (path, { owner, group: actual }) =>
        owner === 'root' && actual === group
          ? undefined
          : `${path} belongs to ${owner}:${actual} and should to root:${group}.`,
      ),
  };
}

function closed(cis: string, spec: FileSpec, most: number): Check {
  const octal = (mode: number): string => mode.toString(8).padStart(4, '0');
  return {
    cis,
    rule: `mode-${spec.slug}`,
    wanted: `${capital(spec.name)}: mode ${octal(most)} or closer`,
    title: `Too wide a mode of ${spec.name}`,
    severity: (most & 0o044) === 0 || most === 0o660 ? 'high' : 'medium',
    why:
      most === 0o400
        ? 'Whoever reads the key can pose as this daemon.'
        : 'Whoever can write what the daemon reads or listens on, is root on this host.',
    fix: `Run chmod ${octal(most).slice(1)} ${spec.shown}`,
    evaluate: (snapshot) =>
      judgeFiles(snapshot, spec, (path, { mode }) =>
        (mode & ~most) === 0
          ? undefined
          : `${path} has the mode ${octal(mode)}; ${octal(most)} is the widest it may have.`,
      ),
  };
}

type Judge = (path: string, file: Known) => string | undefined;

function judgeFiles(snapshot: DockerSnapshot, spec: FileSpec, judge: Judge): Outcome {
  const where = spec.where(snapshot);
  if (where.state === 'unknown') return unknownOutcome(where.reason);
  if (where.state === 'absent') return notApplicable(`there are none (${spec.name})`);
  return spec === SPECS.certificates
    ? judgeEach(where, spec.name, (path) => {
        const file = snapshot.files[path];
        if (file?.state !== 'known')
          return { unsure: file?.state === 'unknown' ? file.reason : `nothing is known of ${path}` };
        const says = judge(path, file);
        return says === undefined ? [] : [{ subject: path.replace(/^\//, ''), says }];
      })
    : judgeFirst(snapshot, spec, where.value, judge);
}

/** Of several places for one thing the first that has it counts, as it does for systemd. */
// oxlint-disable-next-line max-params -- one private step of judgeFiles
function judgeFirst({ files }: DockerSnapshot, spec: FileSpec, paths: readonly string[], judge: Judge): Outcome {
  for (const path of paths) {
    const file = files[path];
    if (file?.state === 'unknown') return unknownOutcome(file.reason);
    if (file?.state !== 'known') continue;
    const says = judge(path, file);
    return says === undefined ? PASS : { state: 'fail', breaches: [{ subject: path.replace(/^\//, ''), says }] };
  }
  const unsaid = paths.find((path) => files[path] === undefined);
  return unsaid === undefined
    ? notApplicable(`there is no ${spec.name}`)
    : unknownOutcome(`nothing is known of ${unsaid}`);
}
