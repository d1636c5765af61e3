// Suppressions are written with an escaped colon, lest a scan of this repository takes them for its own.
import { fixedClock } from '@sallyport/kernel';
import { describe, expect, it } from 'vitest';

import { identify } from '../identity/identify.ts';
import { sightingIn } from '../identity/testing.ts';
import { applySuppressions } from './apply-suppressions.ts';
import { inlineSuppressions } from './inline.ts';
import { readRegister } from './register.ts';
import { expiryEnd } from './suppression-rule.ts';

const clock = fixedClock(Date.parse('2026-06-15T12:00:00Z'));
const WHY = 'until=2026-12-01 fixture without a real value';

function scanLine(text: string, line: number, changes: Parameters<typeof sightingIn>[2] = {}) {
  return identify([sightingIn(text, line, changes)]);
}

/** Scans one line of `src/a.ts` and applies what is written in it. */
function inline(text: string, line: number, changes: Parameters<typeof sightingIn>[2] = {}) {
  const read = inlineSuppressions('src/a.ts', text);
  const { findings, issues } = applySuppressions(scanLine(text, line, changes), [read], { clock });
  return { reason: findings[0]?.suppression?.reason, issues: issues.map(({ kind, line }) => `${kind}:${line}`) };
}

async function register(text: string, findings = scanLine('bad();', 1), scannersRan?: ReadonlySet<string>) {
  const read = await readRegister('.sallyport-ignore.yaml', text);
  const options = scannersRan === undefined ? { clock } : { clock, scannersRan };
  const applied = applySuppressions(findings, [read], options);
  return { ...applied, kinds: applied.issues.map(({ kind, line }) => `${kind}:${line}`) };
}

describe('expiryEnd', () => {
  it('refuses what is no date', () => {
    expect(['2026-02-30', 'soon', '2026-1-1', '2026-01-01T99:00:00Z'].map(expiryEnd)).toEqual(Array(4).fill(undefined));
  });

  it('holds through the whole last day', () => {
    expect(expiryEnd('2026-06-15')).toBe(Date.parse('2026-06-16T00:00:00Z'));
    expect(expiryEnd('2026-06-15T10:00:00+02:00')).toBe(Date.parse('2026-06-15T08:00:00Z'));
  });
});

describe('inline suppressions', () => {
  it.each([
    ['that expired', 'bad(); // sallyport\u003aignore unsafe-call until=2026-06-14 why', ['expired:1']],
    ['without a reason', 'bad(); // sallyport\u003aignore unsafe-call until=2026-12-01', ['no-reason:1']],
    ['for another rule', `bad(); // sallyport\u003aignore other ${WHY}`, ['unused:1']],
    ['that names no rule', 'bad(); // sallyport\u003aignore', ['malformed:1']],
    ['whose rule is the expiry', 'bad(); // sallyport\u003aignore until=2026-12-01 why', ['malformed:1']],
    ['with a date that is none', 'bad(); // sallyport\u003aignore unsafe-call until=2026-13-01 why', ['malformed:1']],
  ])('does not honour one %s', (_, text, issues) => {
    expect(inline(text, 1)).toEqual({ reason: undefined, issues });
  });

  it.each([
    ['// ', ''],
    ['# ', ''],
    ['-- ', ''],
    ['; ', ''],
    ['% ', ''],
    ['/* ', ' */'],
    ['<!-- ', ' -->'],
    ['(* ', ' *)'],
    ['{# ', ' #}'],
    ['{{/* ', ' */}}'],
    ['REM ', ''],
    ['"//": "', '",'],
  ])('reads the comment %s…%s on the line above and on the same line', (open, close) => {
    const comment = `${open}sallyport\u003aignore code/unsafe-call ${WHY}${close}`;

    expect(inline(`${comment}\nbad();`, 2)).toEqual({ reason: 'fixture without a real value', issues: [] });
    expect(inline(`bad(); ${comment}`, 1)).toEqual({ reason: 'fixture without a real value', issues: [] });
    expect(inline(`bad(); ${comment}\nbad();`, 2)).toEqual({ reason: undefined, issues: ['unused:1'] });
  });

  it('takes several rules, patterns, and comments one above the other', () => {
    expect(inline(`// sallyport\u003aignore a,unsafe-* ${WHY}\nbad();`, 2).reason).toBeDefined();
    expect(inline(`// sallyport\u003aignore code/* ${WHY}\n// sallyport\u003aignore x ${WHY}\nbad();`, 3)).toEqual({
      reason: 'fixture without a real value',
      issues: ['unused:2'],
    });
  });

  it('reports one that never expires, and honours it', () => {
    expect(inline('bad(); // sallyport\u003aignore unsafe-call a test', 1)).toEqual({
      reason: 'a test',
      issues: ['no-expiry:1'],
    });
  });

  it('honours gitleaks\u003aallow for secrets on its line, and says what it lacks as information', () => {
    const text = 'key = "****" # gitleaks\u003aallow';
    const read = inlineSuppressions('src/a.ts', text);

    const { findings, issues } = applySuppressions(scanLine(text, 1, { scanner: 'secrets' }), [read], { clock });

    expect(findings[0]?.suppression).toMatchObject({ kind: 'inline' });
    expect(issues).toEqual([expect.objectContaining({ kind: 'no-reason', level: 'info', line: 1 })]);
    expect(inline(text, 1)).toEqual({ reason: undefined, issues: [] });
  });

  it('passes over documentation, but for HTML comments', () => {
    const text = `Write \`// sallyport\u003aignore RULE ${WHY}\`, or gitleaks\u003aallow.\n<!-- sallyport\u003aignore x ${WHY} -->`;

    expect(inlineSuppressions('README.md', text).rules.map(({ line }) => line)).toEqual([2]);
  });

  it('suppresses a secret in two files only where both are covered', () => {
    const text = `x = 1 // sallyport\u003aignore unsafe-call ${WHY}`;
    const place = sightingIn(text, 1, { group: 'g' });
    const other = { ...place, location: { ...place.location, path: 'src/b.ts' } };
    const here = inlineSuppressions('src/a.ts', text);

    const one = applySuppressions(identify([place, other]), [here], { clock });
    const both = applySuppressions(identify([place, other]), [here, inlineSuppressions('src/b.ts', text)], { clock });

    expect(one.findings[0]?.suppression).toBeUndefined();
    expect(one.issues).toEqual([]);
    expect(both.findings[0]?.suppression).toBeDefined();
  });

  it('reads the comment beside a place that is only in the history', () => {
    const place = sightingIn(`x = 1 // sallyport\u003aignore unsafe-call ${WHY}`, 1);
    const commit = { sha: 'c', author: '', email: '', date: '2026-01-01T00:00:00Z' };
    const findings = identify([{ ...place, location: { ...place.location, commit } }]);

    expect(applySuppressions(findings, [], { clock }).findings[0]?.suppression).toBeDefined();
  });
});

describe('the register', () => {
  const [finding] = scanLine('bad();', 1);
  const id = finding?.id ?? '';

  it.each([
    ['text that is no YAML', 'a: [', ['malformed:1']],
    ['a document without a list', 'a: 1', ['malformed:1']],
    ['a list that is none', 'suppressions: 7', ['malformed:1']],
    ['a rule without a path', '- rule: code/unsafe-call\n  reason: r', ['malformed:1']],
    ['an id with a rule', `- id: ${id}\n  rule: x\n  reason: r`, ['malformed:1']],
    ['a key that is none', `- id: ${id}\n  reson: r`, ['malformed:2']],
    ['a date that is none', `- id: ${id}\n  reason: r\n  expires: 2026-02-30`, ['malformed:3']],
    ['an entry without a reason', `- id: ${id}\n  expires: 2026-12-01`, ['no-reason:1']],
    ['an entry with a blank reason', `- id: ${id}\n  reason: " "`, ['no-reason:1']],
    ['an expired entry', `- id: ${id}\n  reason: r\n  expires: 2026-06-14`, ['expired:1']],
    ['an entry that matches nothing', '- {rule: code/*, path: lib/**, reason: r, expires: 2026-12-01}', ['unused:1']],
  ])('reports %s and suppresses nothing', async (_, text, kinds) => {
    const result = await register(text);

    expect(result.findings[0]?.suppression).toBeUndefined();
    expect(result.kinds).toEqual(kinds);
  });

  it.each([
    ['an id', `- id: ${id}\n  reason: r\n  expires: 2026-12-01\n  owner: team-a`],
    ['a rule and a path', 'suppressions:\n- rule: code/unsafe-*\n  path: src/**\n  reason: r\n  expires: 2026-06-15'],
  ])('suppresses by %s', async (_, text) => {
    const result = await register(text);

    expect(result.findings[0]?.suppression).toMatchObject({ kind: 'file', reason: 'r' });
    expect(result.kinds).toEqual([]);
  });

  it('is empty where the file is', async () => {
    expect((await register('# nothing yet\n')).kinds).toEqual([]);
  });

  it('calls unused only what the scanners that ran could have found', async () => {
    const entries = [
      '{rule: secrets/a, path: x}',
      '{rule: code/a, path: x}',
      '{rule: a, path: x}',
      '{id: sp_0123456789abcdef01234567}',
    ];
    const text = entries.map((entry) => `- ${entry.replace('}', ', reason: r, expires: 2026-12-01}')}`).join('\n');

    expect((await register(text, [], new Set(['code']))).kinds).toEqual(['unused:2']);
    expect((await register(text, [])).kinds).toHaveLength(4);
  });
});
