import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { Ajv } from 'ajv';
import { jsonSchema } from '@sallyport/documents';
import { fixedClock } from '@sallyport/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { CONTAINER, IMAGE, INFO } from '../testing/hardened.ts';
import { fakeDaemon } from '../testing/fake-daemon.ts';
import type { Answers, FakeDaemon } from '../testing/fake-daemon.ts';
import { readSnapshot } from './read.ts';
import { SNAPSHOT } from './snapshot.ts';
import { takeSnapshot } from './take.ts';
import { unknownParts } from './unknown-parts.ts';

const SECRET = ['hunter2', 'value', 'of', 'a', 'secret'].join('-');
const ID = CONTAINER.Id;

/** A daemon with one container and one image that hold a secret wherever one is put. */
const PLANTED: Answers = {
  '/info': { ...INFO, HttpProxy: `http://user:${SECRET}@proxy.example`, Labels: [SECRET] },
  '/containers/json?all=1': [{ Id: ID, Labels: { token: SECRET } }],
  [`/containers/${ID}/json`]: {
    ...CONTAINER,
    Args: ['--password', SECRET],
    Config: {
      ...CONTAINER.Config,
      Env: [`DB_PASSWORD=${SECRET}`, `ODD${SECRET.length}=${SECRET}`],
      Cmd: ['run', SECRET],
      Labels: { a: SECRET },
      Healthcheck: { Test: ['CMD', 'curl', SECRET] },
    },
    HostConfig: {
      ...CONTAINER.HostConfig,
      SecurityOpt: [`seccomp={"comment":"${SECRET}"}`],
      LogConfig: { Type: 'splunk', Config: { 'splunk-token': SECRET } },
    },
  },
  [`/containers/${ID}/top`]: { Titles: ['PID', 'CMD'], Processes: [['1', `/usr/bin/app --token ${SECRET}`]] },
  [`/containers/${ID}/changes`]: [
    { Path: '/var/log/app.log', Kind: 1 },
    { Path: '/tmp/gone', Kind: 2 },
  ],
  '/images/json': [{ Id: IMAGE.Id }],
  [`/images/${encodeURIComponent(IMAGE.Id)}/json`]: {
    ...IMAGE,
    Config: { ...IMAGE.Config, Env: [`API_KEY=${SECRET}`, 'SECRET=/run/secrets/x'], Cmd: [SECRET] },
  },
  [`/images/${encodeURIComponent(IMAGE.Id)}/history`]: [
    { CreatedBy: `/bin/sh -c #(nop) ADD file:${SECRET} in /srv` },
    { CreatedBy: `RUN /bin/sh -c apt-get update # buildkit` },
  ],
  '/networks': [
    { Name: 'bridge', Driver: 'bridge', Options: { 'com.docker.network.bridge.enable_icc': 'true', x: SECRET } },
  ],
  '/volumes': { Volumes: [{ Name: 'data', Driver: 'local', Options: { device: `//user:${SECRET}@nas/share` } }] },
};

const state = { root: '' };
const daemons: FakeDaemon[] = [];
beforeEach(() => {
  state.root = mkdtempSync(join(tmpdir(), 'sallyport-host-'));
  host('/etc/docker/daemon.json', JSON.stringify({ icc: false, 'log-opts': { 'splunk-token': SECRET } }));
  host('/etc/passwd', 'root:x:0:0::/root:/bin/sh\n');
  host('/etc/group', 'root:x:0:\ndocker:x:999:ann,eve\n');
  host('/etc/audit/rules.d/docker.rules', '# docker\n-w /etc/docker -k docker\n');
  host('/proc/1/mounts', '/dev/sda1 / ext4 rw 0 0\n/dev/sdb1 /var/lib/docker xfs rw 0 0\n');
  host('/proc/7/comm', 'dockerd\n');
  host('/proc/7/cmdline', ['/usr/bin/dockerd', '-H', 'fd://', '--log-opt', `token=${SECRET}`, '--icc=true'].join('\0'));
});
afterEach(() => {
  for (const daemon of daemons.splice(0)) daemon.close();
  rmSync(state.root, { recursive: true });
});

function host(path: string, content: string): void {
  mkdirSync(dirname(join(state.root, path)), { recursive: true });
  writeFileSync(join(state.root, path), content);
}

async function take(answers: Answers, limits = { bytes: 100_000, timeoutMs: 60_000 }) {
  const daemon = await fakeDaemon(answers);
  daemons.push(daemon);
  const { signal } = new AbortController();
  return takeSnapshot({ env: daemon.env, signal, limits, clock: fixedClock(0), hostRoot: state.root });
}

describe('a snapshot', () => {
  it.each<[string, Answers, RegExp]>([
    ['refuses', { '/info': (response: ServerResponse) => response.writeHead(500).end() }, /answers 500/],
    ['is no daemon', { '/info': { hello: 1 } }, /no Docker daemon/],
    ['sends no JSON', { '/info': (response: ServerResponse) => response.end('<html>') }, /not JSON/],
    ['breaks off', { '/info': (response: ServerResponse) => response.destroy() }, /cannot be asked/],
    ['sends without end', { '/info': endless }, /larger than/],
  ])('is not taken from what %s', async (_what, answers, message) => {
    await expect(take(answers)).rejects.toMatchObject({
      code: 'SCANNERS_DAEMON_UNREACHABLE',
      message: expect.stringMatching(message),
    });
  });

  it('is not taken from what does not answer in time', async () => {
    await expect(take({ '/info': () => undefined }, { bytes: 1000, timeoutMs: 50 })).rejects.toThrow(/within 0.05 s/);
  });

  it('is not taken where nobody listens, or over the network', async () => {
    const options = { signal: new AbortController().signal, clock: fixedClock(0), hostRoot: state.root };

    await expect(takeSnapshot({ ...options, env: { DOCKER_HOST: 'unix:///nowhere/x.sock' } })).rejects.toThrow(
      /no socket/,
    );
    await expect(takeSnapshot({ ...options, env: { DOCKER_HOST: 'tcp://registry.example' } })).rejects.toThrow(
      /Unix socket/,
    );
  });

  it('tells what one question did not answer, and keeps the rest', async () => {
    const { '/networks': _networks, ...rest } = PLANTED;
    const snapshot = await take({ ...rest, '/volumes': endless, '/images/json': { no: 'list' } });

    expect(snapshot.networks.state).toBe('unknown');
    expect(snapshot.volumes.state).toBe('unknown');
    expect(snapshot.images.state).toBe('unknown');
    expect(snapshot.containers.state).toBe('known');
    expect(unknownParts(snapshot).map((line) => line.split(':')[0])).toEqual(['images', 'networks', 'volumes']);
  });

  it('leaves out what was removed meanwhile, and says of what failed that the list is not whole', async () => {
    const gone = await take({ ...PLANTED, '/containers/json?all=1': [{ Id: ID }, { Id: 'gone' }] });
    const failed = await take({
      ...PLANTED,
      '/containers/json?all=1': [{ Id: ID }, { Id: 'bad' }],
      '/containers/bad/json': (response: ServerResponse) => response.writeHead(500).end(),
    });

    expect(gone.containers).toMatchObject({ state: 'known', value: [{ name: 'web' }] });
    expect(gone.containers).not.toHaveProperty('partial');
    expect(failed.containers).toMatchObject({ state: 'known', partial: expect.stringContaining('500') });
  });

  it('of a list that is huge takes the first and says so', async () => {
    const ids = Array.from({ length: 2500 }, (_, index) => ({ Id: `c${index}` }));
    const snapshot = await take({ ...PLANTED, '/containers/json?all=1': ids });

    expect(snapshot.containers).toMatchObject({ state: 'known', partial: '500 of 2500 were left out' });
  });

  it('holds no value of a secret, wherever Docker and the host have one', async () => {
    const snapshot = await take(PLANTED);

    expect(JSON.stringify(snapshot)).not.toContain(SECRET);
    expect(snapshot.containers).toMatchObject({
      value: [
        {
          environment: ['DB_PASSWORD=***', expect.stringContaining('=***')],
          securityOptions: ['seccomp=(own profile)'],
          processes: { value: ['app'] },
          written: { value: ['/var/log/app.log'] },
        },
      ],
    });
    expect(snapshot.images).toMatchObject({
      value: [
        {
          environment: ['API_KEY=***', 'SECRET'],
          steps: {
            value: [
              { problem: 'add-instruction', count: 1 },
              { problem: 'update-alone', count: 1 },
            ],
          },
        },
      ],
    });
  });

  it('reads the files of the host, without running anything', async () => {
    const snapshot = await take(PLANTED);

    expect(snapshot.daemonFile).toEqual({ state: 'known', value: { icc: false } });
    expect(snapshot.daemonProcess).toMatchObject({
      state: 'known',
      value: { settings: { hosts: ['fd://'], icc: true } },
    });
    expect(snapshot.dockerGroup).toEqual({ state: 'known', value: ['ann', 'eve'] });
    expect(snapshot.auditRules).toEqual({ state: 'known', value: ['-w /etc/docker -k docker'] });
    expect(snapshot.mounts).toMatchObject({ value: [{ target: '/' }, { target: '/var/lib/docker' }] });
    expect(snapshot.files['/etc/docker/daemon.json']).toMatchObject({ state: 'known' });
    expect(snapshot.files['/usr/bin/runc']).toEqual({ state: 'absent' });
  });

  it('stays in the root of the host where links lead, and in circles reads nothing', async () => {
    mkdirSync(join(state.root, 'var'));
    symlinkSync('/run', join(state.root, 'var', 'run'));
    host('/run/docker.sock', '');
    chmodSync(join(state.root, 'run', 'docker.sock'), 0o666);
    symlinkSync('../../../../../../../../etc/hostname', join(state.root, 'etc', 'default'));
    symlinkSync('/etc/containerd', join(state.root, 'etc', 'containerd'));
    const snapshot = await take(PLANTED);

    expect(snapshot.files['/var/run/docker.sock']).toMatchObject({ state: 'known', mode: 0o666 });
    expect(snapshot.files['/etc/default/docker']).toEqual({ state: 'absent' });
    expect(snapshot.files['/etc/containerd/config.toml']?.state).toBe('unknown');
    expect(unknownParts(snapshot).join('\n')).toContain('ELOOP');
  });

  it('tells what is not as it should be as unknown: a folder for a file, text for JSON', async () => {
    rmSync(join(state.root, 'etc/docker/daemon.json'));
    mkdirSync(join(state.root, 'etc/docker/daemon.json'));
    const folder = await take(PLANTED);
    rmSync(join(state.root, 'etc/docker/daemon.json'), { recursive: true });
    host('/etc/docker/daemon.json', `{"tls": ${SECRET}`);
    const text = await take(PLANTED);

    expect(folder.daemonFile).toMatchObject({ state: 'unknown', reason: expect.stringContaining('no file') });
    expect(text.daemonFile).toEqual({ state: 'unknown', reason: 'daemon.json is not JSON' });
  });

  it('keeps to its published schema, and is read back the same', async () => {
    const snapshot = await take(PLANTED);
    const path = join(state.root, 'host.json');
    writeFileSync(path, JSON.stringify(snapshot));
    const schema = JSON.parse(
      readFileSync(join(import.meta.dirname, '../../../schema/docker-snapshot.schema.json'), 'utf8'),
    ) as { $id: string; title: string; $schema: string };

    expect(schema).toEqual(JSON.parse(JSON.stringify(jsonSchema(SNAPSHOT, { id: schema.$id, title: schema.title }))));
    const { $schema: _draft, ...body } = schema;
    const validate = new Ajv({ strict: false }).compile(body);
    expect(validate(JSON.parse(JSON.stringify(snapshot)))).toBe(true);
    expect((await readSnapshot(path)).snapshot).toEqual(snapshot);
  });
});

function endless(response: ServerResponse): void {
  response.writeHead(200);
  const more = (): void => {
    while (!response.destroyed && response.write(Buffer.alloc(65_536, 32)));
    if (!response.destroyed) response.once('drain', more);
  };
  response.on('error', () => undefined);
  more();
}
