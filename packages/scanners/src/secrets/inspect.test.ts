import { seededRandom } from '@sallyport/kernel';
import { describe, expect, it } from 'vitest';

import { createInspector } from './inspect.ts';
import { builtInRules } from './rules/built-in.ts';
import { createSearcher } from './search.ts';

const searcher = createSearcher(builtInRules());
const random = seededRandom(17);
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** A made-up token, put together here so that none stands in this file. */
const token = `gh${'p_'}${Array.from({ length: 36 }, () => LETTERS.charAt(random.below(62))).join('')}`;
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** What is found in a text: the rule, what stands there, what it was decoded from. */
function found(text: string, decodeDepth: number, part?: { from: number; to: number }): string[] {
  const bytes = Buffer.from(text);
  const inspector = createInspector(searcher, { decodeDepth });
  return inspector
    .find({ bytes, path: 'a.txt', ...(part === undefined ? {} : { part }) })
    .found.map(
      ({ rule, place, decodedFrom }) => `${rule.id} ${text.slice(place.start, place.end)} ${decodedFrom ?? '-'}`,
    );
}

describe('secrets in what is encoded', () => {
  const once = base64(`token: ${token} end of it`);
  const twice = base64(`data: ${once} .`);

  it('are not looked for where nothing is to be decoded, nor deeper than is wanted', () => {
    expect(found(`x "${once}"`, 0)).toEqual([]);
    expect(found(`x "${twice}"`, 1)).toEqual([]);
  });

  it('are found at the encoded characters that they come from, as deep as is wanted', () => {
    const [one = ''] = found(`x "${once}" y`, 1);
    const [two = ''] = found(`x "${twice}" y`, 2);

    const [rule, place = '', encoding] = one.split(' ');
    expect([rule, encoding]).toEqual(['github-personal-access-token', 'base64']);
    expect(once.includes(place)).toBe(true);
    expect(Buffer.from(once.slice(once.indexOf(place) & ~3), 'base64').toString()).toContain(token.slice(3));
    expect(two.split(' ')[0]).toBe(rule);
    expect(twice.includes(two.split(' ')[1] ?? 'nothing')).toBe(true);
  });

  it('count once where the text shows them anyway', () => {
    expect(found(`url?t=${token}%20and%20more`, 2)).toEqual([`github-personal-access-token ${token} -`]);
  });

  it('are found in the part of a text that they reach into, and in no other', () => {
    const text = `${' '.repeat(200)}"${once}"${' '.repeat(200)}`;

    expect(found(text, 2, { from: 0, to: 100 })).toEqual([]);
    expect(found(text, 2, { from: 150, to: 260 }).length).toBe(1);
    expect(found(text, 2, { from: 300, to: text.length }).length).toBe(0);
  });
});
