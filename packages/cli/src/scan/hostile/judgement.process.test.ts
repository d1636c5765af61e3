import { spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { plant, whole } from '../../testing/planted.ts';
import { createSandbox } from '../../testing/run-cli.ts';
import type { Sandbox } from '../../testing/run-cli.ts';
import { reportOf } from './read-result.ts';

describe('sallyport scan, by what the user gives it to judge by,', () => {
  let box: Sandbox;
  const tokens = plant(4, 81).map(whole);
  beforeEach(() => {
    box = createSandbox();
    for (const [index, name] of ['a.env', 'b.env', 'c.env', 'd.env'].entries())
      box.write(name, `TOKEN=${tokens[index]}\n`);
  });
  afterEach(() => box.remove());

  it.each([
    ['that is cut off', '{"tool": {"name": "sallyport"}, "findings": ['],
    ['that is no report', '{"name": "something else"}'],
    ['that is no text', '\u0000\u0001\u0002'],
    ['that is empty', ''],
    ['whose findings are none', '{"tool": {"name": "sallyport"}, "findings": [1, null, {}]}'],
  ])('refuses a baseline %s, in two lines', async (_, text) => {
    box.write('../base.json', text);

    const ran = await box.run(['scan', '.', '-q', '--json', '--baseline', '../base.json']);

    expect([ran.code, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toMatch(/^sallyport: The baseline .+\n {2}Give a JSON report .+\n$/);
  });

  it('refuses a configuration that never ends, and accepts nothing by a register that does not', async () => {
    spawnSync('mkfifo', [join(box.target, '.sallyport-ignore.yaml')]);

    const register = await box.run(['scan', '.', '-q', '--json']);
    symlinkSync('/dev/zero', join(box.target, 'sallyport.yaml'));
    const configuration = await box.run(['scan', '.', '-q', '--json']);

    expect(register.code).toBe(1);
    expect(reportOf(register).suppressionIssues).toMatchObject([{ kind: 'malformed', line: 1 }]);
    expect([configuration.code, configuration.stdout]).toEqual([2, '']);
    expect(configuration.stderr).toMatch(/sallyport\.yaml: it is no regular file\n {2}Check/);
  });

  it('takes suppressions from sallyport.yaml, and reports those that do not hold', async () => {
    box.write(
      'sallyport.yaml',
      [
        'suppressions:',
        '  - { rule: secrets/*, path: a.env, reason: A test account., expires: 2099-01-01 }',
        '  - { rule: secrets/*, path: b.env, reason: Long ago., expires: 2020-01-01 }',
        '  - { rule: secrets/*, path: c.env, expires: 2099-01-01 }',
        '  - { rule: secrets/*, path: gone.env, reason: Nothing there., expires: 2099-01-01 }',
        '  - { path: d.env, reason: Of no rule. }',
        '',
      ].join('\n'),
    );

    const ran = await box.run(['scan', '.', '-q', '--json']);

    const { findings, suppressionIssues } = reportOf(ran);
    const open = findings.filter((finding) => finding.suppression === undefined);
    expect([ran.code, ran.stderr]).toEqual([1, '']);
    expect(open.map(({ occurrences }) => occurrences[0]?.location.path).toSorted()).toEqual([
      'b.env',
      'c.env',
      'd.env',
    ]);
    expect(suppressionIssues.map(({ kind, line }) => `${kind} ${line}`)).toEqual([
      'expired 3',
      'no-reason 4',
      'unused 5',
      'malformed 6',
    ]);
  });
});
