import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { unifiedDiff } from './unified-diff.ts';

interface Patch {
  readonly sign: string;
  readonly text: string;
}

/** Lines of a hunk, with the line ends that they say they have. */
function patchesOf(hunk: string): Patch[] {
  const lines = hunk.split('\n').slice(1, -1);
  return lines.flatMap((line, at) => {
    if (line.startsWith('\\')) return [];
    const end = lines[at + 1]?.startsWith('\\') === true ? '' : '\n';
    return [{ sign: line.charAt(0), text: line.slice(1) + end }];
  });
}

/** Applies a diff by its own numbers; throws where a line is not as it says. */
function apply(before: string, diff: string): string {
  const lines = before.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const result: string[] = [];
  let at = 0;
  for (const hunk of diff.split(/^(?=@@ )/m).slice(1)) {
    const { start, count } = /^@@ -(?<start>\d+),(?<count>\d+) /.exec(hunk)?.groups ?? {};
    const from = Number(start) - (count === '0' ? 0 : 1);
    result.push(...lines.slice(at, from));
    at = from;
    for (const { sign, text } of patchesOf(hunk)) {
      if (sign !== '-') result.push(text);
      if (sign === '+') continue;
      if (lines[at] !== text) throw new Error(`line ${at + 1} is not ${text}`);
      at += 1;
    }
  }
  return [...result, ...lines.slice(at)].join('');
}

describe('unifiedDiff', () => {
  it('is empty for equal texts', () => {
    expect(unifiedDiff('a', 'x\n', 'x\n')).toBe('');
  });

  it('says where a text has no line end', () => {
    expect(unifiedDiff('a.txt', 'x', 'y\n')).toBe(
      '--- a/a.txt\n+++ b/a.txt\n@@ -1,1 +1,1 @@\n-x\n\\ No newline at end of file\n+y\n',
    );
  });

  it('gives the new text when it is applied to the old one', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 30 }).map((lines) => lines.join('\n'));

    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(apply(before, unifiedDiff('f', before, after))).toBe(after);
      }),
    );
  });
});
