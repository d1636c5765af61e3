import { parseJson } from '@sallyport/documents';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { entryPlaces } from './lock-places.ts';

/** The places as the reader of documents has them. */
function expected(text: string): [string, string][] {
  const read = parseJson(text);
  const root = read.ok ? read.documents[0] : undefined;
  const packages = root?.kind === 'object' ? root.get('packages') : undefined;
  const entries = packages?.kind === 'object' ? packages.entries : [];
  return [...new Map(entries.map(({ key, start, value }) => [key, text.slice(start, value.end)]))];
}

function found(text: string): [string, string][] {
  return [...(entryPlaces(text, 'packages', { depth: 64, nodes: 10_000 }) ?? [])].map(([key, { start, end }]) => [
    key,
    text.slice(start, end),
  ]);
}

describe('entryPlaces', () => {
  it('gives up on what lies too deep, and on too much', () => {
    const text = `{"packages":{"a":${'['.repeat(10)}${']'.repeat(10)}}}`;

    expect(entryPlaces(text, 'packages', { depth: 11, nodes: 100 })).toBeUndefined();
    expect(entryPlaces(text, 'packages', { depth: 12, nodes: 11 })).toBeUndefined();
    expect(entryPlaces(text, 'packages', { depth: 12, nodes: 12 })?.size).toBe(1);
  });

  it('ends on any text that is no JSON', () => {
    const part = fc.constantFrom('{', '}', '[', ']', '"', ',', '\\', 'packages', ':', ' ');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
        const places = entryPlaces(`{"packages":{${parts.join('')}`, 'packages', { depth: 64, nodes: 100 });

        expect(places === undefined || places.size <= parts.length).toBe(true);
      }),
    );
  });

  it.each([
    '{}',
    '{"packages":[{"a":{}}]}',
    '{"a":{"packages":{"b":{}}},"b":["packages",{"c":{}}]}',
    '{"packages":{"":{},"a":{"packages":{"b":{}}},"c":{"d":[{}]}},"z":{"y":{}}}',
    '{"packages":{"a":{}},"packages":{"b":{"c":1}, "b" : {"d":2} }}',
    String.raw`{"packages":{"a\"{":{"b":"}\\"},"\u0063":{"d":"\\\""}}}`,
  ])('finds the entries of %s as the reader of documents does', (text) => {
    expect(found(text)).toEqual(expected(text));
  });

  it('finds those of any text as the reader of documents does', () => {
    const key = fc.oneof(fc.constantFrom('packages', 'a', '{', '"', '\\'), fc.string({ maxLength: 6 }));
    const value = fc.dictionary(
      key,
      fc.jsonValue({ maxDepth: 3 }).map((inner) => ({ inner })),
      { maxKeys: 6 },
    );
    fc.assert(
      fc.property(value, fc.dictionary(key, fc.jsonValue({ maxDepth: 2 })), (packages, others) => {
        const text = JSON.stringify({ ...others, packages, last: [1, { packages: {} }] }, undefined, 1);

        expect(found(text)).toEqual(expected(text));
      }),
    );
  });
});
