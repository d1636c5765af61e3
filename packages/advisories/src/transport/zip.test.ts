import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { zipOf } from '../testing/zip-of.ts';
import { openZip, ZIP_LIMITS } from './zip.ts';
import type { ZipLimits } from './zip.ts';

function readZip(bytes: Uint8Array, limits: ZipLimits = ZIP_LIMITS): [string, string][] {
  const folder = mkdtempSync(join(tmpdir(), 'zip-'));
  const path = join(folder, 'a.zip');
  writeFileSync(path, bytes);
  const fd = openSync(path, 'r');
  try {
    const zip = openZip(fd, 'a.zip', limits);
    return [...zip.list()].map((entry) => [entry.name, zip.content(entry).toString()]);
  } finally {
    closeSync(fd);
    rmSync(folder, { recursive: true });
  }
}

const FILES = [
  { name: 'a.json', content: '{"a":1}' },
  { name: 'b/c d.json', content: 'x'.repeat(100_000) },
  { name: 'empty', content: '' },
];

describe('openZip', () => {
  it('reads every file, an archive comment notwithstanding', () => {
    expect(readZip(zipOf(FILES, 'PK\u0005\u0006 is a trap'))).toEqual(
      FILES.map(({ name, content }) => [name, content]),
    );
    expect(readZip(zipOf([]))).toEqual([]);
  });

  it('refuses a wrong checksum, too large a file and too many files', () => {
    expect(() => readZip(zipOf([{ name: 'a', content: 'x', crc: 1 }]))).toThrow('a is damaged');
    expect(() => readZip(zipOf(FILES), { ...ZIP_LIMITS, entryBytes: 10 })).toThrow('too large');
    expect(() => readZip(zipOf(FILES), { ...ZIP_LIMITS, entries: 2 })).toThrow('more than 2 files');
  });

  it('does not unpack more than the directory says', () => {
    const bomb = zipOf([{ name: 'bomb', content: '0'.repeat(1_000_000) }]);
    const at = bomb.indexOf(Buffer.from('PK\u0001\u0002', 'latin1'));
    bomb.writeUInt32LE(10, at + 24);

    expect(() => readZip(bomb)).toThrow(expect.objectContaining({ code: 'ADVISORIES_BAD_ARCHIVE' }));
  });

  it('refuses an archive that is cut off anywhere', () => {
    const whole = zipOf(FILES);
    for (let length = 0; length < whole.length; length += 7) {
      expect(() => readZip(whole.subarray(0, length))).toThrow(
        expect.objectContaining({ code: 'ADVISORIES_BAD_ARCHIVE' }),
      );
    }
  });

  it('answers altered bytes with the content or with its error', () => {
    const whole = zipOf(FILES);
    const codes = new Set<unknown>(['read', 'ADVISORIES_BAD_ARCHIVE']);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, value) => {
        const altered = Buffer.from(whole);
        altered[at] = value;

        expect(codes).toContain(outcomeOf(altered));
      }),
      { numRuns: 300 },
    );
  });

  function outcomeOf(bytes: Uint8Array): unknown {
    try {
      readZip(bytes);
      return 'read';
    } catch (error) {
      return (error as { code?: unknown }).code;
    }
  }
});
