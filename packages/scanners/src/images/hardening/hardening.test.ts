import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { fixedClock } from '@sallyport/kernel';
import { writeImageLayout } from '@sallyport/mocks';
import type { ImageSketch } from '@sallyport/mocks';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';

import { CONTAINER, containerOf, hardened, imageOf, IMAGE } from '../../docker-host/testing/hardened.ts';
import { known } from '../../docker-host/snapshot/snapshot.ts';
import { neededCapabilities } from './capabilities.ts';
import { readImports } from './elf-imports.ts';
import { fileCapabilities } from './file-capabilities.ts';
import { harden } from './harden.ts';
import type { PresentSettings, ProgramFacts, Subject } from './needs.ts';
import { proposeHardening } from './propose.ts';
import { proposeSeccomp } from './seccomp.ts';
import { startedPrograms } from './subject.ts';
import { makeElf } from './testing/make-elf.ts';

const folder = mkdtempSync(join(tmpdir(), 'sallyport-harden-'));
afterAll(() => rmSync(folder, { recursive: true }));

const calls = (...names: string[]): ProgramFacts['calls'] => ({
  state: 'known',
  names: new Set(names),
  of: '/app',
  startsOthers: false,
});
const facts = (change: Partial<ProgramFacts> = {}): ProgramFacts => ({
  fileCapabilities: [],
  setuid: [],
  has32Bit: false,
  calls: calls(),
  ...change,
});
const subject = (change: Partial<Subject> = {}): Subject => ({
  name: 'web',
  image: 'registry.example/web:1',
  user: '10001',
  programs: ['/app'],
  ports: [8080],
  volumes: [],
  ...change,
});
const present = (change: Partial<PresentSettings> = {}): PresentSettings => ({
  privileged: false,
  capAdd: [],
  capDrop: [],
  securityOptions: [],
  readOnlyRoot: false,
  tmpfs: [],
  mounts: [],
  networkMode: 'bridge',
  ...change,
});
const names = (of: Subject): string[] => neededCapabilities(of).map(({ name }) => name);

describe('capabilities', () => {
  it('are none for a user who is not root and takes no low port', () => {
    expect(names(subject())).toEqual([]);
    expect(names(subject({ facts: facts({ calls: calls('setuid', 'chown') }) }))).toEqual([]);
  });

  it('are one for a low port', () => {
    expect(names(subject({ ports: [443] }))).toEqual(['NET_BIND_SERVICE']);
  });

  it('of root are those for what its programs call, where that is known', () => {
    const root = subject({ user: '', facts: facts({ calls: calls('setuid', 'initgroups', 'printf') }) });

    expect(neededCapabilities(root).map(({ name, basis }) => `${name} ${basis}`)).toEqual([
      'DAC_OVERRIDE assumed',
      'FOWNER assumed',
      'SETGID derived',
      'SETUID derived',
    ]);
  });

  it('of root are assumed, and said to be, where nothing is known of its programs', () => {
    const unknown = neededCapabilities(subject({ user: '0' }));

    expect(unknown.map(({ name }) => name)).toEqual(['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'KILL', 'SETGID', 'SETUID']);
    expect(unknown.every(({ basis, why }) => basis === 'assumed' && why.includes('not looked at'))).toBe(true);
  });

  it('of known software are those that it is known to use', () => {
    expect(names(subject({ user: '', programs: ['/docker-entrypoint.sh', 'nginx'], ports: [80] }))).toEqual([
      'CHOWN',
      'NET_BIND_SERVICE',
      'SETGID',
      'SETUID',
    ]);
  });

  it('that a file has stay for the file that starts, and others are told of', () => {
    const capable = facts({
      fileCapabilities: [
        { path: 'app', names: ['NET_BIND_SERVICE'] },
        { path: 'bin/ping', names: ['NET_RAW'] },
      ],
    });

    expect(names(subject({ facts: capable }))).toEqual(['NET_BIND_SERVICE']);
    expect(proposeHardening(subject({ facts: capable })).cautions.join('\n')).toContain('/bin/ping (NET_RAW)');
  });

  it('that are asked for now are kept, but never all', () => {
    expect(names(subject({ present: present({ capAdd: ['ALL', 'NET_ADMIN'] }) }))).toEqual(['NET_ADMIN']);
  });
});

describe('a seccomp profile', () => {
  it('allows no more than the profile of Docker, unless a capability asks for it', () => {
    const { before, after } = proposeSeccomp(subject(), []);
    const admin = proposeSeccomp(subject(), ['SYS_ADMIN']);

    expect(after.filter((name) => !before.includes(name))).toEqual([]);
    expect(after).not.toContain('mount');
    expect(admin.after).toContain('mount');
  });

  it('leaves out what nothing calls only where that is known', () => {
    const blind = proposeSeccomp(subject(), []);
    const unknown = proposeSeccomp(subject({ facts: facts({ calls: { state: 'unknown', reason: 'static' } }) }), []);
    const seen = proposeSeccomp(subject({ facts: facts({ calls: calls('ptrace') }) }), []);

    expect(blind.after).toContain('mq_open');
    expect(unknown.after).toContain('mq_open');
    expect(seen.after).not.toContain('mq_open');
    expect(seen.after).toContain('ptrace');
    expect(seen.leftOut.map(({ name }) => name)).toContain('message-queues');
  });

  it('refuses new namespaces to all but administrators, and lets 32-bit programs run where there may be any', () => {
    const { profile } = proposeSeccomp(subject({ facts: facts() }), []);
    const clone = profile.syscalls.find((rule) => rule.names.includes('clone'));

    expect(clone?.args?.[0]).toMatchObject({ op: 'SCMP_CMP_MASKED_EQ', value: 0x7e02_0000 });
    expect(profile.syscalls.find((rule) => rule.names.includes('clone3'))).toMatchObject({ errnoRet: 38 });
    expect(profile.archMap[0]?.subArchitectures).toEqual([]);
    expect(proposeSeccomp(subject(), []).profile.archMap[0]?.subArchitectures).toHaveLength(2);
  });
});

describe('a proposal', () => {
  it('shows what changes against how a container is started', () => {
    const { diffs } = proposeHardening(
      subject({
        present: present({
          privileged: true,
          capAdd: ['NET_ADMIN'],
          securityOptions: ['seccomp=unconfined', 'label=disable'],
          written: [],
        }),
      }),
    );

    expect(diffs.options).toEqual([
      '--- web, as it is started now',
      '+++ web, hardened',
      '@@ -1,6 +1,10 @@',
      String.raw` docker run \ `.trimEnd(),
      String.raw`-  --privileged \ `.trimEnd(),
      String.raw`+  --cap-drop ALL \ `.trimEnd(),
      String.raw`   --cap-add NET_ADMIN \ `.trimEnd(),
      String.raw`-  --security-opt seccomp=unconfined \ `.trimEnd(),
      String.raw`   --security-opt label=disable \ `.trimEnd(),
      String.raw`+  --security-opt apparmor=sallyport-web \ `.trimEnd(),
      String.raw`+  --security-opt no-new-privileges \ `.trimEnd(),
      String.raw`+  --security-opt seccomp=sallyport-web.seccomp.json \ `.trimEnd(),
      String.raw`+  --read-only \ `.trimEnd(),
      String.raw`+  --tmpfs /tmp \ `.trimEnd(),
      '   registry.example/web:1',
    ]);
    expect(diffs.compose).toContain('+    read_only: true');
    expect(diffs.appArmor).toContain('+  deny mount,');
    expect(diffs.seccomp).toContain('-chroot');
  });

  it('names files and profiles by letters that no shell or file system minds', () => {
    const { appArmorName, seccompFile, appArmor } = proposeHardening(
      subject({ name: '../a b"\n', volumes: ['/d"ata\n/*'] }),
    );

    expect(appArmorName).toMatch(/^sallyport-[a-z0-9._-]+$/);
    expect(seccompFile).not.toContain('/');
    expect(appArmor).toContain(String.raw`"/d\"ata?/\*/" rw,`);
  });

  it('says what it could not look at', () => {
    const all = proposeHardening(subject({ present: present({ capAdd: ['ALL'], privileged: true }) })).cautions.join(
      '\n',
    );

    expect(all).toMatch(/layers were not looked at/);
    expect(all).toMatch(/written is not known/);
    expect(all).toMatch(/all capabilities now/);
    expect(all).toMatch(/--device/);
  });
});

describe('programs', () => {
  it.each([{}, { is32Bit: true }, { isBig: true }, { is32Bit: true, isBig: true }])(
    '%j tell what they import',
    (kind) => {
      const sketch = { ...kind, libraries: ['libc.so.6', 'libssl.so.3'], functions: ['setuid', 'mq_open'] };

      expect(readImports(makeElf(sketch))).toEqual({
        is32Bit: 'is32Bit' in kind,
        isDynamic: true,
        libraries: ['libc.so.6', 'libssl.so.3'],
        functions: ['setuid', 'mq_open'],
      });
    },
  );

  it('that are static, damaged or none are told apart', () => {
    expect(readImports(makeElf({ isStatic: true }))?.isDynamic).toBe(false);
    expect(readImports(Buffer.from('#!/bin/sh\n'.repeat(10)))).toBeUndefined();
    fc.assert(
      fc.property(fc.nat(400), fc.nat(255), (at, value) => {
        const bytes = makeElf({ libraries: ['libc.so.6'], functions: ['setuid'] });
        bytes[52 + (at % (bytes.length - 52))] = value;
        expect(readImports(bytes)?.functions.length).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('that start are read from entry point and command', () => {
    expect(startedPrograms({ entrypoint: ['/entry.sh'], cmd: ['nginx', '-g'] })).toEqual(['/entry.sh', 'nginx']);
    expect(startedPrograms({ entrypoint: [], cmd: ['/bin/sh', '-c', 'exec node a.js'] })).toEqual(['/bin/sh', 'node']);
    expect(startedPrograms({ entrypoint: [], cmd: [] })).toEqual([]);
  });

  it('have capabilities in an attribute', () => {
    const revision2 = Buffer.from('0100000200040000000000000000000000000000', 'hex').toString('latin1');

    expect(fileCapabilities(revision2)).toEqual(['NET_BIND_SERVICE']);
    expect(fileCapabilities('short')).toEqual([]);
  });
});

const open = {
  offline: true,
  clock: fixedClock(0),
  signal: new AbortController().signal,
  env: { DOCKER_HOST: 'unix:///nowhere/docker.sock' },
  home: '/',
  folder,
};

async function ofImage(name: string, sketch: ImageSketch) {
  await writeImageLayout(join(folder, name), sketch);
  return harden({ name: `oci-dir:${name}`, open });
}
const LIBC = { path: 'lib/libc.so.6', content: makeElf({ functions: [] }) };
const APP = makeElf({ libraries: ['libc.so.6'], functions: ['setuid', 'inotify_init1'] });

describe('an image', () => {
  it('is judged by what starts and its libraries', async () => {
    const proposal = await ofImage('plain', {
      config: { Entrypoint: ['/usr/bin/app'], ExposedPorts: { '8080/tcp': {} } },
      layers: [
        [LIBC, { path: 'usr/bin/app', content: APP, mode: 0o755 }],
        [{ path: 'usr/bin/unused', content: makeElf({ functions: ['mq_open'] }), mode: 0o4755 }],
      ],
    });

    expect(proposal.capabilities.map(({ name }) => name)).toEqual(['DAC_OVERRIDE', 'FOWNER', 'SETUID']);
    expect(proposal.leftOut.map(({ name }) => name)).toContain('message-queues');
    expect(proposal.leftOut.map(({ name }) => name)).not.toContain('watching-files');
    expect(proposal.cautions.join('\n')).toContain('/usr/bin/unused');
  });

  it('is judged by all programs where one starts others, through links', async () => {
    const starter = makeElf({ libraries: ['libc.so.6'], functions: ['execve'] });
    const proposal = await ofImage('starter', {
      config: { Entrypoint: ['start'] },
      layers: [
        [LIBC, { path: 'opt/start-1', content: starter, mode: 0o755 }],
        [{ path: 'usr/bin/start', type: 'symlink', link: '../../opt/start-1' }],
        [
          {
            path: 'usr/bin/other',
            content: makeElf({ libraries: ['libc.so.6'], functions: ['mq_open'] }),
            mode: 0o755,
          },
        ],
      ],
    });

    expect(proposal.leftOut.map(({ name }) => name)).not.toContain('message-queues');
    expect(proposal.leftOut.map(({ name }) => name)).toContain('tracing');
  });

  it.each<[string, ImageSketch, RegExp]>([
    [
      'static',
      { config: { Cmd: ['/app'] }, layers: [[{ path: 'app', content: makeElf({ isStatic: true }), mode: 0o755 }]] },
      /linked statically/,
    ],
    ['missing', { config: { Cmd: ['/app'] }, layers: [[{ path: 'x', content: 'y' }]] }, /not found/],
    [
      'library',
      { config: { Cmd: ['/app'] }, layers: [[{ path: 'app', content: APP, mode: 0o755 }]] },
      /libc.so.6 is not in the image/,
    ],
    [
      'by-number',
      {
        config: { Cmd: ['/app'] },
        layers: [
          [LIBC, { path: 'app', content: makeElf({ libraries: ['libc.so.6'], functions: ['syscall'] }), mode: 0o755 }],
        ],
      },
      /by number/,
    ],
    [
      'script',
      {
        config: { Cmd: ['/run.sh'] },
        layers: [
          [
            { path: 'run.sh', content: '#!/bin/sh\n', mode: 0o755 },
            { path: 'usr/bin/python3.11', content: APP, mode: 0o755 },
          ],
        ],
      },
      /scripts tell it/,
    ],
    [
      'whiteout',
      {
        config: { Cmd: ['/app'] },
        layers: [[LIBC, { path: 'app', content: APP, mode: 0o755 }], [{ path: '.wh.app', content: '' }]],
      },
      /not found/,
    ],
  ])('whose programs do not tell (%s) keeps all system calls', async (name, sketch, reason) => {
    const proposal = await ofImage(name, sketch);

    expect(proposal.leftOut.map((need) => need.name)).toEqual(['chroot']);
    expect(proposal.cautions.join('\n')).toMatch(reason);
  });
});

describe('harden', () => {
  it('looks a container up in a snapshot, with what it has written', async () => {
    const container = { ...containerOf(CONTAINER), written: known(['/srv/data/x']), readOnlyRoot: false };
    writeFileSync(
      join(folder, 'host.json'),
      JSON.stringify({ ...hardened(), containers: known([container]), images: known([imageOf(IMAGE)]) }),
    );
    const proposal = await harden({ name: 'web', open, snapshot: join(folder, 'host.json') });
    const ofName = await harden({ name: 'registry.example/web:1', open, snapshot: join(folder, 'host.json') });

    expect(proposal.tmpfs.map(({ name }) => name)).toEqual(['/srv/data', '/tmp']);
    expect(proposal.diffs.options).toContain(String.raw`+  --read-only \ `.trimEnd());
    expect(ofName.name).toBe('web');
    await expect(harden({ name: 'nothing', open, snapshot: join(folder, 'host.json') })).rejects.toMatchObject({
      code: 'SCANNERS_NOTHING_TO_HARDEN',
      exit: 2,
    });
  });
});
