import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { base64Pieces } from '../decode/base64.ts';
import { createEngine } from '../engine.ts';
import type { Engine } from '../engine.ts';
import { builtInRules } from '../rules/built-in.ts';
import { assemble } from './assemble.ts';
import { MODULE } from './generated/module.ts';

const MARKS = ['allow:this'];
const LAID_OUT = 40_000;

/** An engine that sweeps by tables from now on, and the room that it gives for texts. */
function laidOut(roomBytes: number): { readonly engine: Engine; readonly room: Buffer } {
  const engine = createEngine(builtInRules(), MARKS);
  const room = engine.room(roomBytes);
  engine.find(Buffer.alloc(LAID_OUT));
  return { engine, room };
}

const keywords = builtInRules().flatMap(({ rule }) => rule.keywords);
const piece = fc.oneof(
  fc.constantFrom(...keywords),
  fc.constantFrom(...keywords).map((keyword) => keyword.toUpperCase()),
  fc.stringMatching(/^[ -~\n]{0,20}$/),
  fc.stringMatching(/^[A-Za-z0-9+/_-]{20,80}$/),
  fc.constantFrom('%41', 'allow:this', 'ALLOW:THIS', 'é', '\u0000'),
);
const text = fc.array(piece, { maxLength: 60 }).map((pieces) => Buffer.from(pieces.join(''), 'utf8'));

const shown = (engine: Engine, bytes: Buffer): unknown => {
  const { matches, marks } = engine.find(bytes);
  return [marks, ...matches.map(({ compiled, start, end }) => `${compiled.rule.id} ${start}-${end}`)];
};

describe('the module', () => {
  it('is what its source describes', async () => {
    expect(MODULE).toBe(Buffer.from(await assemble()).toString('base64'));
  });
});

describe('the machine', () => {
  const { engine, room } = laidOut(1 << 20);
  const resident = (bytes: Buffer): Buffer => room.subarray(0, bytes.copy(room));

  it('sees in a text what looking for one keyword after the other sees', () => {
    fc.assert(
      fc.property(text, (bytes) => {
        // A new engine looks through its first small texts so.
        expect(shown(engine, bytes)).toEqual(shown(createEngine(builtInRules(), MARKS), bytes));
      }),
      { numRuns: 150 },
    );
  });

  it('sees the same wherever the text lies', () => {
    fc.assert(
      fc.property(text, fc.nat({ max: 17 }), (bytes, shift) => {
        const moved = Buffer.concat([Buffer.alloc(shift, 'ghp_eyJ'), bytes, Buffer.from('ghp_eyJ')]);

        expect(shown(engine, resident(bytes))).toEqual(shown(engine, bytes));
        expect(shown(engine, moved.subarray(shift, shift + bytes.length))).toEqual(shown(engine, bytes));
      }),
      { numRuns: 150 },
    );
  });

  it('sees the same in a text that is longer than it copies at once, wherever that is cut', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 130_000, max: 132_000 }), (bytes, before) => {
        const long = Buffer.concat([Buffer.alloc(before, ' '), bytes]);

        expect(shown(engine, long)).toEqual(shown(engine, resident(long)));
      }),
      { numRuns: 60 },
    );
  });

  it('says where every run begins that decodes to text, and whether there are percent signs', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 140_000 }), (bytes, before) => {
        const encoded = Buffer.from(`${bytes.toString('latin1')} of words`).toString('base64');
        const long = Buffer.from(`${' '.repeat(before)}"${encoded}" ${bytes.toString('utf8')} `);

        const seen = engine.find(long).encoded;

        const pieces = (runs: readonly number[] | undefined): unknown[] =>
          Array.from(base64Pieces(long, runs), ({ start, end }) => [start, end]);
        expect(seen?.percentSigns).toBe(long.includes('%'));
        expect(pieces(seen?.runs)).toEqual(pieces(undefined));
      }),
      { numRuns: 150 },
    );
  });

  it('says nothing of encoded text where it looked at a part only', () => {
    expect(engine.find(Buffer.alloc(100), { from: 10, to: 50 }).encoded).toBeUndefined();
  });

  it('gives its room to one caller only', () => {
    const { engine: other, room: first } = laidOut(4096);

    const second = other.room(4096);

    expect(second.length).toBe(4096);
    expect(second.buffer).not.toBe(first.buffer);
  });
});
