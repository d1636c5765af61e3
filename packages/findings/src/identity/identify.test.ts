import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Sighting } from '../finding.ts';
import { identify } from './identify.ts';
import { sightingIn } from './testing.ts';

const commit = (sha: string, date: string) => ({ sha, date, author: 'A', email: 'a@mail.example' });
const ids = (sightings: readonly Sighting[]): string[] => identify(sightings).map(({ id }) => id);

/** Distinct lines, every fourth of them blank. */
const text = Array.from({ length: 40 }, (_, index) => (index % 4 === 3 ? '' : `call(${index});`)).join('\n');

describe('identify', () => {
  it('keeps apart equal code in two places', () => {
    const twice = 'a\nb\nbad();\nc\nd\na\nb\nbad();\nc\nd';

    const findings = identify([sightingIn(twice, 3), sightingIn(twice, 8)]);

    expect(new Set(findings.map(({ id }) => id)).size).toBe(2);
  });

  it('keeps apart rules, paths and scanners', () => {
    const base = sightingIn(text, 5);
    const others = [{ rule: 'other' }, { scanner: 'secrets' }, { location: { ...base.location, path: 'src/b.ts' } }];

    const all = ids([base, ...others.map((change) => ({ ...base, ...change }))]);

    expect(new Set(all).size).toBe(4);
  });

  it('makes a duplicate an occurrence, the work tree before the history', () => {
    const now = sightingIn(text, 5, { group: 'g' });
    const old = { ...now, location: { ...now.location, commit: commit('b', '2026-01-02T00:00:00Z') } };
    const older = { ...now, location: { ...now.location, path: 'z', commit: commit('c', '2026-01-01T00:00:00Z') } };

    const findings = identify([old, older, now, now]);

    expect(findings).toHaveLength(1);
    expect(findings[0]?.occurrences.map(({ location }) => location.commit?.sha)).toEqual([undefined, 'c', 'b']);
  });

  it('keeps the id of a secret that leaves the work tree and stays in the history', () => {
    const now = sightingIn(text, 5, { group: 'g' });
    const old = { ...now, location: { ...now.location, commit: commit('b', '2026-01-02T00:00:00Z') } };

    expect(ids([old])).toEqual(ids([old, now]));
  });

  it('identifies by a global anchor wherever it lies', () => {
    const anchored = sightingIn(text, 5, { anchor: 'pkg:npm/a CVE-1', anchorIsGlobal: true });
    const elsewhere = { ...sightingIn(text, 9), anchor: anchored.anchor ?? '', anchorIsGlobal: true };
    elsewhere.location = { ...elsewhere.location, path: 'other.lock' };

    const findings = identify([anchored, elsewhere]);

    expect(findings).toHaveLength(1);
    expect(findings[0]?.occurrences).toHaveLength(2);
    expect(ids([elsewhere])).toEqual(ids([anchored]));
  });

  it('never lets group or anchor out', () => {
    const [finding] = identify([sightingIn(text, 5, { group: 'hash-of-value', anchor: 'keyed-hash-of-value' })]);

    expect(JSON.stringify(finding)).not.toMatch(/hash-of-value/);
  });

  it('gives each place its line hash where it is known', () => {
    const [finding] = identify([sightingIn(text, 5)], { lineHash: ({ path }) => `${path}:1` });

    expect(finding?.occurrences[0].fingerprints['primaryLocationLineHash']).toBe('src/a.ts:1');
    expect(finding?.id).toMatch(/^sp_[0-9a-f]{24}$/);
  });

  it('gives the same findings whatever the order of the sightings', () => {
    const sightings = [1, 2, 5, 6, 9, 10, 13, 14].flatMap((line) => [
      sightingIn(text, line),
      sightingIn('x\n'.repeat(40), line, { rule: 'same-everywhere' }),
      sightingIn(text, line, { rule: 'grouped', group: `g${line % 3}` }),
    ]);
    const expected = identify(sightings);

    fc.assert(
      fc.property(fc.shuffledSubarray(sightings, { minLength: sightings.length }), (shuffled) => {
        expect(identify(shuffled)).toEqual(expected);
      }),
    );
  });

  it('keeps all ids when lines are inserted elsewhere, blank ones anywhere, and code is indented', () => {
    const lines = text.split('\n');
    const expected = ids([sightingIn(text, 21)]);
    const elsewhere = fc.integer({ min: 0, max: 36 }).filter((at) => at < 17 || at > 25);

    fc.assert(
      fc.property(elsewhere, fc.integer({ min: 0, max: 39 }), fc.nat(8), (at, blankAt, indent) => {
        const edited = lines.toSpliced(at, 0, 'inserted();').map((line) => ' '.repeat(line === '' ? 0 : indent) + line);
        edited.splice(blankAt, 0, '');
        const line = edited.findIndex((one) => one.trim() === lines[20]) + 1;

        expect(ids([sightingIn(edited.join('\n'), line)])).toEqual(expected);
      }),
    );
  });

  it('keeps ids when severity, confidence and message change', () => {
    const anything = fc.record({
      severity: fc.constantFrom('critical', 'high', 'medium', 'low', 'info'),
      confidence: fc.constantFrom('high', 'medium', 'low'),
      message: fc.string(),
      title: fc.string(),
    });

    fc.assert(
      fc.property(anything, (change) => {
        expect(ids([sightingIn(text, 5, change)])).toEqual(ids([sightingIn(text, 5)]));
      }),
    );
  });
});
