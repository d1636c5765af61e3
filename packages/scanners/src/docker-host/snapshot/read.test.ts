import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { fixedClock } from '@sallyport/kernel';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { scan } from '../scan.ts';
import { CONTAINER, DAEMON, hardened, IMAGE, INFO } from '../testing/hardened.ts';
import { readSnapshot } from './read.ts';
import { reduceContainer } from './reduce-container.ts';
import { reduceImage, reduceInfo, reduceSettings, settingsOfCommand } from './reduce-engine.ts';

const state = { folder: '' };
beforeEach(() => {
  state.folder = mkdtempSync(join(tmpdir(), 'sallyport-read-'));
});
afterEach(() => rmSync(state.folder, { recursive: true }));

const put = (name: string, content: unknown): string => {
  const path = join(state.folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

describe('readSnapshot', () => {
  it.each<[string, unknown]>([
    ['no JSON', '{'],
    ['nothing', ''],
    ['some other JSON', { name: 'package' }],
    ['a list of numbers', [1, 2]],
    ['a later version', { ...hardened(), version: '2' }],
    ['a damaged snapshot', { ...hardened(), containers: { state: 'known', value: [{ name: 1 }] } }],
    ['a snapshot with an unknown key', { ...hardened(), more: 1 }],
  ])('refuses %s', async (_what, content) => {
    await expect(readSnapshot(put('x.json', content))).rejects.toMatchObject({
      code: 'SCANNERS_SNAPSHOT_INVALID',
      exit: 2,
    });
  });

  it('refuses what is not there, and a folder without anything of Docker', async () => {
    put('package.json', { name: 'x' });

    await expect(readSnapshot(join(state.folder, 'none.json'))).rejects.toThrow(/ENOENT/);
    await expect(readSnapshot(state.folder)).rejects.toThrow(/no file in it/);
  });

  it('reads the output of docker info and docker inspect, each alone', async () => {
    const info = await readSnapshot(put('a.json', INFO));
    const containers = await readSnapshot(put('b.json', [CONTAINER]));
    const images = await readSnapshot(put('c.json', [IMAGE]));

    expect(info.snapshot.engine).toMatchObject({ state: 'known', value: { rootDir: '/var/lib/docker' } });
    expect(info.snapshot.containers.state).toBe('unknown');
    expect(containers.snapshot.containers).toMatchObject({ value: [{ name: 'web', user: '10001' }] });
    expect(images.snapshot.images).toMatchObject({ value: [{ names: ['registry.example/web:1'] }] });
  });

  it('puts a folder of such files together, and says which it does not know', async () => {
    put('info.json', INFO);
    put('one.json', [CONTAINER]);
    put('two.json', { ...CONTAINER, Name: '/db' });
    put('networks.json', [{ Name: 'bridge', Driver: 'bridge', IPAM: {}, Options: {} }]);
    put('volumes.json', [{ Name: 'data', Driver: 'local', Mountpoint: '/x' }]);
    put('daemon.json', DAEMON);
    put('auditctl.txt', '-w /etc/docker -p rwxa -k docker\n');
    put('mounts.txt', '/dev/sda1 /var/lib/docker ext4 rw 0 0\n');
    put('group.txt', 'docker:x:999:ann\n');
    put('dockerd.txt', '/usr/bin/dockerd --log-level=debug --host tcp://0.0.0.0:2375\n');
    put('stat.txt', '644 root root /etc/docker/daemon.json\nnonsense\n');
    put('notes.json', { x: 1 });
    const { snapshot, skips, files } = await readSnapshot(state.folder);

    expect(files).toBe(11);
    expect(skips.list()).toMatchObject([{ reason: 'unsupported', count: 1, examples: ['notes.json'] }]);
    expect(snapshot.containers).toMatchObject({ value: [{ name: 'web' }, { name: 'db' }] });
    expect(snapshot.daemonFile).toMatchObject({ value: { tlsVerify: true, icc: false } });
    expect(snapshot.daemonProcess).toMatchObject({
      value: { settings: { logLevel: 'debug', hosts: ['tcp://0.0.0.0:2375'] } },
    });
    expect(snapshot.files).toEqual({
      '/etc/docker/daemon.json': { state: 'known', mode: 0o644, owner: 'root', group: 'root' },
    });
    expect(snapshot.mounts).toMatchObject({ value: [{ target: '/var/lib/docker' }] });
    expect(snapshot.auditRules.state).toBe('known');
  });
});

describe('what is read', () => {
  it('never throws, whatever JSON it is given', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(reduceContainer(value)).toBeUndefined();
        reduceContainer({ Id: 'a', HostConfig: value, Config: value, Mounts: value, NetworkSettings: value });
        reduceContainer({
          Id: 'a',
          HostConfig: { PortBindings: value, Ulimits: value, RestartPolicy: value, Tmpfs: value },
        });
        reduceImage({ Id: 'a', RootFS: {}, Config: value });
        reduceInfo({ ServerVersion: '1', RegistryConfig: value, Plugins: value, Swarm: value });
        reduceSettings(value);
      }),
    );
  });

  it('reads flags of dockerd as it does', () => {
    const words =
      'dockerd -H unix:///x --host=tcp://y --tlsverify --icc=false --default-ulimit nofile=1:2 -l debug --unknown z --storage-opt dm.basesize=20G';

    expect(settingsOfCommand(words.split(' '))).toEqual({
      hosts: ['unix:///x', 'tcp://y'],
      tlsVerify: true,
      icc: false,
      defaultUlimits: ['nofile'],
      logLevel: 'debug',
      storageOptions: ['dm.basesize'],
    });
  });
});

describe('a scan of a snapshot', () => {
  const context = (given: string) => ({
    target: { kind: 'docker-host' as const, given, root: state.folder },
    clock: fixedClock(Date.parse('2026-03-02T00:00:00Z')),
    signal: new AbortController().signal,
    onProgress: () => undefined,
    offline: true,
    options: { trustedUsers: [] },
  });

  it('that is whole ran, and says what it counts and how old it is', async () => {
    put('host.json', hardened());
    const { sightings, coverage } = await scan(context('docker:host.json'));

    expect(sightings).toEqual([]);
    expect(coverage).toMatchObject({ scanner: 'docker-host', state: 'ran', rules: 106 });
    expect(coverage.notes.join(' ')).toMatch(/9\d passed, 0 failed.*more than 30 days ago/);
    expect(coverage.checklist?.checks).toHaveLength(106);
  });

  it('that lacks something is incomplete and never clean', async () => {
    put('info.json', INFO);
    const { coverage } = await scan(context('docker-host:info.json'));

    expect(coverage.state).toBe('missing');
    expect(coverage.reason).toMatch(/^\d+ of 106 checks could not be made: /);
    expect(coverage.checklist?.checks.filter(({ state }) => state === 'unknown').length).toBeGreaterThan(50);
  });

  it('gives one finding for each container that fails, bounded', async () => {
    const many = Array.from({ length: 300 }, (_, index) => ({
      ...CONTAINER,
      Id: `c${index}`,
      Name: `/c${index}`,
      HostConfig: { ...CONTAINER.HostConfig, Privileged: true },
    }));
    put('all.json', many);
    const { sightings } = await scan(context('docker:all.json'));
    const privileged = sightings.filter(({ rule }) => rule === 'privileged');

    expect(privileged).toHaveLength(200);
    expect(privileged[0]).toMatchObject({ severity: 'critical', location: { path: 'containers/c0' } });
    expect(privileged.at(-1)?.message).toContain('100 more');
  });
});
