import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { decodeProto, encodeProto } from './protobuf.ts';

describe('protobuf', () => {
  it.each(['08', '0880', '0a05', '0a', '0b', '09ff', '08ffffffffffffffffffffff01'])(
    'refuses %s, which breaks off',
    (hex) => {
      expect(decodeProto(Buffer.from(hex, 'hex'))).toBeUndefined();
    },
  );

  it('reads what it wrote, past fields that it does not know', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (text, number) => {
        const unknown = Buffer.from('49000000000000000055000000000000', 'hex').subarray(0, 14);
        const fields = decodeProto(
          Buffer.concat([
            encodeProto([
              [1, text],
              [2, number],
              [3, ''],
            ]),
            unknown,
          ]),
        );

        expect(fields?.text(1)).toBe(Buffer.from(text).toString());
        expect(fields?.number(2)).toBe(number);
        expect([fields?.bytes(3), fields?.number(1), fields?.text(2)]).toEqual([undefined, undefined, undefined]);
      }),
    );
  });
});
