import { symlinkSync } from 'node:fs';
import { join } from 'node:path';

import { fixedClock } from '@sallyport/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { hasGit } from '../testing/has-git.ts';
import { createSandbox } from '../testing/run-cli.ts';
import type { Sandbox } from '../testing/run-cli.ts';
import { CONFIG, REGO_OK, decided, exceptions, gateIn, madeFinding, scanJson } from './testing.ts';

describe.skipIf(!hasGit)('sallyport gate --base', () => {
  let box: Sandbox;
  beforeEach(() => {
    box = createSandbox();
    box.write(
      'sallyport.yaml',
      CONFIG.replace('exceptions: exceptions.yaml', 'exceptions: exceptions.yaml\n').replace(
        'policies:',
        'policies:\n      - path: rules',
      ),
    );
    box.write('rules/a.rego', 'package own\n\ndeny contains "a finding" if count(input.findings) > 0\n');
    box.write('exceptions.yaml', 'exceptions: []\n');
    box.git('init', '-q', '-b', 'main');
    box.git('add', '.');
    box.git('commit', '-q', '-m', 'Base');
    box.git('checkout', '-q', '-b', 'change');
    box.write('scan.json', scanJson({ findings: [madeFinding()] }));
  });
  afterEach(() => box.remove());
  const merge = (...words: string[]) =>
    gateIn(box, ['gate', 'merge', '-i', 'scan.json', '--json', '--base', 'main', ...words]);
  const commit = (): void => {
    box.git('add', '.');
    box.git('commit', '-q', '-m', 'Change');
  };

  it.each<[string, (box: Sandbox) => void]>([
    ['its policies', (one) => one.write('rules/a.rego', 'package own\n\ndeny contains "never" if false\n')],
    [
      'its gate',
      (one) =>
        one.write('sallyport.yaml', 'gates:\n  merge:\n    evidence: []\n    policies:\n      - use: deploy-windows\n'),
    ],
    ['its exceptions', (one) => one.write('exceptions.yaml', exceptions())],
  ])('lets no change pass that edits %s itself', async (_, edit) => {
    edit(box);
    const inWorkTree = await merge();
    commit();
    const committed = await merge();

    expect([inWorkTree.code, committed.code]).toEqual([1, 1]);
    expect(decided(committed).violations.every(({ waiver }) => waiver === undefined)).toBe(true);
    expect(decided(committed).base).toMatchObject({ ref: 'main' });
  });

  it.each<[string, object, (box: Sandbox) => void]>([
    [
      'a comment',
      { kind: 'inline', path: 'src/app.ts' },
      (one) => one.write('src/app.ts', 'x = 1 // ignore: not now\n'),
    ],
    [
      'a register',
      { kind: 'file', path: '.sallyport-ignore.yaml' },
      (one) => one.write('.sallyport-ignore.yaml', '- all\n'),
    ],
    ['a VEX document of nowhere', { kind: 'vex' }, () => undefined],
  ])(
    'counts a finding of a scan result that the change suppressed by %s',
    async (_, { kind, path }: { kind?: string; path?: string }, edit) => {
      edit(box);
      commit();
      const at = { line: 1, column: 1, offset: 0 };
      const suppression = {
        kind,
        reason: 'not now',
        ...(path === undefined ? {} : { location: { path, range: { start: at, end: at } } }),
      };
      box.write('scan.json', scanJson({ findings: [madeFinding({ suppression })] }));

      const [byChange, bySelf] = [await merge(), await gateIn(box, ['gate', 'merge', '-i', 'scan.json', '--json'])];

      const severity = (ran: { readonly stdout: string }) =>
        decided(ran).policies.find(({ id }) => id === 'severity')?.outcome;
      expect([severity(byChange), severity(bySelf)]).toEqual(['violated', 'passed']);
    },
  );

  it('takes a configuration from outside of the repository as it is', async () => {
    box.write('../elsewhere.yaml', 'gates:\n  other:\n    policies:\n      - use: deploy-windows\n    evidence: []\n');

    const ran = await gateIn(box, [
      'gate',
      'other',
      '-i',
      'scan.json',
      '--base',
      'main',
      '--config',
      '../elsewhere.yaml',
      '--json',
    ]);

    expect(ran.code).toBe(0);
  });

  it('knows no gate that only the change defines, and no policies that only it has', async () => {
    box.write('sallyport.yaml', `${CONFIG}  mine:\n    policies:\n      - use: deploy-windows\n`);
    box.write('more/b.rego', REGO_OK);
    commit();

    const gate = await gateIn(box, ['gate', 'mine', '-i', 'scan.json', '--base', 'main']);
    const policies = await merge('--policy', 'more');

    expect([gate.code, policies.code]).toEqual([2, 5]);
  });

  const byOwn = (path: string) =>
    gateIn(box, ['gate', 'own', '-i', 'scan.json', '--json', '--base', 'main', '-p', path]);
  const WEAK = 'package own\n\ndeny contains "never" if false\n';
  it('reads policies as the base has them through whichever links they are named', async () => {
    symlinkSync(box.target, join(box.root, 'link'));
    symlinkSync('link/rules', join(box.root, 'link-to-rules'));
    box.write('rules/a.rego', WEAK);
    commit();

    const named = ['link/rules/a.rego', 'link/rules', 'link-to-rules', 'link-to-rules/a.rego'];
    const ran = await Promise.all(named.map((path) => byOwn(join(box.root, path))));

    expect(ran.map(({ code }) => code)).toEqual([1, 1, 1, 1]);
    for (const one of ran) expect(decided(one).violations.map(({ message }) => message)).toEqual(['a finding']);
  });

  it('follows no link of the repository out of it, nor back into it from where it lies', async () => {
    box.write('../elsewhere/a.rego', WEAK);
    symlinkSync(box.target, join(box.root, 'link'));
    symlinkSync(join(box.root, 'elsewhere'), join(box.target, 'out'));
    commit();
    const named = ['out', 'link/out', 'link/out/a.rego', 'elsewhere/../link/out'].map((path) => join(box.root, path));

    const ran = await Promise.all(['out', ...named].map((path) => byOwn(path)));
    const around = await byOwn(box.root);

    expect(ran.map(({ code }) => code)).toEqual([5, 5, 5, 5, 5]);
    expect([around.code, around.stderr]).toEqual([
      2,
      expect.stringContaining('the repository that is judged lies within'),
    ]);
  });

  it('reads nothing from disk that lies in the repository above the folder that is judged', async () => {
    box.write('part/scan.json', scanJson());
    const there = { ...box, target: join(box.target, 'part') };

    const ran = await gateIn(there, ['gate', 'x', '-i', 'scan.json', '--base', 'main', '-p', '../rules']);

    expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining('run at the top of the repository')]);
  });

  it('fails where the base was committed after now: a clock went back', async () => {
    const clock = fixedClock(Date.parse('2025-12-31T00:00:00Z'));

    const ran = await gateIn(box, ['gate', 'merge', '-i', 'scan.json', '--json', '--base', 'main'], clock);

    expect([ran.code, decided(ran).problems[0]?.kind]).toEqual([5, 'clock']);
  });

  it('refuses a base that is not there', async () => {
    expect((await gateIn(box, ['gate', 'merge', '-i', 'scan.json', '--base', 'nope'])).code).toBe(2);
  });
});
