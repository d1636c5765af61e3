import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { hasGit } from '../testing/has-git.ts';
import { plant, whole } from '../testing/planted.ts';
import { createSandbox } from '../testing/run-cli.ts';
import type { Sandbox } from '../testing/run-cli.ts';
import { decided, gateIn } from './testing.ts';

const CONFIG = `gates:
  merge:
    policies:
      - use: secrets
        with: { newOnly: true }
`;
const MARK = ['sallyport', 'ignore'].join(':');
const IGNORE_ALL = 'suppressions:\n  - { rule: "secrets/*", path: "**", reason: not now, expires: 2999-01-01 }\n';

describe.skipIf(!hasGit)('sallyport scan --gate', () => {
  let box: Sandbox;
  const [old = '', fresh = ''] = plant(2, 11).map(whole);
  beforeEach(() => {
    box = createSandbox();
    box.write('sallyport.yaml', CONFIG);
    box.write('old.env', `TOKEN=${old}\n`);
    box.git('init', '-q', '-b', 'main');
    box.git('add', '.');
    box.git('commit', '-q', '-m', 'Base');
    box.git('checkout', '-q', '-b', 'change');
  });
  afterEach(() => box.remove());
  const scan = (...words: string[]) =>
    gateIn(box, ['scan', '.', '-q', '--only', 'secrets', '--gate', 'merge', '--base', 'main', '--json', ...words]);
  const commit = (): void => {
    box.git('add', '.');
    box.git('commit', '-q', '-m', 'Change');
  };
  const decision = (ran: { readonly stdout: string }) =>
    (decided(ran) as unknown as { readonly decision: ReturnType<typeof decided> }).decision;

  it('refuses a gate that is not there before it says anything', async () => {
    const ran = await gateIn(box, ['scan', '.', '-q', '--only', 'secrets', '--gate', 'merg']);

    expect([ran.code, ran.stdout]).toEqual([2, '']);
  });

  it.each([
    ['--policy', 'rules'],
    ['--input', 'junit.xml'],
    ['--document', 'pod.json'],
    ['--gate-output', 'gate.md'],
    ['--exceptions', 'exceptions.yaml'],
  ])('refuses %s where no gate is named that would read it', async (...words) => {
    const ran = await gateIn(box, ['scan', '.', '-q', '--only', 'secrets', ...words]);

    expect([ran.code, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toContain(`--gate beside ${words[0]}`);
  });

  it('judges a file of the change as it stands that calls itself a report', async () => {
    box.write('rules/a.rego', 'package main\n\ndeny contains "a Pod" if input.kind == "Pod"\n');
    box.write('pod.json', JSON.stringify({ bomFormat: 'CycloneDX', kind: 'Pod' }));

    box.git('add', 'rules');
    box.git('commit', '-q', '-m', 'Rules');
    box.git('branch', '-f', 'main', 'HEAD');

    const ran = await scan('--policy', 'rules', '--document', 'pod.json');

    expect([ran.code, decision(ran).violations.map(({ message }) => message)]).toEqual([1, ['a Pod']]);
  });

  it('does not pass where the scanner that is asked for was left out', async () => {
    const ran = await gateIn(box, ['scan', '.', '-q', '--skip', 'secrets', '--gate', 'merge', '--json']);

    expect([ran.code, decision(ran).outcome]).toEqual([6, 'missing-evidence']);
  });

  it('passes where the change brings nothing new, and fails at what it brings', async () => {
    box.write('a.txt', 'nothing\n');
    const before = await scan();
    box.write('new.env', `TOKEN=${fresh}\n`);
    const after = await scan();

    expect([before.code, decision(before).outcome]).toEqual([0, 'passed']);
    expect([after.code, decision(after).violations.map(({ place, novelty }) => [place?.path, novelty])]).toEqual([
      1,
      [['new.env', 'new']],
    ]);
  });

  it.each<[string, (one: Sandbox) => void]>([
    ['a register', (one) => one.write('.sallyport-ignore.yaml', IGNORE_ALL)],
    ['its configuration', (one) => one.write('sallyport.yaml', `${CONFIG}${IGNORE_ALL}secrets:\n  disable: ["*"]\n`)],
    [
      'a comment beside it',
      (one) => one.write('new.env', `# ${MARK} secrets/* until=2999-01-01 not now\nTOKEN=${fresh}\n`),
    ],
    ['a comment on the line', (one) => one.write('new.env', `TOKEN=${fresh} # ${['gitleaks', 'allow'].join(':')}\n`)],
    [
      'a gitleaks configuration',
      (one) => one.write('.gitleaks.toml', '[extend]\nuseDefault = true\n[allowlist]\npaths = [".*"]\n'),
    ],
    [
      'a gate without a policy about it',
      (one) => one.write('sallyport.yaml', 'gates:\n  merge:\n    policies:\n      - use: deploy-windows\n'),
    ],
  ])('lets no change excuse its own secret by %s', async (_, edit) => {
    box.write('new.env', `TOKEN=${fresh}\n`);
    edit(box);
    commit();

    const ran = await scan();

    expect([ran.code, decision(ran).outcome]).toEqual([1, 'failed']);
  });

  it('holds to what the base revision accepts', async () => {
    box.git('checkout', '-q', 'main');
    box.write('.sallyport-ignore.yaml', IGNORE_ALL);
    commit();
    box.git('checkout', '-q', 'change');
    box.git('merge', '-q', 'main');
    box.write('new.env', `TOKEN=${fresh}\n`);

    expect((await scan()).code).toBe(0);
  });

  const WAIVED = `# ${MARK} secrets/* until=2999-01-01 not now\nTOKEN=${old}\n`;
  it.each<[string, string, readonly string[]]>([
    ['a copy of the comment above a new secret', `${WAIVED}A=1\n${WAIVED.replace(old, fresh)}`, [fresh]],
    ['a new secret in the place of the accepted one', WAIVED.replace(old, fresh), [fresh]],
    ['a new secret beside the accepted one', WAIVED.replace(old, `${old} ${fresh}`), [fresh]],
  ])('lets a comment of the base excuse nothing that is new: %s', async (_, text) => {
    box.git('checkout', '-q', 'main');
    box.write('accepted.env', WAIVED);
    commit();
    box.git('checkout', '-q', '-B', 'change', 'main');
    box.write('accepted.env', text);
    const inWorkTree = await scan();
    commit();
    const committed = await scan();

    expect([inWorkTree.code, committed.code]).toEqual([1, 1]);
    expect(decision(committed).violations.map(({ place, novelty }) => [place?.path, novelty])).toEqual([
      ['accepted.env', 'new'],
    ]);
  });

  it('lets no comment excuse a secret that the change brought and took away again', async () => {
    box.write('new.env', WAIVED.replace(old, fresh));
    commit();
    box.git('rm', '-q', 'new.env');
    commit();

    expect((await scan()).code).toBe(1);
  });

  it('takes a comment of the base for the secret that it stands at there', async () => {
    const text = CONFIG.replace('newOnly: true', 'newOnly: false');
    box.git('checkout', '-q', 'main');
    box.write('sallyport.yaml', text);
    box.write('old.env', WAIVED);
    commit();
    box.git('checkout', '-q', '-B', 'change', 'main');
    box.write('old.env', `A=1\n${WAIVED}`);
    const moved = await scan();
    box.write('old.env', WAIVED.replace('not now', 'never'));
    const edited = await scan();

    expect([moved.code, edited.code]).toEqual([0, 1]);
  });

  it('refuses a VEX document that only the change has', async () => {
    box.write('vex.json', '{}');
    commit();

    const ran = await gateIn(box, ['scan', '.', '-q', '--gate', 'merge', '--base', 'main', '--vex', 'vex.json']);

    expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining('vex.json: it is not in main')]);
  });

  it('writes the decision behind the table, and into a file of its own', async () => {
    box.write('new.env', `TOKEN=${fresh}\n`);

    const ran = await gateIn(box, [
      'scan',
      '.',
      '-q',
      '--only',
      'secrets',
      '--gate',
      'merge',
      '--format',
      'table',
      '--gate-output',
      'gate.md',
      '--base',
      'main',
    ]);

    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/FAILED gate merge, by the policies of main \([0-9a-f]{12}\): 1 violation\./);
    expect(ran.stdout).not.toContain(fresh);
    expect(box.git('status', '--short')).toContain('gate.md');
  });
});
