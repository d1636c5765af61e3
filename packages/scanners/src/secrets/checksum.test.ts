import { describe, expect, it } from 'vitest';

import { checksumHolds } from './checksum.ts';
import { createInspector } from './inspect.ts';
import { secretRules } from './rules/list.ts';
import { createSearcher } from './search.ts';

/** The token of GitHub's own description of the format, in pieces: it was never in use. */
const PUBLISHED = ['ghp', `zQWBuTSOoRi4A9spHcVY5${'ncnsDkxkJ0mLq17'}`].join('_');
const CHANGED = PUBLISHED.replace('zQ', 'Qz');

describe('checksums of tokens', () => {
  it.each([
    [false, CHANGED],
    [false, PUBLISHED.replace(/7$/, '8')],
    [false, ['ghp', ''].join('_')],
    [true, PUBLISHED],
  ])('hold or not: %s', (holds, token) => {
    expect(checksumHolds('crc32-base62', token)).toBe(holds);
  });

  it('make a token doubtful that was never given out, and leave it reported', () => {
    const inspector = createInspector(createSearcher(secretRules.map((rule) => ({ rule }))), { decodeDepth: 0 });
    const told = (token: string) =>
      inspector
        .inspect({ bytes: Buffer.from(`token = "${token}"\n`), path: 'a.txt' })
        .sightings.map(({ rule, confidence, severity, message }) => [
          rule,
          confidence,
          severity,
          message.includes('checksum'),
        ]);

    expect(told(PUBLISHED)).toEqual([['github-personal-access-token', 'high', 'critical', false]]);
    expect(told(CHANGED)).toEqual([['github-personal-access-token', 'low', 'critical', true]]);
  });
});
