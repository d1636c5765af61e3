import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  MalformedDer,
  TAG,
  cursorOver,
  elementsOf,
  encodeDer,
  encodeInteger,
  encodeOid,
  readBitString,
  readBoolean,
  readDer,
  readIntegerHex,
  readOid,
  readSmallInteger,
  readTime,
} from './der.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

function outcomeOf(bytes: Uint8Array): string {
  try {
    return readDer(bytes).whole.length === bytes.length ? 'a value' : 'a part';
  } catch (error) {
    return (error as Error).name;
  }
}

describe('DER', () => {
  it('refuses indefinite, padded, oversized and cut lengths, long tags and bytes after the value', () => {
    for (const bytes of [
      '30 80 00 00',
      '04 81 05 0102030405',
      '04 82 0005 0102030405',
      '04 85 0000000001 01',
      '04 05 01',
      '04',
      '',
      '1f 81 01 00',
      '04 01 01 00',
      '04 84 ffffffff',
    ]) {
      expect(() => readDer(hex(bytes))).toThrow(MalformedDer);
    }
  });

  it('refuses an element of another kind and one too many', () => {
    const cursor = cursorOver(hex('02 01 05 04 00'));

    expect(cursor.takeIf(TAG.oid)).toBeUndefined();
    expect(() => cursor.take(TAG.sequence)).toThrow(MalformedDer);
    expect(readSmallInteger(cursor.take(TAG.integer))).toBe(5);
    expect(() => cursor.end()).toThrow(/too many/);
    expect(() => elementsOf(hex('05 00 05 00 05 00'), 2)).toThrow(/too many/);
    expect(() => readDer(hex('05 00'), TAG.integer)).toThrow(MalformedDer);
  });

  it('refuses values that are not in their one form', () => {
    expect(() => readIntegerHex(readDer(hex('02 02 0001')))).toThrow(/padded/);
    expect(() => readIntegerHex(readDer(hex('02 01 ff')))).toThrow(MalformedDer);
    expect(() => readIntegerHex(readDer(hex('02 00')))).toThrow(MalformedDer);
    expect(() => readSmallInteger(readDer(hex('02 05 0100000000')))).toThrow(/large/);
    expect(() => readBoolean(readDer(hex('01 01 01')))).toThrow(MalformedDer);
    expect(() => readBitString(readDer(hex('03 02 01 80')))).toThrow(/unused/);
    for (const oid of ['06 00', '06 02 80 01', '06 01 81', '06 0a ffffffffffffffffff7f']) {
      expect(() => readOid(readDer(hex(oid)))).toThrow(MalformedDer);
    }
    for (const time of ['2409311200', '240931120000Z', '991332000000Z', '240101000000+0100']) {
      expect(() => readTime(readDer(encodeDer(TAG.utcTime, Buffer.from(time))))).toThrow(MalformedDer);
    }
  });

  it('reads times of both centuries and forms', () => {
    const utc = (text: string) => new Date(readTime(readDer(encodeDer(TAG.utcTime, Buffer.from(text))))).toISOString();
    const general = encodeDer(TAG.generalizedTime, Buffer.from('20500102030405.678Z'));

    expect([utc('490102030405Z'), utc('500102030405Z')]).toEqual([
      '2049-01-02T03:04:05.000Z',
      '1950-01-02T03:04:05.000Z',
    ]);
    expect(new Date(readTime(readDer(general))).toISOString()).toBe('2050-01-02T03:04:05.678Z');
  });

  it('round trips', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 400 }),
        fc.array(fc.nat(), { maxLength: 8 }),
        (bytes, arcs) => {
          const oid = ['1', '3', ...arcs].join('.');
          const digits = Buffer.from(bytes).toString('hex').replace(/^0+/, '') || '0';

          expect([...readDer(encodeDer(TAG.octetString, bytes)).content]).toEqual([...bytes]);
          expect(readIntegerHex(readDer(encodeInteger(bytes)))).toBe(digits);
          expect(readOid(readDer(encodeOid(oid)))).toBe(oid);
        },
      ),
    );
  });

  it('ends on any bytes with a value or a refusal', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(outcomeOf(bytes)).toMatch(/^(?:a value|MalformedDer)$/);
      }),
    );
  });
});
