import { fixedClock, systemClock } from '@sallyport/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createSandbox } from '../testing/run-cli.ts';
import type { Sandbox } from '../testing/run-cli.ts';
import {
  CONFIG,
  FINDING,
  NOW,
  REGO_OK,
  decided,
  exceptions,
  gateIn,
  madeFinding,
  ranPart,
  scanJson,
} from './testing.ts';
import type { MadeScan, MadeWaiver } from './testing.ts';

describe('sallyport gate', () => {
  let box: Sandbox;
  beforeEach(() => {
    box = createSandbox();
    box.write('sallyport.yaml', CONFIG);
    box.write('exceptions.yaml', 'exceptions: []\n');
  });
  afterEach(() => box.remove());
  const scan = (made?: MadeScan): string => box.write('scan.json', scanJson(made));
  const merge = (...words: string[]) => gateIn(box, ['gate', 'merge', '--input', 'scan.json', '--json', ...words]);

  it.each<[string, MadeScan]>([
    ['a scanner that never ran', { parts: [ranPart('code')] }],
    ['no scanner at all', { parts: [] }],
    ['a scanner that failed', { parts: [{ ...ranPart('secrets'), state: 'failed', reason: 'It broke.' }] }],
    [
      'a scan with a part that could not run',
      {
        parts: [
          ranPart('secrets'),
          {
            ...ranPart('dependencies'),
            state: 'missing',
            reason: 'There are no advisories.',
            mend: 'sallyport db update',
          },
        ],
      },
    ],
    [
      'a scanner that the user left out',
      { parts: [ranPart('code'), { ...ranPart('secrets'), state: 'skipped', reason: 'Left out by --skip.' }] },
    ],
    ['a scan that looked at nothing', { parts: [{ ...ranPart('secrets'), looked: { files: 0 } }] }],
    ['a scan that is two days old', { startedAt: new Date(NOW - 48 * 3_600_000).toISOString() }],
  ])('lets %s not pass: evidence is missing, and the command that produces it is named', async (_, made) => {
    scan(made);

    const ran = await merge();

    expect([ran.code, decided(ran).outcome]).toEqual([6, 'missing-evidence']);
    expect(decided(ran).missing.every(({ command }) => command.length > 5)).toBe(true);
  });

  it('lets nothing pass where there is nothing to judge', async () => {
    box.write('empty.yaml', '');
    box.write('rules/a.rego', REGO_OK);
    const none = await gateIn(box, ['gate', 'merge', '--json']);
    const empty = await gateIn(box, ['gate', 'adhoc', '--policy', 'rules', '--input', 'empty.yaml', '--json']);

    expect([none.code, empty.code]).toEqual([6, 6]);
    expect(decided(empty).missing[0]?.reason).toBe('There is nothing to judge.');
  });

  it.each<[string, string, RegExp]>([
    ['a scan result cut short', '{"tool": {"name": "sallyport"}, "coverage": {}', /scan\.json:1:\d+/],
    [
      'a scan result without findings',
      '{"tool":{"name":"sallyport"},"coverage":{"parts":[]},"schemaVersion":"1","startedAt":"2026-01-01T00:00:00Z","target":{}}',
      /without findings/,
    ],
    [
      'a scan result of another version',
      '{"tool":{"name":"sallyport"},"coverage":{"parts":[]},"schemaVersion":"9"}',
      /another version/,
    ],
  ])('refuses %s', async (_, text, message) => {
    box.write('scan.json', text);

    const ran = await merge();

    expect([ran.code, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toMatch(message);
  });

  it('fails on a finding, and names its place and its way out', async () => {
    scan({ findings: [madeFinding()] });

    const ran = await merge();

    expect([ran.code, decided(ran).outcome]).toEqual([1, 'failed']);
    expect(decided(ran).violations[0]).toMatchObject({
      id: FINDING,
      place: { path: 'src/app.ts', line: 7 },
      inputPath: ['findings', 0],
      novelty: 'new',
      fix: 'Revoke it.',
    });
  });

  it.each<[string, MadeWaiver, number, string]>([
    ['an exception that its own requester approved', { requester: 'ann', approver: ' Ann' }, 1, 'refused'],
    ['an exception that the author of the change approved', { approver: 'carl' }, 1, 'refused'],
    ['an exception that has ended', { expires: '2020-01-01' }, 1, 'expired'],
    ['an exception approved by a name in a file', {}, 4, 'unverified'],
  ])('lets %s not pass', async (_, waiver, code, state) => {
    scan({ findings: [madeFinding()] });
    box.write('exceptions.yaml', exceptions(waiver));

    const ran = await merge('--author', 'carl');

    expect(ran.code).toBe(code);
    expect(decided(ran).exceptions).toMatchObject([{ id: 'EX-1', state }]);
    expect(decided(ran).violations).toHaveLength(1);
  });

  it('turns at the very moment at which an exception ends, and fails where the clock goes back behind what has happened', async () => {
    const end = Date.parse('2026-06-02T00:00:00Z');
    scan({ findings: [madeFinding()], startedAt: '2026-06-01T23:00:00Z' });
    box.write('exceptions.yaml', exceptions({ expires: '2026-06-01' }));
    const at = (ms: number) => gateIn(box, ['gate', 'merge', '-i', 'scan.json', '--json'], fixedClock(ms));

    const codes = [(await at(end - 1)).code, (await at(end)).code, (await at(end - 2 * 3_600_000)).code];

    expect(codes).toEqual([4, 1, 5]);
  });

  it.each([
    ['without a reason', exceptions().replace(/ {4}reason.*\n/, '')],
    ['without an owner', exceptions().replace(/ {4}owner.*\n/, '')],
    ['without an end', exceptions().replace(/ {4}expires.*\n/, '')],
    ['that says of itself that it is verified', exceptions({ extra: '    approverVerified: true\n' })],
    ['in a file that is no YAML', 'exceptions: [\n'],
    ['that says twice when it ends', exceptions({ extra: '    expires: 2999-12-31\n' })],
  ])('refuses an exception %s', async (_, text) => {
    scan({ findings: [madeFinding()] });
    box.write('exceptions.yaml', text);

    const ran = await merge();

    expect([ran.code, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toMatch(/exceptions\.yaml:\d+/);
  });

  it('asks for approval where a policy only warns', async () => {
    box.write('rules/a.rego', 'package soft\n\nwarn contains "think again" if true\n');
    scan();

    const [byRule, byBinding] = [await merge('--policy', 'rules'), await merge('--environment', 'x')];

    expect([byRule.code, decided(byRule).outcome, byBinding.code]).toEqual([4, 'needs-approval', 0]);
    expect(decided(byRule).approval).toEqual({ needed: 1, by: ['security'], given: [] });
  });

  it('counts no approval that a file claims: neither its own, nor one of an older change', async () => {
    box.write('rules/a.rego', 'package soft\n\nwarn contains "think again" if true\n');
    scan();
    const approval = (approver: string, subject: string): string =>
      `  - type: approval\n    subject: ${subject}\n    facts: { approver: ${approver}, decision: approved }\n`;
    box.write(
      'context.yaml',
      `change: { author: ann, head: "${'b'.repeat(40)}" }\nactor: { id: ann }\nevidence:\n${approval('ann', 'b'.repeat(40))}${approval('ben', 'a'.repeat(40))}`,
    );

    const ran = await merge('--policy', 'rules', '--context', 'context.yaml');

    expect([ran.code, decided(ran).outcome]).toEqual([4, 'needs-approval']);
    expect(decided(ran).approval?.given.map(({ approver, counts }) => [approver, counts])).toEqual([
      ['ann', false],
      ['ben', false],
    ]);
  });

  it('refuses evidence that calls itself verified', async () => {
    scan();
    box.write('context.yaml', 'evidence:\n  - { type: provenance, verified: true }\n');

    expect((await merge('--context', 'context.yaml')).code).toBe(2);
  });

  it.each<[string, string, string, string?]>([
    [
      'errors',
      'package bad\n\ndeny contains x if {\n  some x in [1]\n  x == f(1)\n}\n\nf(1) := 1\n\nf(x) := 2 if x > 0\n',
      'error',
    ],
    ['calls a builtin that fails', 'package bad\n\ndeny contains "x" if to_number("one") > 0\n', 'error'],
    [
      'times out',
      'package slow\n\ndeny contains "x" if {\n  some a in numbers.range(1, 100000)\n  some b in numbers.range(1, 100000)\n  a * b == -1\n}\n',
      'timeout',
    ],
    ['returns a number where a message belongs', 'package shape\n\ndeny contains 7 if true\n', 'shape'],
    ['returns an object without a message', 'package shape\n\ndeny contains {"text": "x"} if true\n', 'shape'],
    ['returns a boolean', 'package shape\n\ndeny if true\n', 'shape'],
    ['would return a boolean but does not', 'package shape\n\ndeny if false\n', 'shape'],
    ['has an allow that is no boolean', 'package shape\n\nallow := "yes"\n', 'shape'],
    ['does not compile', 'package broken\n\ndeny contains x if true\n', 'unloadable'],
    ['is no Rego', 'deny everything\n', 'unloadable'],
    ['has no rule that decides', 'package empty\n\nhelper := 1\n', 'unloadable'],
  ])('fails where a policy %s', async (_, text, kind) => {
    box.write('rules/a.rego', text);
    scan();

    const words = ['gate', 'merge', '--input', 'scan.json', '--json', '--policy', 'rules', '--timeout-ms', '150'];
    const ran = await gateIn(box, words, systemClock);

    expect([ran.code, decided(ran).outcome, decided(ran).problems[0]?.kind]).toEqual([5, 'failed', kind]);
  });

  it('fails where many short evaluations of one policy take too long together', async () => {
    box.write(
      'rules/a.rego',
      'package many\n\ndeny contains "x" if {\n  some a in numbers.range(1, 2000)\n  input.a == a * 2000\n}\n',
    );
    box.write('list.json', JSON.stringify(Array.from({ length: 4000 }, () => ({ a: 1 }))));
    const words = ['gate', 'adhoc', '--policy', 'rules', '--input', 'list.json', '--json', '--timeout-ms', '100'];

    const ran = await gateIn(box, words, systemClock);

    expect([ran.code, decided(ran).problems[0]?.kind]).toEqual([5, 'timeout']);
  });

  it.each([
    ['JSON that is none', 'data.json', '{"a": '],
    ['YAML that is none', 'data.yaml', 'a: [\n'],
    ['data that is no object', 'data.json', '[1]'],
  ])('fails where data cannot be loaded: %s', async (_, name, text) => {
    box.write('rules/a.rego', REGO_OK);
    box.write(`rules/${name}`, text);
    scan();

    const ran = await merge('--policy', 'rules');

    expect([ran.code, decided(ran).problems[0]?.kind]).toEqual([5, 'unloadable']);
  });

  it('refuses what says a thing twice: of a constraint, and of the context', async () => {
    scan();
    box.write(
      'rules/a.yaml',
      'apiVersion: constraints.gatekeeper.sh/v1beta1\nkind: K\nmetadata: { name: a }\nspec: {}\nspec: {}\n',
    );
    box.write('context.yaml', 'service: shop\nservice: other\n');

    const [rules, context] = [await merge('--policy', 'rules'), await merge('--context', 'context.yaml')];

    expect([rules.code, decided(rules).problems[0]]).toMatchObject([5, { kind: 'unloadable', place: { line: 5 } }]);
    expect([context.code, context.stderr]).toEqual([2, expect.stringMatching(/context\.yaml:2/)]);
  });

  it('fails where policies or data are not there', async () => {
    box.write('rules/a.rego', REGO_OK);
    box.write('none/readme.txt', 'nothing');
    scan();

    const codes = [
      (await merge('--policy', 'nowhere')).code,
      (await merge('--policy', 'none')).code,
      (await merge('--policy', 'rules', '--data', 'nowhere')).code,
    ];

    expect(codes).toEqual([5, 5, 5]);
  });

  it('fails where two policies have one name', async () => {
    box.write('one/a.rego', REGO_OK);
    box.write('two/a.rego', REGO_OK);
    scan();

    const ran = await merge('--policy', 'one', '--policy', 'two');

    expect([ran.code, decided(ran).problems[0]?.kind]).toEqual([5, 'duplicate']);
  });

  it('fails where a clock went back: the scan lies in the future', async () => {
    scan({ startedAt: new Date(NOW + 3_600_000).toISOString() });

    const ran = await merge();

    expect([ran.code, decided(ran).problems[0]?.kind]).toEqual([5, 'clock']);
  });

  it.each([
    ['a gate that is not there', ['gate', 'merg', '--json'], /Did you mean merge\?/],
    ['no gate at all', ['gate'], /the name of a gate/],
    ['an input that is not there', ['gate', 'merge', '-i', 'nope.json'], /cannot read nope\.json/],
    ['an input of unknown form', ['gate', 'merge', '-i', 'a.bin'], /a\.bin/],
  ])('refuses %s as wrong usage', async (_, words, message) => {
    box.write('a.bin', 'x');

    const ran = await gateIn(box, words);

    expect([ran.code, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toMatch(message);
  });

  it.each([
    ['a built-in policy that does not exist', 'use: sevrity', /no built-in policy "sevrity"/],
    ['parameters that do not exist', 'use: severity\n        with: { failon: low }', /failOn/],
  ])('refuses %s in the configuration', async (_, entry, message) => {
    box.write('sallyport.yaml', `gates:\n  merge:\n    policies:\n      - ${entry}\n`);
    scan();

    const ran = await merge();

    expect([ran.code, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toMatch(message);
  });

  it('passes what is clean, and says by which policies', async () => {
    scan();

    const ran = await merge();

    expect([ran.code, decided(ran).outcome]).toEqual([0, 'passed']);
    expect(decided(ran).policies.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['severity', 'passed'],
      ['required-scans', 'passed'],
    ]);
  });

  it('judges documents as they stand, and names the line', async () => {
    box.write(
      'rules/a.rego',
      'package k8s\n\ndeny contains msg if {\n  some d in input.documents\n  some c in d.content.spec.containers\n  c.securityContext.privileged\n  msg := sprintf("%s is privileged", [c.name])\n}\n',
    );
    box.write(
      'pod.yaml',
      'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      securityContext:\n        privileged: true\n',
    );

    const ran = await gateIn(box, ['gate', 'adhoc', '--policy', 'rules', '-i', 'pod.yaml', '--json']);

    expect([ran.code, decided(ran).violations[0]?.place]).toEqual([1, { path: 'pod.yaml', line: 7, column: 9 }]);
  });

  it('writes one sticky comment with the reasons, in which nothing foreign becomes markup', async () => {
    scan({ findings: [madeFinding({ title: 'A <b>secret</b> | @all' })] });

    const ran = await gateIn(box, ['gate', 'merge', '-i', 'scan.json', '--format', 'markdown', '-o', 'json=gate.json']);

    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/^<!-- sallyport:gate:merge -->\n### ❌ Failed: gate merge/);
    expect(ran.stdout).toContain('src/app.ts');
    expect(ran.stdout).not.toMatch(/<b>|@all/);
  });
});
