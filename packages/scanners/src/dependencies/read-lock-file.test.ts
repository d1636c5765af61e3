import { describe, expect, it } from 'vitest';

import { isLockFile, LOCK_FILE_LIMITS, readLockFile } from './read-lock-file.ts';

const MANIFEST = Buffer.from('{"dependencies": {"a": "1.0.0"}}');
const LOCK = Buffer.from('{"packages": {"node_modules/a": {"version": "1.0.0"}}}');

describe('readLockFile', () => {
  it('knows files by their name, and leaves others alone', async () => {
    expect(isLockFile('a/b/package-lock.json')).toBe(true);
    expect(isLockFile('a/package-lock.json/x')).toBe(false);
    expect(await readLockFile('notes.txt', LOCK)).toBeUndefined();
  });

  it('says which kind of file it read', async () => {
    expect(await readLockFile('package-lock.json', LOCK)).toMatchObject({
      ok: true,
      kind: { id: 'npm', ecosystem: 'npm', role: 'lock', holdsIntegrity: true },
      packages: [{ name: 'a', version: '1.0.0', location: { path: 'package-lock.json' } }],
      notes: [],
    });
  });

  it('asks for no file outside of the target, and for each only once', async () => {
    const asked: string[] = [];
    const text = Buffer.from('-r ../../outside.txt\n-r ../in.pip\n-r ../in.pip\n-r /etc/passwd\n');

    await readLockFile('a/requirements.txt', text, {
      read(path) {
        asked.push(path);
        return undefined;
      },
    });

    expect(asked).toEqual(['in.pip']);
  });

  it('says which other files it read, those left out that are read for themselves', async () => {
    const text = Buffer.from('-r more.pip\n-r requirements-dev.txt\n-r absent.pip\n');
    const read = (path: string): Uint8Array | undefined => (path === 'absent.pip' ? undefined : Buffer.from('a==1\n'));
    const paths = ['requirements.txt', 'requirements-dev.txt'];

    expect(await readLockFile('requirements.txt', text, { read, paths })).toMatchObject({ readBesides: ['more.pip'] });
  });

  it('does not take a lock file for one that is read, where the caller says that it is not', async () => {
    const read = (path: string): Uint8Array | undefined => (path === 'package-lock.json' ? LOCK : undefined);

    expect(await readLockFile('package.json', MANIFEST, { read })).toMatchObject({ lockedBy: 'package-lock.json' });
    const alone = await readLockFile('package.json', MANIFEST, { read, paths: ['package.json'] });
    expect(alone).toMatchObject({ ok: true, packages: [{ name: 'a', version: '1.0.0' }] });
    expect(alone).not.toHaveProperty('lockedBy');
  });

  it('keeps to the limits that it is given', async () => {
    const two = Buffer.from('{"packages": {"node_modules/a": {}, "node_modules/b": {}}}');

    expect(await readLockFile('package-lock.json', two, undefined, { ...LOCK_FILE_LIMITS, packages: 1 })).toMatchObject(
      {
        ok: false,
        problem: 'the file names more than 1 packages',
      },
    );
  });

  it('shows a few notes, each in one line', async () => {
    const text = Buffer.from(Array.from({ length: 30 }, (_, index) => `-r gone${index}\u0007\n`).join(''));

    const result = await readLockFile('requirements.txt', text);

    expect(result).toMatchObject({ ok: true, packages: [] });
    const notes = result?.ok === true ? result.notes : [];
    expect(notes).toHaveLength(21);
    expect(notes[0]).toBe('requirements.txt includes gone0 , which is not in the target');
    expect(notes.at(-1)).toBe('and 10 more of the kind');
  });
});
