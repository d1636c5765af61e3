import { describe, expect, it } from 'vitest';

import { hasRun, outlineOf } from './outline.ts';
import { parsePattern } from './pattern/parse.ts';

const outlineFor = (pattern: string) => outlineOf(parsePattern(pattern, 'js', false), [], undefined).outline;
const may = (pattern: string, text: string): boolean => hasRun(outlineFor(pattern), Buffer.from(text), 0, text.length);

describe('the run that every match holds', () => {
  it.each([
    ['key=[a-f0-9]{8}', 'key=abcdef0'],
    ['key=[a-f0-9]{8}', 'key=abcdxf01xabcdef0'],
    ['https?://[^\\s:]{1,20}:[^\\s@]{3,20}@', 'https://host:443/path next@other'],
    ['(?:[a-z]{10}|[0-9]{8})', 'abcdefg - 123'],
  ])('is missed by %j in %j', (pattern, text) => {
    expect(may(pattern, text)).toBe(false);
  });

  it.each([
    ['key=[a-f0-9]{8}', 'key=abcdef01'],
    ['key=(?:[a-f0-9]{8})?', 'key='],
    ['https?://[^\\s:]{1,20}:[^\\s@]{3,20}@', 'https://user:word@host'],
    ['(?:[a-z]{10}|[0-9]{8})', '12345678'],
    ['(?:ab){9}', 'abab'],
    ['(?:[a-z]{8}-){3}', 'abcdefgh-abcdefgh-abcdefgh-'],
  ])('is seen, or not asked for, by %j in %j', (pattern, text) => {
    expect(may(pattern, text)).toBe(true);
  });
});
