import type { Comparator } from './range.ts';

const INTERVAL =
  /\s*(?<open>[[(])\s*(?<from>[^,()[\]]*?)\s*(?:(?<comma>,)\s*(?<to>[^,()[\]]*?)\s*)?(?<close>[\])])\s*(?:,|$)/gy;

/** Maven and NuGet intervals: `[1.0,2.0)`, `(,1.0]`, `[1.5]`, unions with commas between them. */
export function parseIntervals(text: string): Comparator[][] | undefined {
  const alternatives: Comparator[][] = [];
  let end = 0;
  for (const match of text.matchAll(INTERVAL)) {
    const { open = '', from = '', comma, to = '', close = '' } = match.groups ?? {};
    const alternative = comma === undefined ? exactly(open, from, close) : between({ open, from, to, close });
    if (alternative === undefined) return undefined;
    alternatives.push(alternative);
    end = match.index + match[0].length;
  }
  return alternatives.length > 0 && end === text.length ? alternatives : undefined;
}

function exactly(open: string, version: string, close: string): Comparator[] | undefined {
  return open === '[' && close === ']' && version !== '' ? [{ op: '=', version }] : undefined;
}

function between(interval: { open: string; from: string; to: string; close: string }): Comparator[] {
  const all: Comparator[] = [];
  if (interval.from !== '') all.push({ op: interval.open === '[' ? '>=' : '>', version: interval.from });
  if (interval.to !== '') all.push({ op: interval.close === ']' ? '<=' : '<', version: interval.to });
  return all;
}

/** NuGet's floating versions, `1.2.*`, and bare ones, which mean "at least". */
export function parseNugetBare(text: string): Comparator[][] | undefined {
  const floating = /^(?<prefix>\d+(?:\.\d+)*)\.\*$/.exec(text);
  if (floating?.groups !== undefined) return [[{ op: '=', version: floating.groups['prefix'] ?? '', prefix: true }]];
  if (text === '*') return [[]];
  return /^\d[\w.+-]*$/.test(text) ? [[{ op: '>=', version: text }]] : undefined;
}
