import { hostFiles } from './host-facts.ts';
import { reduceContainer } from '../snapshot/reduce-container.ts';
import { reduceImage, reduceInfo, reduceNetwork, reduceSettings, reduceVolume } from '../snapshot/reduce-engine.ts';
import { known } from '../snapshot/snapshot.ts';
import type { ContainerFacts, DockerSnapshot, ImageFacts } from '../snapshot/snapshot.ts';

/** `docker info` of a host on which every check passes that can. */
export const INFO = {
  ServerVersion: '28.0.1',
  DockerRootDir: '/var/lib/docker',
  Driver: 'overlay2',
  LoggingDriver: 'syslog',
  KernelVersion: '6.12.0',
  SecurityOptions: [
    'name=apparmor',
    'name=selinux',
    'name=seccomp,profile=/etc/docker/own.json',
    'name=userns',
    'name=rootless',
  ],
  RegistryConfig: {
    InsecureRegistryCIDRs: ['127.0.0.0/8', '::1/128'],
    IndexConfigs: { 'docker.io': { Name: 'docker.io', Secure: true } },
  },
  Plugins: { Authorization: ['opa'] },
  LiveRestoreEnabled: true,
  ExperimentalBuild: false,
  Swarm: { LocalNodeState: 'inactive' },
};

export const DAEMON = {
  hosts: ['unix:///var/run/docker.sock', 'tcp://0.0.0.0:2376'],
  tlsverify: true,
  tlscacert: '/etc/docker/ca.pem',
  tlscert: '/etc/docker/cert.pem',
  tlskey: '/etc/docker/key.pem',
  icc: false,
  'no-new-privileges': true,
  'userland-proxy': false,
};

/** `docker inspect` of a container on which every check passes that can. */
export const CONTAINER = {
  Id: '4f1c0a9d2b7e4f1c0a9d2b7e',
  Name: '/web',
  Path: '/usr/bin/app',
  Image: 'sha256:aa',
  State: { Running: true },
  AppArmorProfile: 'docker-default',
  ProcessLabel: 'system_u:system_r:container_t:s0',
  Mounts: [{ Type: 'bind', Source: '/srv/app', Destination: '/data', RW: false, Propagation: 'rprivate' }],
  Config: {
    User: '10001',
    Image: 'registry.example/web:1',
    Env: ['PATH=/bin'],
    Healthcheck: { Test: ['CMD', 'true'] },
  },
  HostConfig: {
    SecurityOpt: ['no-new-privileges'],
    CapDrop: ['ALL'],
    Privileged: false,
    ReadonlyRootfs: true,
    NetworkMode: 'app',
    PidMode: '',
    IpcMode: 'private',
    UTSMode: '',
    UsernsMode: '',
    Memory: 268_435_456,
    NanoCpus: 500_000_000,
    PidsLimit: 100,
    RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 5 },
    PortBindings: { '8080/tcp': [{ HostIp: '127.0.0.1', HostPort: '8080' }] },
  },
  NetworkSettings: { Networks: { app: {} } },
};

export const IMAGE = {
  Id: 'sha256:aa',
  RepoTags: ['registry.example/web:1'],
  RootFS: { Layers: [] },
  Config: { User: '10001', Env: ['PATH=/bin'], Healthcheck: { Test: ['CMD', 'true'] }, Entrypoint: ['/usr/bin/app'] },
};

/** The facts of a raw `docker inspect`; a test's own mistake throws. */
export function containerOf(raw: unknown): ContainerFacts {
  const facts = reduceContainer(raw);
  if (facts === undefined) throw new Error('no container');
  return { ...facts, processes: known(['app']), written: known([]) };
}

export function imageOf(raw: unknown): ImageFacts {
  const facts = reduceImage(raw);
  if (facts === undefined) throw new Error('no image');
  return { ...facts, steps: known([]) };
}

/** A whole host on which nothing fails. */
export function hardened(): DockerSnapshot {
  const engine = reduceInfo(INFO);
  if (engine === undefined) throw new Error('no engine');
  return {
    kind: 'sallyport-docker-snapshot',
    version: '1',
    takenAt: '2026-01-02T03:04:05Z',
    kernel: '6.12.0',
    engine: known(engine),
    daemonFile: known(reduceSettings(DAEMON)),
    daemonProcess: known({ user: 'root', settings: {} }),
    containers: known([containerOf(CONTAINER)]),
    images: known([imageOf(IMAGE)]),
    networks: known([
      reduceNetwork({ Name: 'bridge', Driver: 'bridge', Options: { 'com.docker.network.bridge.enable_icc': 'false' } }),
    ]),
    volumes: known([reduceVolume({ Name: 'data', Driver: 'local', Mountpoint: '/var/lib/docker/volumes/data' })]),
    ...hostFiles(),
  };
}
