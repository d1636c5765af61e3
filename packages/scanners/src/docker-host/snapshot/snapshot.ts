import { array, boolean, number, object, oneOf, optional, record, string, union } from '@sallyport/documents';
import type { AnyShape, Shape, ShapeValue } from '@sallyport/documents';

/**
 * One thing that was asked of a host: its value, or that it is not there, or that nobody could tell and why. A list that was
 * cut short says so in `partial`: what is not in it may still exist.
 */
export type Told<T> =
  | { readonly state: 'known'; readonly value: T; readonly partial?: string }
  | { readonly state: 'absent' }
  | { readonly state: 'unknown'; readonly reason: string };

function told<S extends AnyShape>(value: S): Shape<Told<ShapeValue<S>>> {
  return union([
    object({ state: oneOf(['known']), value, partial: optional(string(), 'Why the list is not whole.') }),
    object({ state: oneOf(['absent']) }),
    object({ state: oneOf(['unknown']), reason: string() }),
  ]) as Shape<Told<ShapeValue<S>>>;
}

const texts = array(string());

/** What `docker info` and `docker version` say, as far as checks read it. */
const ENGINE = object({
  version: optional(string()),
  rootDir: optional(string(), 'DockerRootDir.'),
  storageDriver: optional(string()),
  loggingDriver: optional(string()),
  securityOptions: optional(texts, 'SecurityOptions: apparmor, seccomp, selinux, userns, rootless, no-new-privileges.'),
  insecureRegistries: optional(texts, 'Registries and networks that are trusted without TLS; loopback left out.'),
  authorizationPlugins: optional(texts),
  liveRestore: optional(boolean()),
  experimental: optional(boolean()),
  swarm: optional(string(), 'Swarm.LocalNodeState.'),
});

/** Settings of dockerd, from daemon.json or its command line. Names of options stand without their values. */
const SETTINGS = object({
  hosts: optional(texts),
  tls: optional(boolean()),
  tlsVerify: optional(boolean()),
  tlsCaCert: optional(string()),
  tlsCert: optional(string()),
  tlsKey: optional(string()),
  icc: optional(boolean()),
  logLevel: optional(string()),
  iptables: optional(boolean()),
  insecureRegistries: optional(texts),
  usernsRemap: optional(string()),
  defaultUlimits: optional(texts),
  cgroupParent: optional(string()),
  storageOptions: optional(texts),
  authorizationPlugins: optional(texts),
  noNewPrivileges: optional(boolean()),
  liveRestore: optional(boolean()),
  userlandProxy: optional(boolean()),
  seccompProfile: optional(string()),
  experimental: optional(boolean()),
});

const MOUNT = object({
  type: string(),
  source: string(),
  target: string(),
  writable: boolean(),
  propagation: optional(string()),
});

const PORT = object({
  container: string({ doc: '80/tcp' }),
  hostIp: string(),
  hostPort: number({ integer: true, min: 0, max: 65_535 }),
});

/** One container, as far as checks and hardening read it. Of its environment only the names, of its command only the program. */
const CONTAINER = object({
  id: string(),
  name: string(),
  image: string(),
  running: boolean(),
  user: optional(string()),
  environment: texts,
  program: optional(string()),
  appArmorProfile: optional(string()),
  processLabel: optional(string()),
  securityOptions: texts,
  capAdd: texts,
  capDrop: texts,
  privileged: boolean(),
  mounts: array(MOUNT),
  tmpfs: texts,
  ports: array(PORT),
  exposedPorts: texts,
  networkMode: string(),
  networks: texts,
  pidMode: string(),
  ipcMode: string(),
  utsMode: string(),
  usernsMode: string(),
  cgroupParent: string(),
  memoryBytes: number(),
  cpuShares: number(),
  nanoCpus: number(),
  pidsLimit: number(),
  readOnlyRoot: boolean(),
  restart: object({ name: string(), count: number({ integer: true }) }),
  devices: texts,
  ulimits: texts,
  hasHealthCheck: boolean(),
  processes: told(texts),
  written: told(texts),
});

const IMAGE = object({
  id: string(),
  names: texts,
  user: optional(string()),
  environment: texts,
  exposedPorts: texts,
  volumes: texts,
  hasHealthCheck: boolean(),
  program: optional(string()),
  steps: told(array(object({ problem: oneOf(['add-instruction', 'update-alone']), count: number({ integer: true }) }))),
});

const FILE = union([
  object({
    state: oneOf(['known']),
    mode: number({ integer: true, min: 0, max: 0o7777, doc: 'Permission bits as a number: 420 is 0644.' }),
    owner: string(),
    group: string(),
  }),
  object({ state: oneOf(['absent']) }),
  object({ state: oneOf(['unknown']), reason: string() }),
]);

/** One host with Docker at one time. Holds no value of an environment variable and no argument of a command. */
export const SNAPSHOT = object({
  kind: oneOf(['sallyport-docker-snapshot']),
  version: oneOf(['1']),
  takenAt: optional(string(), 'RFC 3339, UTC.'),
  kernel: optional(string()),
  engine: told(ENGINE),
  daemonFile: told(SETTINGS),
  daemonProcess: told(object({ user: string(), settings: SETTINGS })),
  containers: told(array(CONTAINER)),
  images: told(array(IMAGE)),
  networks: told(array(object({ name: string(), driver: string(), interContainer: optional(boolean()) }))),
  volumes: told(array(object({ name: string(), driver: string(), device: optional(string()) }))),
  files: record(FILE),
  registryCertificates: told(texts),
  auditRules: told(texts),
  mounts: told(array(object({ target: string(), type: string() }))),
  dockerGroup: told(texts),
  contentTrust: told(string()),
});

export type DockerSnapshot = ShapeValue<typeof SNAPSHOT>;
export type Engine = ShapeValue<typeof ENGINE>;
export type DaemonSettings = ShapeValue<typeof SETTINGS>;
export type ContainerFacts = ShapeValue<typeof CONTAINER>;
export type ImageFacts = ShapeValue<typeof IMAGE>;
export type FileFacts = ShapeValue<typeof FILE>;

export function known<T>(value: T, partial?: string): Told<T> {
  return { state: 'known', value, ...(partial === undefined ? {} : { partial }) };
}

export function unknown(reason: string): { readonly state: 'unknown'; readonly reason: string } {
  return { state: 'unknown', reason };
}

/** A snapshot of which nothing is known yet. */
export function emptySnapshot(reason: string): DockerSnapshot {
  const nothing = unknown(reason);
  return {
    kind: 'sallyport-docker-snapshot',
    version: '1',
    engine: nothing,
    daemonFile: nothing,
    daemonProcess: nothing,
    containers: nothing,
    images: nothing,
    networks: nothing,
    volumes: nothing,
    files: {},
    registryCertificates: nothing,
    auditRules: nothing,
    mounts: nothing,
    dockerGroup: nothing,
    contentTrust: nothing,
  };
}
