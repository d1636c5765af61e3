import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createEngine } from './engine.ts';
import type { Engine } from './engine.ts';
import type { SecretRule } from './rule.ts';

const rule = (id: string, keywords: readonly string[], pattern: string): SecretRule => ({
  id,
  title: id,
  severity: 'high',
  opens: 'a door',
  revoke: 'Close it.',
  pattern,
  keywords,
});

/** Keywords of every length that is looked for in its own way, fixed and free in what surrounds them. */
const RULES: readonly SecretRule[] = [
  rule('one', ['#'], '#[0-9]{2}'),
  rule('two', ['q~'], '[a-z]q~'),
  rule('three', ['sk-'], 'sk-[a-z][0-9]'),
  rule('four', ['ghp_'], 'ghp_'),
  rule('five', ['token'], '(?:[Tt]oken|TOKEN)'),
  rule('long', ['connection_string'], '[a-z]{0,3}connection_string=[0-9]'),
  rule('beyond-ascii', ['clé'], 'clé='),
];
const MARKS = ['allow:this', '\\u00'];

const newEngine = (): Engine =>
  createEngine(
    RULES.map((one) => ({ rule: one, untrusted: true })),
    MARKS,
  );

/** An engine that has seen so much text that its tables are laid out. */
function laidOut(): Engine {
  const engine = newEngine();
  engine.find(Buffer.alloc(100_000));
  return engine;
}
const large = laidOut();

const piece = fc.constantFrom(
  '#12',
  'aq~',
  'sk-a1',
  'ghp_',
  'Token',
  'TOKEN',
  'abconnection_string=7',
  'connection_strin',
  'clé=',
  'clE=',
  ' ',
  'x',
  'é',
  '\n',
  'sk-',
  'q~',
);
const text = fc.array(piece, { maxLength: 40 }).map((pieces) => Buffer.from(pieces.join(''), 'utf8'));

/** What the patterns find in the whole text, without keywords. */
function expected(bytes: Buffer): string[] {
  const latin1 = bytes.toString('latin1');
  return RULES.flatMap(({ id, pattern }) =>
    Array.from(
      latin1.matchAll(new RegExp(Buffer.from(pattern, 'utf8').toString('latin1'), 'g')),
      (match) => `${id} ${match.index}-${match.index + match[0].length}`,
    ),
  );
}

/** The same bytes, beginning at an address that is so far from an even one. */
function shifted(bytes: Buffer, by: number): Buffer {
  const room = Buffer.from(new ArrayBuffer(bytes.length + by + 8)).fill('ghp_sk-1');
  bytes.copy(room, by);
  return room.subarray(by, by + bytes.length);
}

describe.each([
  ['of the first small texts', newEngine],
  ['by tables', () => large],
])('the sweep %s', (_, engineFor) => {
  const found = (bytes: Buffer, part?: { from: number; to: number }): string[] =>
    engineFor()
      .find(bytes, part)
      .matches.map((match) => `${match.compiled.rule.id} ${match.start}-${match.end}`);

  it('finds nothing that is not there, and nothing beyond the end of a text', () => {
    expect(found(shifted(Buffer.from('gh'), 0))).toEqual([]);
    expect(found(shifted(Buffer.from('sk-a'), 1))).toEqual([]);
    expect(found(Buffer.alloc(0))).toEqual([]);
  });

  it('finds what the patterns find, at even and odd addresses and up to the last byte', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 3 }), (bytes, by) => {
        expect(found(shifted(bytes, by)).sort()).toEqual(expected(bytes).sort());
      }),
      { numRuns: 300 },
    );
  });

  it('finds each match in one of two parts that follow each other, wherever they meet', () => {
    fc.assert(
      fc.property(text, fc.nat(), (bytes, at) => {
        const middle = bytes.length === 0 ? 0 : at % bytes.length;
        const first = found(bytes, { from: 0, to: middle });
        const second = found(bytes, { from: middle, to: bytes.length });

        // A match that overlaps one of the other part may be found besides: each part knows its own only.
        expect([...first, ...second]).toEqual(expect.arrayContaining(expected(bytes)));
      }),
      { numRuns: 300 },
    );
  });

  it('says which marks stand in a text', () => {
    const marks = (shown: string): number => engineFor().find(Buffer.from(shown)).marks;

    expect([marks('nothing'), marks('x Allow:This'), marks('\\u0041'), marks('allow:this \\u00')]).toEqual([
      0, 1, 2, 3,
    ]);
  });
});
