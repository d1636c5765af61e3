import { describe, expect, it } from 'vitest';

import { asked, lines, readIn, tryIn } from '../../testing.ts';

const LOCK = `{
  "lockfileVersion": 1,
  "workspaces": {
    "": { "name": "root", "dependencies": { "a": "^1.0.0", "lib": "1" }, "devDependencies": { "d": "^4" }, },
    "lib": { "name": "lib", "dependencies": { "d": "3" } },
  },
  "packages": {
    "a": ["a@1.0.0", "", { "dependencies": { "b": "^2" } }, "sha512-aa=="],
    "a/b": ["b@2.0.0", "", {}, "sha512-bb=="],
    "b": ["b@1.0.0", "https://npm.example/", {}, "sha512-b1=="],
    "d": ["d@4.0.0", "", { "dependencies": { "b": "1" } }, "sha512-d4=="],
    "lib": ["lib@workspace:lib"],
    "lib/d": ["d@3.0.0", "", {}, "sha512-d3=="],
    "g": ["g@github:o/g#0123456", {}, "o-g-0123456"],
  },
}
`;

describe('bun.lock', () => {
  it('gives packages with the way that brings them', async () => {
    const read = await readIn('bun.lock', { 'bun.lock': LOCK });

    expect(lines(read.packages)).toEqual([
      'a@1.0.0 direct',
      'b@2.0.0 transitive < a@1.0.0',
      'b@1.0.0 transitive dev < d@4.0.0',
      'd@4.0.0 direct dev',
      'd@3.0.0 direct',
      'g@? transitive',
    ]);
    expect(read.packages[5]?.resolved).toMatchObject({ kind: 'git', revision: '0123456' });
    expect(asked(read.declarations)).toEqual([
      'a ^1.0.0 dependencies in bun.lock:4 -> a@1.0.0',
      'd ^4 devDependencies in bun.lock:4 -> d@4.0.0',
      'd 3 dependencies in bun.lock:5 -> d@3.0.0',
    ]);
  });

  it('says in one line where it breaks off', async () => {
    expect(await tryIn('bun.lock', { 'bun.lock': LOCK.slice(0, 60) })).toMatch(/^4:\d+ /);
  });
});
