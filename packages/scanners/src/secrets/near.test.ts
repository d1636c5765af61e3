import { describe, expect, it } from 'vitest';

import { compileRule } from './compile.ts';
import type { Judged } from './filter.ts';
import { matchesAnywhere } from './match.ts';
import { createNearCheck } from './near.ts';
import type { NearPart, SecretRule } from './rule.ts';

const rule = (id: string, pattern: string, keywords: readonly string[], near?: readonly NearPart[]): SecretRule => ({
  id,
  title: id,
  severity: 'high',
  opens: 'nothing',
  revoke: 'Do nothing.',
  pattern,
  keywords,
  ...(near === undefined ? {} : { near }),
});
const partner = rule('partner', 'PARTNER-[0-9]{4}', ['partner-']);
const other = rule('other', 'OTHER-[0-9]{4}', []);

/** Whether the first `MAIN-1234` in a text has its parts near by. */
function isNear(text: string, near: readonly NearPart[], counts: (judged: Judged) => boolean = () => true): boolean {
  const main = compileRule(rule('main', 'MAIN-[0-9]{4}', ['main-'], near), 0).compiled;
  const bytes = Buffer.from(text);
  const [match] = matchesAnywhere(main, bytes);
  if (match === undefined) throw new Error('there is no match to judge');
  return createNearCheck(() => ({}), counts)({ match, bytes, path: 'a.txt' });
}

describe('a part that must stand near', () => {
  it.each([
    ['is not there', 'MAIN-1234', { rule: partner }],
    ['is only begun', 'MAIN-1234 PARTNER-12', { rule: partner }],
    ['stands too many lines below', 'MAIN-1234\n\n\nPARTNER-1234', { rule: partner, lines: 2 }],
    ['stands too many lines above', 'PARTNER-1234\n\n\nMAIN-1234', { rule: partner, lines: 2 }],
    ['stands too many columns away', 'MAIN-1234\n       PARTNER-1234', { rule: partner, columns: 6 }],
    ['stands too far in bytes', `MAIN-1234${' '.repeat(8192)}PARTNER-1234`, { rule: partner }],
    ['stands too far in bytes before', `PARTNER-1234${' '.repeat(8192)}MAIN-1234`, { rule: partner }],
  ])('holds a match back where it %s', (_, text, part) => {
    expect(isNear(text, [part])).toBe(false);
  });

  it.each([
    ['on its line', 'MAIN-1234 PARTNER-1234', { rule: partner, lines: 0 }],
    ['as many lines below as are allowed', 'MAIN-1234\n\nPARTNER-1234', { rule: partner, lines: 2 }],
    ['as many lines above as are allowed', 'x\nPARTNER-1234\n\nMAIN-1234', { rule: partner, lines: 2 }],
    ['as many columns away as are allowed', 'MAIN-1234\n      PARTNER-1234', { rule: partner, columns: 6 }],
    ['within 8 KiB', `MAIN-1234${' '.repeat(8180)}PARTNER-1234`, { rule: partner }],
    ['without keywords of its own', 'MAIN-1234 OTHER-1234', { rule: other }],
  ])('lets a match through where it stands %s', (_, text, part) => {
    expect(isNear(text, [part])).toBe(true);
  });

  it('asks for every part, and for no part where there is none', () => {
    const both = [{ rule: partner }, { rule: other }];

    expect(isNear('MAIN-1234 PARTNER-1234', both)).toBe(false);
    expect(isNear('MAIN-1234 PARTNER-1234 OTHER-1234', both)).toBe(true);
    expect(isNear('MAIN-1234', [])).toBe(true);
  });

  it('takes only a part that would count by itself, at its place in the whole text', () => {
    const seen: string[] = [];
    const counts = ({ match, bytes }: Judged): boolean => {
      seen.push(bytes.toString('latin1', match.secretStart, match.secretEnd));
      return match.start > 20_000;
    };
    const text = `${' '.repeat(19_900)}PARTNER-0001${' '.repeat(100)}MAIN-1234 PARTNER-0002`;

    expect(isNear(text, [{ rule: partner }], counts)).toBe(true);
    expect(seen).toEqual(['PARTNER-0001', 'PARTNER-0002']);
    expect(isNear(text, [{ rule: partner }], () => false)).toBe(false);
  });
});
