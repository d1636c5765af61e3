import { describe, expect, it } from 'vitest';

import { evaluate } from '../evaluate.ts';
import { emptySnapshot, known, unknown } from '../snapshot/snapshot.ts';
import type { ContainerFacts, DaemonSettings, DockerSnapshot, Engine, ImageFacts } from '../snapshot/snapshot.ts';
import { PLACES } from '../snapshot/watched-files.ts';
import { CONTAINER, containerOf, hardened, IMAGE, imageOf } from '../testing/hardened.ts';
import { checks } from './list.ts';

type Change = (host: DockerSnapshot) => DockerSnapshot;

const container =
  (change: Partial<ContainerFacts>): Change =>
  (host) => ({ ...host, containers: known([{ ...containerOf(CONTAINER), ...change }]) });
const image =
  (change: Partial<ImageFacts>): Change =>
  (host) => ({ ...host, images: known([{ ...imageOf(IMAGE), ...change }]) });
const daemon =
  (change: Partial<DaemonSettings>): Change =>
  (host) => {
    const value = host.daemonFile.state === 'known' ? host.daemonFile.value : {};
    return { ...host, daemonFile: known({ ...value, ...change }) };
  };
const engine =
  (change: Partial<Engine>): Change =>
  (host) => ({ ...host, engine: known({ ...(host.engine.state === 'known' ? host.engine.value : {}), ...change }) });
const unwatched: Change = (host) => ({ ...host, auditRules: known(['-w /etc/passwd -k users']) });
const file =
  (path: string, change: { mode?: number; owner?: string; group?: string }): Change =>
  (host) => {
    const old = host.files[path];
    if (old?.state !== 'known') throw new Error(`no file ${path}`);
    return { ...host, files: { ...host.files, [path]: { ...old, ...change } } };
  };
const mount = (source: string, more: object = {}): Change =>
  container({ mounts: [{ type: 'bind', source, target: '/x', writable: true, ...more }] });

/** One way for each check to fail; `manual` for those of which a snapshot only shows what a person must judge. */
const FAILING: Readonly<Record<string, Change | 'manual'>> = {
  '1.1.1': (host) => ({ ...host, mounts: known([{ target: '/', type: 'ext4' }]) }),
  '1.1.2': (host) => ({ ...host, dockerGroup: known(['eve']) }),
  ...Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`1.1.${index + 3}`, unwatched] as const)),
  '1.2.1': 'manual',
  '1.2.2': 'manual',
  '2.1': 'manual',
  '2.2': (host) => ({ ...daemon({ icc: true })(host), networks: known([]) }),
  '2.3': daemon({ logLevel: 'debug' }),
  '2.4': daemon({ iptables: false }),
  '2.5': engine({ insecureRegistries: ['registry.example:5000'] }),
  '2.6': engine({ storageDriver: 'aufs' }),
  '2.7': daemon({ tlsVerify: false }),
  '2.8': 'manual',
  '2.9': engine({ securityOptions: ['name=apparmor'] }),
  '2.10': daemon({ cgroupParent: '/mine' }),
  '2.11': daemon({ storageOptions: ['dm.basesize'] }),
  '2.12': engine({ authorizationPlugins: [] }),
  '2.13': engine({ loggingDriver: 'json-file' }),
  '2.14': daemon({ noNewPrivileges: false }),
  '2.15': engine({ liveRestore: false }),
  '2.16': daemon({ userlandProxy: true }),
  '2.17': engine({ securityOptions: ['name=seccomp,profile=unconfined'] }),
  '2.18': engine({ experimental: true }),
  '3.1': file('/etc/systemd/system/docker.service', { owner: 'eve' }),
  '3.2': file('/etc/systemd/system/docker.service', { mode: 0o664 }),
  '3.3': file('/etc/systemd/system/docker.socket', { group: 'eve' }),
  '3.4': file('/etc/systemd/system/docker.socket', { mode: 0o666 }),
  '3.5': file('/etc/docker', { owner: 'eve' }),
  '3.6': file('/etc/docker', { mode: 0o775 }),
  '3.7': file('/etc/docker/certs.d/registry.example/ca.crt', { owner: 'eve' }),
  '3.8': file('/etc/docker/certs.d/registry.example/ca.crt', { mode: 0o644 }),
  '3.9': file('/etc/docker/ca.pem', { owner: 'eve' }),
  '3.10': file('/etc/docker/ca.pem', { mode: 0o644 }),
  '3.11': file('/etc/docker/cert.pem', { owner: 'eve' }),
  '3.12': file('/etc/docker/cert.pem', { mode: 0o644 }),
  '3.13': file('/etc/docker/key.pem', { owner: 'eve' }),
  '3.14': file('/etc/docker/key.pem', { mode: 0o440 }),
  '3.15': file('/var/run/docker.sock', { group: 'root' }),
  '3.16': file('/var/run/docker.sock', { mode: 0o666 }),
  '3.17': file('/etc/docker/daemon.json', { owner: 'eve' }),
  '3.18': file('/etc/docker/daemon.json', { mode: 0o646 }),
  '3.19': file('/etc/default/docker', { owner: 'eve' }),
  '3.20': file('/etc/default/docker', { mode: 0o755 }),
  '3.21': file('/etc/sysconfig/docker', { mode: 0o664 }),
  '3.22': file('/etc/sysconfig/docker', { owner: 'eve' }),
  '3.23': file('/run/containerd/containerd.sock', { group: 'eve' }),
  '3.24': file('/run/containerd/containerd.sock', { mode: 0o666 }),
  '4.1': image({ user: '0:0' }),
  '4.2': 'manual',
  '4.3': 'manual',
  '4.4': 'manual',
  '4.5': (host) => ({ ...host, contentTrust: { state: 'absent' } }),
  '4.6': image({ hasHealthCheck: false }),
  '4.7': image({ steps: known([{ problem: 'update-alone', count: 1 }]) }),
  '4.8': 'manual',
  '4.9': image({ steps: known([{ problem: 'add-instruction', count: 2 }]) }),
  '4.10': image({ environment: ['PATH', 'DB_PASSWORD=***'] }),
  '4.11': 'manual',
  '4.12': 'manual',
  '5.1': engine({ swarm: 'active' }),
  '5.2': container({ appArmorProfile: 'unconfined' }),
  '5.3': container({ securityOptions: ['label=disable'] }),
  '5.4': container({ capAdd: ['SYS_ADMIN'] }),
  '5.5': container({ privileged: true }),
  '5.6': mount('/etc/ssh'),
  '5.7': container({ processes: known(['app', 'sshd']) }),
  '5.8': container({ ports: [{ container: '80/tcp', hostIp: '127.0.0.1', hostPort: 80 }] }),
  '5.9': 'manual',
  '5.10': container({ networkMode: 'host' }),
  '5.11': container({ memoryBytes: 0 }),
  '5.12': container({ nanoCpus: 0 }),
  '5.13': container({ readOnlyRoot: false }),
  '5.14': container({ ports: [{ container: '80/tcp', hostIp: '', hostPort: 8080 }] }),
  '5.15': container({ restart: { name: 'always', count: 0 } }),
  '5.16': container({ pidMode: 'host' }),
  '5.17': container({ ipcMode: 'host' }),
  '5.18': 'manual',
  '5.19': 'manual',
  '5.20': mount('/srv', { propagation: 'rshared' }),
  '5.21': container({ utsMode: 'host' }),
  '5.22': container({ securityOptions: ['seccomp=unconfined'] }),
  '5.23': 'manual',
  '5.24': 'manual',
  '5.25': container({ cgroupParent: '/mine' }),
  '5.26': (host) => container({ securityOptions: [] })(daemon({ noNewPrivileges: false })(host)),
  '5.27': container({ hasHealthCheck: false }),
  '5.28': 'manual',
  '5.29': container({ pidsLimit: -1 }),
  '5.30': 'manual',
  '5.31': container({ usernsMode: 'host' }),
  '5.32': mount('/var/run/docker.sock'),
};

/** Checks that are for a person even where all is known and well. */
const ALWAYS_MANUAL = new Set([
  '1.2.1',
  '1.2.2',
  '2.8',
  '4.2',
  '4.3',
  '4.4',
  '4.8',
  '4.10',
  '4.11',
  '4.12',
  '5.9',
  '5.23',
  '5.24',
  '5.28',
]);
/** Those of them that read nothing: nothing that is missing changes them. */
const READS_NOTHING = new Set(['1.2.1', '4.2', '4.3', '4.4', '4.8', '4.11', '4.12', '5.23', '5.24']);

const stateOf = (cis: string, host: DockerSnapshot): string => {
  const check = checks.find((each) => each.cis === cis);
  if (check === undefined) throw new Error(`no check ${cis}`);
  return check.evaluate(host, cis === '1.1.2' ? { trustedUsers: ['ann'] } : {}).state;
};

describe('the list', () => {
  it('has each recommendation of sections 1 to 5 once, in order', () => {
    const ids = checks.map(({ cis }) => cis);
    const upTo = (head: string, most: number): string[] => Array.from({ length: most }, (_, i) => `${head}.${i + 1}`);

    expect(ids).toEqual([
      ...upTo('1.1', 18),
      ...upTo('1.2', 2),
      ...upTo('2', 18),
      ...upTo('3', 24),
      ...upTo('4', 12),
      ...upTo('5', 32),
    ]);
    expect(new Set(checks.map(({ rule }) => rule)).size).toBe(checks.length);
  });

  it('has a fix, a reason and a wanted state in every entry', () => {
    for (const { why, fix, wanted, title } of checks)
      for (const text of [why, fix, wanted, title]) expect(text.length).toBeGreaterThan(3);
  });
});

describe.each(checks.map(({ cis, rule }) => [cis, rule] as const))('%s %s', (cis) => {
  it('is unknown, and no pass, where nothing is known', () => {
    expect(stateOf(cis, emptySnapshot('not asked'))).toBe(READS_NOTHING.has(cis) ? 'manual' : 'unknown');
  });

  it('passes on a host that is as it should be, or leaves it to a person', () => {
    expect(stateOf(cis, hardened())).toBe(ALWAYS_MANUAL.has(cis) ? 'manual' : 'pass');
  });
});

const failing = checks.filter(({ cis }) => FAILING[cis] !== 'manual').map(({ cis, rule }) => [cis, rule] as const);

it.each(failing)('%s %s fails where it should', (cis) => {
  const change = FAILING[cis];
  const broken = typeof change === 'function' ? change(hardened()) : hardened();

  expect(stateOf(cis, broken)).toBe('fail');
});

describe('what is known in part', () => {
  it('is no pass: a list of containers that was cut short leaves their checks unknown', () => {
    const host = { ...hardened(), containers: known([containerOf(CONTAINER)], '10 of 11 were left out') };

    expect(stateOf('5.5', host)).toBe('unknown');
    expect(stateOf('5.18', host)).toBe('unknown');
  });

  it('still fails for what is in it, and says what is not', () => {
    const bad = { ...containerOf(CONTAINER), privileged: true };
    const host = { ...hardened(), containers: known([bad], '10 of 11 were left out') };
    const { results, unsure } = evaluate(host, {});

    expect(results.find(({ id }) => id === '5.5')).toMatchObject({
      state: 'fail',
      evidence: ['containers/web: It runs privileged.'],
    });
    expect(unsure).toContainEqual({ cis: '5.5', reason: '10 of 11 were left out' });
  });

  it('is not taken for a default: settings need the file and the command line', () => {
    const host = daemon({ logLevel: undefined as never })({
      ...hardened(),
      daemonProcess: unknown('no right to look'),
    });

    expect(stateOf('2.3', { ...host, daemonFile: { state: 'absent' } })).toBe('unknown');
    expect(stateOf('2.3', { ...hardened(), daemonFile: { state: 'absent' } })).toBe('pass');
  });

  it('goes by the setting where the network does not say, and by the network where it does', () => {
    const host = daemon({ icc: true })(hardened());

    expect(stateOf('2.2', host)).toBe('pass');
    expect(stateOf('2.2', { ...host, networks: unknown('not asked') })).toBe('fail');
  });

  it('leaves SSH open for a running container whose processes are not known', () => {
    expect(stateOf('5.7', container({ processes: unknown('not asked') })(hardened()))).toBe('unknown');
    expect(stateOf('5.7', container({ processes: { state: 'absent' }, running: false })(hardened()))).toBe('pass');
  });
});

describe('what a host does not have', () => {
  it('is not applicable', () => {
    const host = hardened();
    const absent = { state: 'absent' as const };
    const paths = Object.fromEntries(
      Object.values(PLACES)
        .flat()
        .map((path) => [path, absent]),
    );

    expect(stateOf('1.1.18', { ...host, files: paths })).toBe('not-applicable');
    expect(stateOf('3.20', { ...host, files: paths })).toBe('not-applicable');
    expect(stateOf('2.7', daemon({ hosts: ['unix:///var/run/docker.sock'] })(host))).toBe('not-applicable');
    expect(stateOf('5.2', engine({ securityOptions: [] })(host))).toBe('not-applicable');
    expect(stateOf('5.5', { ...host, containers: known([]) })).toBe('not-applicable');
    expect(stateOf('2.15', engine({ swarm: 'active' })(host))).toBe('not-applicable');
  });
});

describe('more ways to fail', () => {
  it.each<[string, string, Change]>([
    ['5.6', 'the root of the host', mount('/')],
    [
      '5.6',
      'a folder behind a volume',
      (host) => ({
        ...container({
          mounts: [{ type: 'volume', source: '/var/lib/docker/volumes/etc/_data', target: '/x', writable: true }],
        })(host),
        volumes: known([{ name: 'etc', driver: 'local', device: '/etc' }]),
      }),
    ],
    ['5.22', 'privileged goes without seccomp', container({ privileged: true })],
    ['5.26', 'switched off for the container', container({ securityOptions: ['no-new-privileges=false'] })],
    ['5.32', 'the folder that the socket lies in', mount('/run/')],
    ['5.15', 'too many tries', container({ restart: { name: 'on-failure', count: 50 } })],
    ['1.1.3', 'a rule for something else below', (host) => ({ ...host, auditRules: known(['-w /usr/bin/dockerd2']) })],
  ])('%s: %s', (cis, _what, change) => {
    expect(stateOf(cis, change(hardened()))).toBe('fail');
  });

  it('takes a rule on a folder, and a filter, for a watch', () => {
    const rules = ['-w /etc/ -p wa', '-a always,exit -F path=/usr/bin/runc -F perm=x'];
    const host = { ...hardened(), auditRules: known(rules) };

    expect(stateOf('1.1.11', host)).toBe('pass');
    expect(stateOf('1.1.18', host)).toBe('pass');
  });

  it('lists who is in the group where the configuration trusts nobody by name', () => {
    const check = checks.find(({ cis }) => cis === '1.1.2');
    const host = { ...hardened(), dockerGroup: known(['ann', 'eve']) };

    expect(check?.evaluate(host, {})).toEqual({ state: 'manual', reason: 'in the group docker: ann, eve' });
    expect(check?.evaluate(host, { trustedUsers: ['ann', 'eve'] })).toEqual({ state: 'pass' });
  });
});
