import { describe, expect, it } from 'vitest';

import { lines, readIn, textAt, tryIn } from '../../testing.ts';

describe('renv.lock', () => {
  it('reads packages, where they come from and what they need', async () => {
    const lock = {
      R: { Version: '4.3.0', Repositories: [{ Name: 'CRAN', URL: 'https://cran.example' }] },
      Packages: {
        a: {
          Package: 'a',
          Version: '1.0-2',
          Source: 'Repository',
          Repository: 'CRAN',
          Requirements: ['R', 'b'],
          Hash: 'aa',
        },
        b: {
          Package: 'b',
          Version: '2.0',
          Source: 'GitHub',
          RemoteUsername: 'o',
          RemoteRepo: 'b',
          RemoteSha: '0123456789abcdef',
        },
        c: { Package: 'c', Version: '3.0', Source: 'Bioconductor', Imports: ['a (>= 1.0)'] },
      },
    };
    const files = { 'renv.lock': JSON.stringify(lock, null, 2) };

    const read = await readIn('renv.lock', files);

    expect(lines(read.packages)).toEqual(['a@1.0-2 unknown', 'b@2.0 unknown', 'c@3.0 unknown']);
    expect(read.packages[0]).toMatchObject({
      integrity: ['md5:aa'],
      resolved: { url: 'https://cran.example' },
      dependsOn: ['pkg:cran/b@2.0'],
    });
    expect(read.packages[1]?.resolved).toEqual({
      kind: 'git',
      url: 'https://github.com/o/b',
      revision: '0123456789abcdef',
    });
    expect(read.packages[2]).toMatchObject({ ecosystem: 'Bioconductor', dependsOn: ['pkg:cran/a@1.0-2'] });
    expect(textAt(read.packages[1], files)).toMatch(/^"b": \{/);
  });

  it.each([
    ['{}', 'the file has no "Packages"'],
    ['{"Packages": {', '1:15 JSON: the text ends where a key in double quotes is expected'],
  ])('says in one line why it cannot read %j', async (text, problem) => {
    expect(await tryIn('renv.lock', { 'renv.lock': text })).toBe(problem);
  });
});
