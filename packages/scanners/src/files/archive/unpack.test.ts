import { gzipSync } from 'node:zlib';

import { seededRandom } from '@sallyport/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { archiveKind, bufferSource, newBudget } from './entry.ts';
import type { ArchiveBudget } from './entry.ts';
import { makeTar, makeZip, paxRecord } from './testing.ts';
import type { ZipPart } from './testing.ts';
import { unpack } from './unpack.ts';

/** What comes out of an archive, as `path: text` or `path ! reason`. */
async function contents(archive: Buffer, budget: ArchiveBudget = newBudget()): Promise<string[]> {
  const kind = archiveKind(archive.subarray(0, 512));
  if (kind === undefined) return ['no archive'];
  const found: string[] = [];
  for await (const entry of unpack(kind, bufferSource(archive), budget))
    found.push('skipped' in entry ? `${entry.path} ! ${entry.skipped}` : `${entry.path}: ${entry.bytes.toString()}`);
  return found;
}

/** Letters that do not repeat, so that they stay long when they are packed. */
const text = (length: number): Buffer => {
  const random = seededRandom(5);
  return Buffer.from(Array.from({ length }, () => 33 + random.below(90)));
};
const part = (path: string, content: string, more: Partial<ZipPart> = {}): ZipPart => ({
  path,
  bytes: Buffer.from(content),
  ...more,
});

describe('zip', () => {
  it.each([
    ['an entry that is encrypted', part('a', 'x', { flags: 1 }), 'a ! encrypted'],
    ['a method that nobody knows', part('a', 'x', { method: 99 }), 'a ! unsupported'],
    ['a place of an entry where there is none', part('a', 'x', { claims: { localAt: 7 } }), 'a ! malformed'],
    ['a place of an entry past the end', part('a', 'x', { claims: { localAt: 1e6 } }), 'a ! malformed'],
    ['data that is no deflate stream', part('a', '\u0007\u0007\u0007', { stored: true, method: 8 }), 'a ! malformed'],
    ['more data than there is', part('a', 'x', { stored: true, claims: { packedBytes: 5000 } }), 'a ! malformed'],
    ['an entry that says it is huge', part('a', 'x', { claims: { sizeBytes: 2 ** 31 } }), 'a ! too-large'],
  ])('says so of %s, and goes on', async (_, bad, expected) => {
    expect(await contents(makeZip([bad, part('b', 'good')]))).toEqual([expected, 'b: good']);
  });

  it('stops unpacking an entry that says it is small and is not', async () => {
    const bomb = part('bomb', 'x'.repeat(100_000), { claims: { sizeBytes: 10 } });

    const budget = newBudget({ entryBytes: 1000, bytesLeft: 5000 });

    expect(await contents(makeZip([bomb, part('b', 'good')]), budget)).toEqual(['bomb ! too-large', 'b: good']);
    expect(budget.bytesLeft).toBe(4000 - 4);
  });

  it('charges entries that share their data as often as they are listed', async () => {
    const shared = Array.from({ length: 10 }, (_, index) =>
      part(`n${index}`, 'y'.repeat(100), { claims: { localAt: 0 } }),
    );

    const found = await contents(makeZip(shared), newBudget({ bytesLeft: 450 }));

    expect(found.filter((line) => line.endsWith(' ! too-large') || line.endsWith(' ! limit')).length).toBe(6);
  });

  it('opens no more entries than its budget', async () => {
    const many = Array.from({ length: 5 }, (_, index) => part(`n${index}`, 'y'));

    expect(await contents(makeZip(many), newBudget({ entriesLeft: 2 }))).toEqual(['n0: y', 'n1: y', 'n2 ! limit']);
  });

  it('keeps a path as it is written, which nobody writes to', async () => {
    expect(await contents(makeZip([part('../../etc/passwd', 'x'), part('/abs', 'y'), part('dir/', '')]))).toEqual([
      '../../etc/passwd: x',
      '/abs: y',
    ]);
  });

  it.each([
    ['stored', { stored: true }],
    ['with sizes behind the data', { descriptor: true }],
    ['with sizes in the zip64 field', { zip64: true }],
  ])('reads entries %s', async (_, more) => {
    const zip = makeZip([part('a', 'one', more), part('b', 'two', more)]);

    expect(await contents(zip)).toEqual(['a: one', 'b: two']);
  });

  it('finds the directory by the zip64 end, and behind a comment', async () => {
    const zip = makeZip([part('a', 'one')], { zip64End: true });
    const commented = makeZip([part('a', 'one')]);
    commented.writeUInt16LE(7, commented.length - 2);

    expect(await contents(zip)).toEqual(['a: one']);
    expect(await contents(Buffer.concat([commented, Buffer.from('comment')]))).toEqual(['a: one']);
  });

  it.each([
    ['stored', { stored: true }, 10_000],
    ['deflated', {}, 1000],
    ['with sizes behind the data', { descriptor: true }, 1000],
  ])('salvages what is whole, and the beginning of what is not, of one that is cut off: %s', async (_, more, least) => {
    const long = text(20_000);
    const zip = makeZip([part('a', 'one', more), part('dir/', '', more), { path: 'b', bytes: long, ...more }]);

    const found = await contents(zip.subarray(0, zip.length - 9000));

    expect(found[0]).toBe(' ! malformed');
    expect(found[1]).toBe('a: one');
    expect(found[2]?.slice(0, 60)).toBe(`b: ${long.toString().slice(0, 57)}`);
    expect(found[2]?.length).toBeGreaterThan(least);
    expect(found.length).toBe(3);
  });

  it('salvages within the budget', async () => {
    const zip = makeZip(Array.from({ length: 9 }, (_, index) => part(`n${index}`, 'y'.repeat(100))));
    const cut = zip.subarray(0, zip.length - 30);

    expect(await contents(cut, newBudget({ entriesLeft: 1 }))).toEqual([
      ' ! malformed',
      `n0: ${'y'.repeat(100)}`,
      'n1 ! limit',
    ]);
    expect((await contents(cut, newBudget({ bytesLeft: 250 }))).slice(-2)).toEqual(['n2 ! too-large', 'n3 ! limit']);
    expect((await contents(cut, newBudget({ entryBytes: 50 }))).at(-1)).toBe('n8 ! too-large');
  });
});

describe('tar', () => {
  it('says so where it breaks off, and hands out what is there', async () => {
    const tar = makeTar([
      { path: 'a', bytes: Buffer.from('one') },
      { path: 'b', bytes: text(5000) },
    ]);

    const inBody = await contents(tar.subarray(0, 1536 + 2000));
    const inHeader = await contents(tar.subarray(0, 1024 + 100));

    expect(inBody).toEqual(['a: one', `b: ${text(2000)}`, 'b ! malformed']);
    expect(inHeader).toEqual(['a: one', ' ! malformed']);
  });

  it('ends at a header whose sum is wrong', async () => {
    const tar = makeTar([
      { path: 'a', bytes: Buffer.from('one') },
      { path: 'b', bytes: Buffer.from('two') },
    ]);
    tar.write('B', 1024);

    expect(await contents(tar)).toEqual(['a: one', ' ! malformed']);
  });

  it('passes over what is too large, and goes on behind it', async () => {
    const tar = makeTar([
      { path: 'a', bytes: text(2000) },
      { path: 'b', bytes: Buffer.from('two') },
    ]);

    expect(await contents(tar, newBudget({ entryBytes: 1000 }))).toEqual(['a ! too-large', 'b: two']);
    expect(await contents(tar, newBudget({ entriesLeft: 1 }))).toEqual([`a: ${text(2000)}`, 'b ! limit']);
    expect(await contents(tar, newBudget({ bytesLeft: 100 }))).toEqual([' ! limit']);
  });

  it('takes a size that the archive does not have for what it is', async () => {
    const tar = makeTar([{ path: 'a', bytes: Buffer.from('one'), claimedBytes: 1e6 }]);

    expect((await contents(tar)).at(-1)).toBe('a ! malformed');
  });

  it('reads long names of GNU and pax, and sizes in base 256', async () => {
    const long = `${'d/'.repeat(100)}file`;
    const tar = makeTar([
      { path: '././@LongLink', type: 'L', bytes: Buffer.from(`${long}\0`) },
      { path: 'short', bytes: Buffer.from('gnu') },
      { path: 'pax', type: 'x', bytes: Buffer.concat([paxRecord('mtime', '1'), paxRecord('path', `${long}ä`)]) },
      { path: 'short', bytes: Buffer.from('pax') },
      { path: 'link', type: '2', bytes: Buffer.alloc(0) },
      { path: 'plain', bytes: Buffer.from('own'), binarySize: true },
    ]);

    expect(await contents(tar)).toEqual([`${long}: gnu`, `${long}ä: pax`, 'plain: own']);
  });

  it('takes no name from a pax header that is damaged', async () => {
    const tar = makeTar([
      { path: 'pax', type: 'x', bytes: Buffer.from('99999999999 path=evil\n3') },
      { path: 'a', bytes: Buffer.from('one') },
    ]);

    expect(await contents(tar)).toEqual(['a: one']);
  });
});

describe('gzip', () => {
  const tar = makeTar([
    { path: 'a', bytes: Buffer.from('one') },
    { path: 'b', bytes: text(400_000) },
  ]);

  it('says so where it breaks off, and hands out what is there', async () => {
    const plain = gzipSync(text(400_000), { level: 0 });
    const packed = gzipSync(tar, { level: 0 });

    const [said, salvaged] = await contents(plain.subarray(0, 300_000));
    const ofTar = await contents(packed.subarray(0, 300_000));

    expect(said).toBe(' ! malformed');
    expect(salvaged?.slice(2)).toBe(
      text(400_000)
        .toString()
        .slice(0, (salvaged?.length ?? 0) - 2),
    );
    expect(salvaged?.length).toBeGreaterThan(200_000);
    expect(ofTar.map((line) => line.slice(0, 13))).toEqual(['a: one', `b: ${text(10)}`, 'b ! malformed']);
  });

  it('unpacks no more than its budget of what unpacks without end', async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000));

    expect(await contents(bomb, newBudget({ entryBytes: 1_000_000 }))).toEqual([' ! too-large']);
    expect(await contents(bomb, newBudget({ bytesLeft: 1_000_000 }))).toEqual([' ! limit']);
  });

  it('reads members that follow each other, and nothing from an empty one', async () => {
    expect(await contents(Buffer.concat([gzipSync('one '), gzipSync('two')]))).toEqual([': one two']);
    expect(await contents(gzipSync(''))).toEqual([]);
  });
});

describe('any archive', () => {
  it('gives every file back that was packed', async () => {
    const files = fc.uniqueArray(
      fc.record({
        path: fc.stringMatching(/^[a-z]{1,8}(?:\/[a-z]{1,8}){0,3}$/),
        bytes: fc.uint8Array({ maxLength: 3000 }),
      }),
      { selector: (file) => file.path, minLength: 1, maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(files, fc.boolean(), async (list, stored) => {
        const parts = list.map(({ path, bytes }) => ({ path, bytes: Buffer.from(bytes), stored }));
        const expected = parts.map(({ path, bytes }) => `${path}: ${bytes.toString()}`);

        expect(await contents(makeZip(parts))).toEqual(expected);
        expect(await contents(makeTar(parts))).toEqual(expected);
        expect(await contents(gzipSync(makeTar(parts)))).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  it('never throws and never exceeds its budget, wherever a byte is changed or the rest is cut off', async () => {
    const parts = [
      part('a', 'one'),
      part('b', 'two'.repeat(500), { descriptor: true }),
      part('c', 'three', { zip64: true }),
    ];
    const zip = makeZip(parts, { zip64End: true });
    const archives = [zip, makeTar(parts), gzipSync(makeTar(parts))];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...archives),
        fc.nat(),
        fc.integer({ min: 0, max: 255 }),
        fc.boolean(),
        async (archive, place, value, cut) => {
          const damaged = Buffer.from(cut ? archive.subarray(0, place % archive.length) : archive);
          if (damaged.length > 0) damaged[place % damaged.length] = value;
          const budget = newBudget({ bytesLeft: 10_000, entryBytes: 5000, entriesLeft: 20 });

          const found = await contents(damaged, budget);

          expect(found.join('').length).toBeLessThan(20_000);
        },
      ),
      { numRuns: 300 },
    );
  });
});
