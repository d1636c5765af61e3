import { describe, expect, it } from 'vitest';

import { lines, readIn, textAt, tryIn } from '../../testing.ts';

describe('conan.lock', () => {
  it('reads the graph of version 1', async () => {
    const nodes = {
      '0': { ref: 'app/1.0', path: 'conanfile.py', requires: ['1'] },
      '1': { ref: 'poco/1.9.4@user/channel#0123:4567', requires: ['2'], context: 'host' },
      '2': { ref: 'zlib/1.2.12', context: 'host' },
      '3': { ref: 'cmake/3.0', context: 'build' },
    };
    const files = { 'conan.lock': JSON.stringify({ graph_lock: { nodes } }, null, 1) };

    const read = await readIn('conan.lock', files);

    expect(lines(read.packages)).toEqual([
      'poco@1.9.4 direct',
      'zlib@1.2.12 transitive < poco@1.9.4',
      'cmake@3.0 transitive dev',
    ]);
    expect(read.packages[0]?.integrity).toEqual(['rrev:0123']);
    expect(textAt(read.packages[1], files)).toContain('zlib/1.2.12');
  });

  it('reads the lists of version 2, with what the manifest asks for', async () => {
    const lock = { version: '0.5', requires: ['zlib/1.2.11#ab%1.0', 'poco/1.9.4#cd'], build_requires: ['cmake/3.0'] };
    const files = {
      'conan.lock': JSON.stringify(lock),
      'conanfile.txt': '[requires]\npoco/[>1 <2]  # why\n\n[generators]\ncmake/1.0\n',
    };

    const read = await readIn('conan.lock', files);

    expect(lines(read.packages)).toEqual(['zlib@1.2.11 transitive', 'poco@1.9.4 direct', 'cmake@3.0 transitive dev']);
    expect(read.packages[1]?.declared).toMatchObject({ range: '[>1 <2]', group: 'requires' });
  });

  it.each([
    ['{}', 'the file has neither a graph nor a list of requirements'],
    ['{', '1:2 JSON: the text ends where a key in double quotes is expected'],
  ])('says in one line why it cannot read %j', async (text, problem) => {
    expect(await tryIn('conan.lock', { 'conan.lock': text })).toBe(problem);
  });
});

describe('conanfile.txt', () => {
  const TEXT = '[requires]\nzlib/1.2.11@\npoco/[~1.9]\n[tool_requires]\ncmake/3.0\n';

  it('without a lock file names what it asks for', async () => {
    const read = await readIn('conanfile.txt', { 'conanfile.txt': TEXT });

    expect(lines(read.packages)).toEqual(['zlib@1.2.11 direct', 'poco@? direct', 'cmake@3.0 direct dev']);
  });

  it('is left to its lock file', async () => {
    expect(await readIn('conanfile.txt', { 'conanfile.txt': TEXT, 'conan.lock': '' })).toMatchObject({
      lockedBy: 'conan.lock',
    });
  });

  it('says in one line that a merge is not resolved', async () => {
    expect(await tryIn('conanfile.txt', { 'conanfile.txt': '<<<<<<< HEAD\n' })).toBe(
      '1:1 a merge conflict is not resolved',
    );
  });
});
