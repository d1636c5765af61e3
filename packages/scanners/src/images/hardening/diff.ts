const AROUND = 3;

interface Line {
  readonly mark: ' ' | '-' | '+';
  readonly text: string;
}

export interface DiffNames {
  readonly before: string;
  readonly after: string;
}

/** A unified diff of two lists of lines; nothing where they are the same. */
export function unifiedDiff(before: readonly string[], after: readonly string[], names: DiffNames): string[] {
  const lines = compare(before, after);
  if (lines.every(({ mark }) => mark === ' ')) return [];
  return [`--- ${names.before}`, `+++ ${names.after}`, ...hunks(lines)];
}

/** The longest common part stays; the lists are short: options, rules, names of system calls. */
function compare(before: readonly string[], after: readonly string[]): Line[] {
  const table = commonLengths(before, after);
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const [old, now] = [before[i], after[j]];
    if (old !== undefined && old === now) {
      lines.push({ mark: ' ', text: old });
      i += 1;
      j += 1;
    } else if (old !== undefined && (now === undefined || lengthAt(table, i + 1, j) >= lengthAt(table, i, j + 1))) {
      lines.push({ mark: '-', text: old });
      i += 1;
    } else if (now !== undefined) {
      lines.push({ mark: '+', text: now });
      j += 1;
    }
  }
  return lines;
}

function lengthAt(table: readonly Uint32Array[], i: number, j: number): number {
  return table[i]?.[j] ?? 0;
}

function commonLengths(before: readonly string[], after: readonly string[]): Uint32Array[] {
  const table = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i -= 1) {
    const row = table[i];
    if (row === undefined) continue;
    for (let j = after.length - 1; j >= 0; j -= 1)
      row[j] =
        before[i] === after[j]
          ? lengthAt(table, i + 1, j + 1) + 1
          : Math.max(lengthAt(table, i + 1, j), lengthAt(table, i, j + 1));
  }
  return table;
}

function hunks(lines: readonly Line[]): string[] {
  const changed = lines.flatMap(({ mark }, at) => (mark === ' ' ? [] : [at]));
  const ranges: { from: number; to: number }[] = [];
  for (const at of changed) {
    const last = ranges.at(-1);
    if (last !== undefined && at - AROUND <= last.to) last.to = Math.min(lines.length, at + AROUND + 1);
    else ranges.push({ from: Math.max(0, at - AROUND), to: Math.min(lines.length, at + AROUND + 1) });
  }
  return ranges.flatMap(({ from, to }) => [
    head(lines, from, to),
    ...lines.slice(from, to).map(({ mark, text }) => `${mark}${text}`),
  ]);
}

function head(lines: readonly Line[], from: number, to: number): string {
  const count = (part: readonly Line[], mark: '-' | '+'): number =>
    part.filter((line) => line.mark === ' ' || line.mark === mark).length;
  const range = (mark: '-' | '+'): string => {
    const size = count(lines.slice(from, to), mark);
    const start = count(lines.slice(0, from), mark) + (size === 0 ? 0 : 1);
    return `${mark}${start},${size}`;
  };
  return `@@ ${range('-')} ${range('+')} @@`;
}
