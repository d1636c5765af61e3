import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { inPieces, makeTar, tarEntry } from '../testing/tar.ts';
import { TAR_LIMITS } from './entry.ts';
import type { TarLimits } from './entry.ts';
import { readTar } from './read-tar.ts';

async function list(bytes: Uint8Array, options: { piece?: number; limits?: TarLimits } = {}) {
  const found: { path: string; type: string; text: string; link?: string }[] = [];
  for await (const entry of readTar(inPieces(bytes, options.piece), options.limits)) {
    const text = (await entry.bytes(1_000_000))?.toString() ?? '';
    found.push({
      path: entry.path,
      type: entry.type,
      text,
      ...(entry.linkPath === undefined ? {} : { link: entry.linkPath }),
    });
  }
  return found;
}

function pax(records: Record<string, string>): Buffer {
  const text = Object.entries(records).map(([key, value]) => {
    const rest = Buffer.byteLength(` ${key}=${value}\n`);
    let length = rest + String(rest).length;
    if (rest + String(length).length > length) length++;
    return `${length} ${key}=${value}\n`;
  });
  return tarEntry({ path: 'pax', flag: 'x', content: text.join('') });
}

const END = Buffer.alloc(1024);

describe('readTar', () => {
  it('refuses a header whose checksum is wrong, naming the place', async () => {
    const bytes = makeTar([{ path: 'a', content: 'x' }, { path: 'b' }]);
    bytes[1024 + 5] = 0x41;

    await expect(list(bytes)).rejects.toMatchObject({ code: 'OCI_TAR_MALFORMED', params: { offset: 1536 } });
  });

  it.each([
    ['a size that is no number', tarEntry({ path: 'a', sizeField: 'zzzzzzzzzzz\0' })],
    ['a negative size', tarEntry({ path: 'a', sizeField: '\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xf0' })],
    ['a size beyond counting', tarEntry({ path: 'a', sizeField: '\x80\x7f\xff\xff\xff\xff\xff\xff\xff\xff\xff\xf0' })],
    ['a pax header that does not add up', tarEntry({ path: 'p', flag: 'x', content: '99 path=x\n' })],
    ['a pax size that is no number', Buffer.concat([pax({ size: '-1' }), tarEntry({ path: 'a' })])],
    ['a name with a zero byte', Buffer.concat([pax({ path: 'a\0b' }), tarEntry({ path: 'a' })])],
    ['one block of zeros in the middle', Buffer.concat([Buffer.alloc(512), tarEntry({ path: 'a' })])],
    [
      'a sparse map that holds more than is stored',
      Buffer.concat([
        pax({ 'GNU.sparse.map': '0,5,100,500', 'GNU.sparse.size': '600' }),
        tarEntry({ path: 'a', content: 'hello' }),
      ]),
    ],
    [
      'a sparse map that goes backwards',
      Buffer.concat([
        pax({ 'GNU.sparse.map': '100,2,0,3', 'GNU.sparse.size': '600' }),
        tarEntry({ path: 'a', content: 'hello' }),
      ]),
    ],
  ])('refuses %s', async (_what, bytes) => {
    await expect(list(Buffer.concat([bytes, END]))).rejects.toMatchObject({ code: 'OCI_TAR_MALFORMED' });
  });

  it('never takes an archive that breaks off for a whole one', async () => {
    const bytes = makeTar([
      { path: 'dir/a', content: 'one' },
      { path: 'b', content: 'x'.repeat(700) },
    ]);
    const firstEnd = 512 + 3;
    const lastEnd = 1024 + 512 + 700;

    for (let length = 1; length < lastEnd; length += 7) {
      if (length >= firstEnd && length <= 1024) continue;
      await expect(list(bytes.subarray(0, length)), `cut at ${length}`).rejects.toMatchObject({
        code: 'OCI_TAR_MALFORMED',
      });
    }
  });

  it('takes an archive without what fills the last block and without its end, as Docker does', async () => {
    const whole = makeTar([{ path: 'a', content: 'one' }]);
    const expected = [{ path: 'a', type: 'file', text: 'one' }];

    for (const length of [515, 700, 1024, 1536, 2048]) expect(await list(whole.subarray(0, length))).toEqual(expected);
  });

  it('stops at its limits', async () => {
    const many = makeTar([{ path: 'a' }, { path: 'b' }, { path: 'c' }]);
    const long = makeTar([{ path: 'x'.repeat(3000) }]);

    await expect(list(many, { limits: { ...TAR_LIMITS, entries: 2 } })).rejects.toMatchObject({
      code: 'OCI_TAR_LIMIT',
    });
    await expect(list(long, { limits: { ...TAR_LIMITS, headerBytes: 1000 } })).rejects.toMatchObject({
      code: 'OCI_TAR_LIMIT',
    });
  });

  it('reads on behind the end marker and damaged headers for who looks for what is hidden', async () => {
    const damaged = tarEntry({ path: 'p', flag: 'x', content: '99 path=x\n' });
    const bytes = Buffer.concat([makeTar([{ path: 'a' }]), damaged, makeTar([{ path: 'hidden', content: 'x' }])]);

    expect((await list(bytes)).map(({ path }) => path)).toEqual(['a']);
    expect((await list(bytes, { limits: { ...TAR_LIMITS, isLenient: true } })).map(({ path }) => path)).toEqual([
      'a',
      'hidden',
    ]);
  });

  it('takes away what would lead out of the root, and says so', async () => {
    const tricks = ['../../etc/passwd', '/etc/shadow', './a/./b//c', 'x/../../y', 'a/../b', '..', './', 'ok/...'];
    const found: [string, boolean][] = [];

    for await (const entry of readTar(inPieces(makeTar(tricks.map((path) => ({ path })))))) {
      found.push([entry.path, entry.escapes]);
    }

    expect(found).toEqual([
      ['etc/passwd', true],
      ['etc/shadow', false],
      ['a/b/c', false],
      ['y', true],
      ['b', false],
      ['', true],
      ['', false],
      ['ok/...', false],
    ]);
  });

  it('gives links where they lead to, and no content to what has none', async () => {
    const bytes = Buffer.concat([
      tarEntry({ path: 'bin/a', content: 'body' }),
      tarEntry({ path: 'bin/b', flag: '1', link: './bin/../bin/a', sizeField: '00000000004\0' }),
      tarEntry({ path: 'bin/c', flag: '2', link: '../../etc/passwd' }),
      tarEntry({ path: 'old/', flag: '\0' }),
      tarEntry({ path: 'dev/null', flag: '3' }),
      END,
    ]);

    expect(await list(bytes)).toEqual([
      { path: 'bin/a', type: 'file', text: 'body' },
      { path: 'bin/b', type: 'hard-link', text: '', link: 'bin/a' },
      { path: 'bin/c', type: 'symlink', text: '', link: '../../etc/passwd' },
      { path: 'old', type: 'directory', text: '' },
      { path: 'dev/null', type: 'character-device', text: '' },
    ]);
  });

  it('reads long names, extended headers and sparse files', async () => {
    const long = `${'deep/'.repeat(60)}file`;
    const bytes = Buffer.concat([
      tarEntry({ path: 'LongLink', flag: 'L', content: `${long}\0` }),
      tarEntry({ path: 'short', content: 'gnu' }),
      tarEntry({ path: 'global', flag: 'g', content: '13 comment=x\n' }),
      pax({ path: 'pax/ü', uid: '70000', 'SCHILY.xattr.security.capability': '\u0001' }),
      tarEntry({ path: 'short', content: 'pax' }),
      pax({ 'GNU.sparse.map': '2,3,8,2', 'GNU.sparse.size': '12', 'GNU.sparse.name': 'sparse' }),
      tarEntry({ path: 'x', content: 'hello' }),
      pax({
        'GNU.sparse.major': '1',
        'GNU.sparse.minor': '0',
        'GNU.sparse.realsize': '6',
        'GNU.sparse.name': 'sparse1',
      }),
      tarEntry({ path: 'x', content: `${'1\n3\n3\n'.padEnd(512, '\0')}end` }),
      END,
      Buffer.from('what follows the end is not part of it'),
    ]);
    const found = await list(bytes);
    let capability: string | undefined;
    for await (const entry of readTar(inPieces(bytes))) {
      if (entry.path === 'pax/ü') capability = entry.xattrs?.get('security.capability');
    }

    expect(found).toEqual([
      { path: long, type: 'file', text: 'gnu' },
      { path: 'pax/ü', type: 'file', text: 'pax' },
      { path: 'sparse', type: 'file', text: '\0\0hel\0\0\0lo\0\0' },
      { path: 'sparse1', type: 'file', text: '\0\0\0end' },
    ]);
    expect(capability).toBe('\u0001');
  });

  it('reads the same however the archive is cut into pieces', async () => {
    const entry = fc.record({
      path: fc.stringMatching(/^[a-z]{1,8}(\/[a-z]{1,120}){0,3}$/),
      content: fc.string({ maxLength: 1500 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 5 }), fc.integer({ min: 1, max: 1200 }), async (entries, piece) => {
        const found = await list(makeTar(entries), { piece });

        expect(found).toEqual(
          entries.map(({ path, content }) => ({ path, type: 'file', text: Buffer.from(content).toString() })),
        );
      }),
      { numRuns: 100 },
    );
  });

  it('reads the stream to its end, and closes it where it stops before', async () => {
    const state = { pieces: 0, closed: false };
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        for await (const piece of inPieces(
          Buffer.concat([makeTar([{ path: 'a' }, { path: 'b' }]), Buffer.alloc(10_000)]),
          512,
        )) {
          state.pieces++;
          yield piece;
        }
      } finally {
        state.closed = true;
      }
    }
    for await (const entry of readTar(source())) expect(entry.path).not.toBe('');
    const whole = state.pieces;
    state.closed = false;
    for await (const entry of readTar(source())) if (entry.path === 'a') break;

    expect(whole).toBe(24);
    expect(state.closed).toBe(true);
  });

  it('gives no content of an entry that has passed', async () => {
    const entries = [];
    for await (const entry of readTar(inPieces(makeTar([{ path: 'a', content: 'x' }, { path: 'b' }]))))
      entries.push(entry);

    await expect(entries[0]?.bytes(10)).rejects.toThrow('before the next entry');
  });

  it('says that a file is larger than is wanted without reading it', async () => {
    const found = [];
    for await (const entry of readTar(inPieces(makeTar([{ path: 'a', content: 'xyz' }]))))
      found.push(await entry.bytes(2));

    expect(found).toEqual([undefined]);
  });
});
