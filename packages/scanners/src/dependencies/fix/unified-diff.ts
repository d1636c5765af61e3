const CONTEXT = 3;

/**
 * A unified diff of two texts, as `git apply` and `patch -p1` take it: the lines between the first and the last that
 * differ, with those that are equal in between kept apart by a longest common subsequence of lines.
 */
export function unifiedDiff(path: string, before: string, after: string): string {
  if (before === after) return '';
  const [old, now] = [linesOf(before), linesOf(after)];
  const steps = stepsOf(old, now);
  const hunks = hunksOf(steps);
  const name = /[\s"\\]/.test(path) ? path.replaceAll(/[\r\n]/g, '?') : path;
  return `--- a/${name}\n+++ b/${name}\n${hunks.map((hunk) => hunkText(hunk, steps)).join('')}`;
}

/** Lines with their endings. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

interface Step {
  readonly sign: ' ' | '-' | '+';
  readonly line: string;
  /** Lines of the old and the new text before this one. */
  readonly old: number;
  readonly now: number;
}

/** Most lines between the first and the last change that are compared one by one. */
const MOST_COMPARED = 2000;

function stepsOf(old: readonly string[], now: readonly string[]): Step[] {
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head += 1;
  let tail = 0;
  const room = Math.min(old.length, now.length) - head;
  while (tail < room && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail += 1;
  const signs: (' ' | '-' | '+')[] = [
    ...old.slice(0, head).map(() => ' ' as const),
    ...middle(old.slice(head, old.length - tail), now.slice(head, now.length - tail)),
    ...old.slice(old.length - tail).map(() => ' ' as const),
  ];
  let [atOld, atNow] = [0, 0];
  return signs.map((sign) => {
    const step = { sign, line: (sign === '+' ? now[atNow] : old[atOld]) ?? '', old: atOld, now: atNow };
    if (sign !== '+') atOld += 1;
    if (sign !== '-') atNow += 1;
    return step;
  });
}

function middle(old: readonly string[], now: readonly string[]): (' ' | '-' | '+')[] {
  if (old.length > MOST_COMPARED || now.length > MOST_COMPARED)
    return [...old.map(() => '-' as const), ...now.map(() => '+' as const)];
  const lengths = Array.from({ length: old.length + 1 }, () => new Uint16Array(now.length + 1));
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = now.length - 1; j >= 0; j -= 1)
      (lengths[i] as Uint16Array)[j] =
        old[i] === now[j]
          ? (lengths[i + 1]?.[j + 1] ?? 0) + 1
          : Math.max(lengths[i + 1]?.[j] ?? 0, lengths[i]?.[j + 1] ?? 0);
  return walk(old, now, lengths);
}

function walk(old: readonly string[], now: readonly string[], lengths: readonly Uint16Array[]): (' ' | '-' | '+')[] {
  const signs: (' ' | '-' | '+')[] = [];
  let [i, j] = [0, 0];
  while (i < old.length && j < now.length) {
    const isSame = old[i] === now[j];
    const isGone = !isSame && lengthAt(lengths, i + 1, j) >= lengthAt(lengths, i, j + 1);
    signs.push(isSame ? ' ' : isGone ? '-' : '+');
    if (isSame || isGone) i += 1;
    if (!isGone) j += 1;
  }
  return [...signs, ...old.slice(i).map(() => '-' as const), ...now.slice(j).map(() => '+' as const)];
}

function lengthAt(lengths: readonly Uint16Array[], i: number, j: number): number {
  return lengths[i]?.[j] ?? 0;
}

interface Hunk {
  readonly from: number;
  readonly to: number;
}

function hunksOf(steps: readonly Step[]): Hunk[] {
  const hunks: { from: number; to: number }[] = [];
  for (const [at, { sign }] of steps.entries()) {
    if (sign === ' ') continue;
    const [from, to] = [Math.max(0, at - CONTEXT), Math.min(steps.length, at + CONTEXT + 1)];
    const last = hunks.at(-1);
    if (last !== undefined && from <= last.to) last.to = to;
    else hunks.push({ from, to });
  }
  return hunks;
}

function hunkText({ from, to }: Hunk, steps: readonly Step[]): string {
  const shown = steps.slice(from, to);
  const count = (sign: '-' | '+'): number => shown.filter((step) => step.sign !== (sign === '-' ? '+' : '-')).length;
  const [first] = shown;
  const start = (before: number, lines: number): number => (lines === 0 ? before : before + 1);
  const [oldLines, newLines] = [count('-'), count('+')];
  const head = `@@ -${start(first?.old ?? 0, oldLines)},${oldLines} +${start(first?.now ?? 0, newLines)},${newLines} @@\n`;
  return (
    head +
    shown
      .map(({ sign, line }) => `${sign}${line}${line.endsWith('\n') ? '' : '\n\\ No newline at end of file\n'}`)
      .join('')
  );
}
