import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { inWorkTree, pathUri, placeText } from './place.ts';

describe('pathUri', () => {
  it('percent-encodes whatever is no unreserved character', () => {
    expect(pathUri("a b/ü#?%(1)'.env")).toBe('a%20b/%C3%BC%23%3F%25%281%29%27.env');
  });

  it('is a relative URI for every path and decodes to it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), (path) => {
        const uri = pathUri(path);

        expect(uri).toMatch(/^[A-Za-z0-9\-._~/%]*$/);
        expect(decodeURIComponent(uri)).toBe(path.toWellFormed());
      }),
    );
  });
});

describe('inWorkTree', () => {
  it('is false for a member of an archive, a layer and an old commit', () => {
    const commit = { sha: 'ab', author: 'A', email: 'a@example.com', date: '2026-01-01T00:00:00Z' };

    expect(inWorkTree({ path: 'a.zip!b' })).toBe(false);
    expect(inWorkTree({ path: 'a', layer: 'sha256:00' })).toBe(false);
    expect(inWorkTree({ path: 'a', commit })).toBe(false);
    expect(inWorkTree({ path: 'a' })).toBe(true);
    expect(placeText({ path: 'a', commit })).toBe('a @ ab');
  });
});
