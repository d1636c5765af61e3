import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { fixedClock } from '@sallyport/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { hasProgram, runProgram } from '../testing/programs.ts';
import { harden } from './harden.ts';
import type { HardeningProposal } from './propose.ts';
import { createPodman, hasPodman, MODEST } from './testing/podman.ts';
import type { Podman } from './testing/podman.ts';

const IMAGE = 'registry.example/demo:1';
const timeout = 120_000;

describe.skipIf(!hasPodman())('podman', { timeout }, () => {
  const state: { podman?: Podman; proposal?: HardeningProposal } = {};
  const podman = (): Podman => {
    if (state.podman === undefined) throw new Error('no podman');
    return state.podman;
  };

  beforeAll(async () => {
    state.podman = createPodman();
    podman().makeImage(
      IMAGE,
      ['/bin/cat', '/bin/ls', '/bin/chmod', '/bin/touch'],
      ['CMD ["/bin/cat","/proc/self/status"]'],
    );
    podman().run('save', '-q', '-o', 'demo.tar', IMAGE);
    state.proposal = await harden({
      name: 'docker-archive:demo.tar',
      open: {
        offline: true,
        clock: fixedClock(0),
        signal: new AbortController().signal,
        env: {},
        home: '/',
        folder: podman().folder,
      },
    });
    writeFileSync(join(podman().folder, 'seccomp.json'), JSON.stringify(state.proposal.seccomp));
  }, timeout);
  afterAll(() => state.podman?.remove(), timeout);

  const hardenedRun = (...command: readonly string[]): string => {
    const { proposal } = state;
    const added = (proposal?.capabilities ?? []).flatMap(({ name }) => ['--cap-add', name]);
    const memory = (proposal?.tmpfs ?? []).flatMap(({ name }) => ['--tmpfs', name]);
    const options = ['--cap-drop', 'ALL', ...added, '--read-only', '--security-opt', 'no-new-privileges', ...memory];
    return podman().run(
      'run',
      '--rm',
      ...MODEST,
      ...options,
      '--security-opt',
      'seccomp=seccomp.json',
      IMAGE,
      ...command,
    );
  };

  it('starts a real image with the proposal, filtered and with the capabilities alone that are in it', () => {
    const status = hardenedRun();
    const effective = /^CapEff:\s+(?<bits>[0-9a-f]+)$/m.exec(status)?.groups?.['bits'];

    expect(status).toMatch(/^Seccomp:\s+2$/m);
    expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
    // DAC_OVERRIDE and FOWNER (bits 1 and 3) are assumed of root; cat calls nothing that needs more.
    expect(Number.parseInt(effective ?? '', 16)).toBe(0b1010);
  });

  it('lets it write in memory and nowhere else', () => {
    expect(hardenedRun('/bin/touch', '/tmp/x')).toBe('');
    expect(() => hardenedRun('/bin/touch', '/x')).toThrow(/Read-only file system/);
  });

  it('refuses what the profile leaves out', () => {
    const { proposal } = state;
    if (proposal === undefined) throw new Error('no proposal');
    const { syscalls, ...rest } = proposal.seccomp;
    const without = syscalls.map((rule) => ({
      ...rule,
      names: rule.names.filter((name) => !/^fchmodat?2?$/.test(name)),
    }));
    writeFileSync(join(podman().folder, 'less.json'), JSON.stringify({ ...rest, syscalls: without }));
    const run = (profile: string): string =>
      podman().run(
        'run',
        '--rm',
        ...MODEST,
        '--security-opt',
        `seccomp=${profile}`,
        IMAGE,
        '/bin/chmod',
        '700',
        '/bin/ls',
      );

    expect(run('seccomp.json')).toBe('');
    expect(() => run('less.json')).toThrow(/Operation not permitted/);
  });
});

describe.skipIf(!hasProgram('apparmor_parser'))('apparmor_parser', () => {
  it.each(['web', 'odd name \n"*[', 'a'.repeat(300)])('takes the profile for %j', async (name) => {
    const { proposeHardening } = await import('./propose.ts');
    const { appArmor } = proposeHardening({
      name,
      image: 'registry.example/web:1',
      user: '',
      programs: ['nginx'],
      ports: [80],
      volumes: ['/data', '/with "quotes" and *stars*', '/tail/'],
    });
    const args = ['--skip-kernel-load', '--skip-cache', '--quiet'];

    expect(runProgram('apparmor_parser', args, { cwd: '/', input: appArmor })).toBe('');
    expect(() =>
      runProgram('apparmor_parser', args, { cwd: '/', input: appArmor.replace('deny mount,', 'deny mount') }),
    ).toThrow(/syntax error/);
  });
});
