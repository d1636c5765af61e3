import { describe, expect, it } from 'vitest';

import { identify } from '../identity/identify.ts';
import { sightingIn } from '../identity/testing.ts';
import { applyChanges, changedLines } from './changed-lines.ts';
import type { Origin } from './changed-lines.ts';

const DIFF = `diff --git a/src/a.ts b/src/a.ts
index 1..2 100644
--- a/src/a.ts
+++ b/src/a.ts
@@ -3,2 +3 @@ function f() {
--- a/this/is/code
-old
+++ b/this/is/code/too
@@ -20,0 +19,3 @@
+x
+y
+z
\\ No newline at end of file
diff --git a/gone.ts b/gone.ts
deleted file mode 100644
--- a/gone.ts
+++ /dev/null
@@ -1 +0,0 @@
-gone
diff --git "a/\\303\\244 \\"q\\".ts" "b/\\303\\244 \\"q\\".ts"
--- "a/\\303\\244 \\"q\\".ts"
+++ "b/\\303\\244 \\"q\\".ts"
@@ -0,0 +1 @@
+new
diff --git a/x.zip b/x.zip
Binary files a/x.zip and b/x.zip differ
diff --git a/sub/module b/sub/module
--- a/sub/module
+++ b/sub/module
@@ -1 +1 @@
-Subproject commit 1111111111111111111111111111111111111111
+Subproject commit 2222222222222222222222222222222222222222
`;

describe('changedLines', () => {
  it.each([
    ['a hunk outside of a file', '@@ -1 +1 @@\n-a\n+b\n', 1],
    ['a hunk header that is none', '--- a/a\n+++ b/a\n@@ what @@\n', 3],
    ['a hunk that is cut off', '--- a/a\n+++ b/a\n@@ -0,0 +1,3 @@\n+b\n', 5],
    ['a diff with context', '--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n same\n-a\n+b\n', 4],
  ])('refuses %s', (_, diff, line) => {
    expect(() => changedLines(diff)).toThrowError(
      expect.objectContaining({ code: 'FINDINGS_DIFF_MALFORMED', params: { line } }),
    );
  });

  it('reads added and changed lines, quoted names and binary files', () => {
    expect([...changedLines(DIFF)]).toEqual([
      [
        'src/a.ts',
        [
          { start: 3, end: 3 },
          { start: 19, end: 21 },
        ],
      ],
      ['ä "q".ts', [{ start: 1, end: 1 }]],
      ['x.zip', [{ start: 1, end: Number.MAX_SAFE_INTEGER }]],
      ['sub/module', [{ start: 1, end: 1 }]],
    ]);
  });
});

describe('applyChanges', () => {
  const text = Array.from({ length: 30 }, (_, index) => `line ${index}`).join('\n');
  const lines = changedLines(DIFF);
  const origins: Readonly<Record<string, Origin>> = { new: 'change', old: 'base' };
  const noveltyOf = (...sightings: Parameters<typeof identify>[0]) =>
    applyChanges(identify(sightings), { lines, originOf: ({ commit }) => origins[commit.sha] ?? 'elsewhere' }).map(
      ({ novelty }) => novelty,
    );

  it.each([
    [2, 'existing'],
    [3, 'new'],
    [4, 'existing'],
    [21, 'new'],
    [22, 'existing'],
  ])('line %i is %s', (line, novelty) => {
    expect(noveltyOf(sightingIn(text, line))).toEqual([novelty]);
  });

  it('judges other places by what is known of them', () => {
    const at = (path: string, sha?: string) => ({
      ...sightingIn(text, 3),
      location: {
        ...sightingIn(text, 3).location,
        path,
        ...(sha === undefined ? {} : { commit: { sha, date: '2026-01-01T00:00:00Z', author: '', email: '' } }),
      },
    });

    expect(noveltyOf(at('x.zip!inner.env'))).toEqual(['new']);
    expect(noveltyOf(at('x.zip'))).toEqual(['new']);
    expect(noveltyOf(at('sub/module/deep/a.ts'))).toEqual(['new']);
    expect(noveltyOf(at('sub/modules/a.ts'))).toEqual(['existing']);
    expect(noveltyOf(at('y.zip!inner.env'))).toEqual(['existing']);
    expect(noveltyOf(at('src/a.ts', 'new'))).toEqual(['new']);
    expect(noveltyOf(at('src/a.ts', 'old'))).toEqual(['existing']);
    expect(noveltyOf(at('src/a.ts', 'of another branch'))).toEqual(['existing']);
    for (const [sha, novelty] of [
      ['of another branch', 'new'],
      ['new', 'new'],
      ['old', 'existing'],
    ] as const)
      expect(noveltyOf({ ...at('src/a.ts'), group: 'g' }, { ...at('b.ts', sha), group: 'g' })).toEqual([novelty]);
    expect(noveltyOf({ ...at('src/a.ts'), group: 'g' }, { ...at('old.ts'), group: 'g' })).toEqual(['existing']);
    expect(noveltyOf({ ...sightingIn(text, 3), location: { path: 'src/a.ts' } })).toEqual(['new']);
  });
});
