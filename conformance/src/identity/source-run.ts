import { findingItems, identify, type MatchItem, type Sighting } from '@sallyport/findings';

import type { Random } from './drift.ts';

/** One line of generated source; `bad` is the number of the problem on it. */
interface Line {
  readonly text: string;
  readonly bad?: number;
}

interface SourceFile {
  readonly path: string;
  readonly lines: readonly Line[];
}

/** A generated tree before and after the drift, scanned, with the truth as in `Drifted`. */
export interface SourceRun {
  readonly previous: readonly MatchItem[];
  readonly current: readonly MatchItem[];
  readonly truth: readonly number[];
}

const FILES = 50;
const PER_FILE = 45;
const NAMES = ['user', 'row', 'item', 'request', 'total', 'name', 'value', 'result'];
const PLAIN = ['const A = load(B);', 'if (A) {', '}', '', 'return A;', 'A.push(B);', 'log(A, B);', 'A = A + B;'];
const BAD = ['query(A);', 'exec(A);', 'query(A + B);'];

/**
 * A tree of 2,250 problems in three forms of code that repeat over and over, drifted as the SARIF runs are, but in the text:
 * three insertions a file; a tenth of the problems mended and a tenth copied elsewhere, half of these with the lines around;
 * 15 % of the files renamed, a tenth indented anew; half of the messages edited, 30 % of the severities re-scored.
 */
export function sourceRun(random: Random): SourceRun {
  const before = Array.from({ length: FILES }, (_, index) => generateFile(index, random));
  const after = before.map((file) => driftFile(file, random));
  const old = scan(before, () => ({}));
  const now = scan(after, () => ({
    ...(random.below(2) === 0 ? { message: `Possible injection ${random.below(99)} by a call` } : {}),
    ...(random.below(10) < 3 ? { severity: 'low' as const } : {}),
  }));
  const origin = new Map(old.problems.map((problem, index) => [problem, index]));
  return { previous: old.items, current: now.items, truth: now.problems.map((problem) => origin.get(problem) ?? -1) };
}

function pick<T>(list: readonly T[], random: Random): T {
  return list[random.below(list.length)] as T;
}

function codeLine(forms: readonly string[], random: Random): string {
  return `  ${pick(forms, random).replaceAll('A', pick(NAMES, random)).replace('B', pick(NAMES, random))}`;
}

function generateFile(index: number, random: Random): SourceFile {
  const lines = Array.from({ length: PER_FILE }, (_, problem) => [
    ...Array.from({ length: 4 + random.below(14) }, () => ({ text: codeLine(PLAIN, random) })),
    { text: codeLine(BAD, random), bad: index * PER_FILE + problem },
  ]).flat();
  return { path: `src/part-${index % 7}/file-${index}.js`, lines };
}

function driftFile({ path, lines }: SourceFile, random: Random): SourceFile {
  let edited = lines.map((line) => (line.bad !== undefined && random.below(10) === 0 ? { text: '  safe();' } : line));
  for (let copies = Math.round(PER_FILE / 10); copies > 0; copies -= 1) edited = copyProblem(edited, random);
  for (let insertions = 3; insertions > 0; insertions -= 1) {
    const fresh = Array.from({ length: 1 + random.below(10) }, () => ({ text: codeLine(PLAIN, random) }));
    edited = edited.toSpliced(random.below(edited.length), 0, ...fresh);
  }
  if (random.below(10) === 0) edited = edited.map((line) => ({ ...line, text: `    ${line.text.trim()}` }));
  const renamed = random.below(100) < 15;
  return { path: renamed ? `lib/${random.below(1e6)}/moved-${random.below(1e6)}.js` : path, lines: edited };
}

/** A problem, in half of the cases with a line above and below, is copied to another place of the file: a new problem. */
function copyProblem(lines: readonly Line[], random: Random): Line[] {
  const places = lines.flatMap((line, index) => (line.bad === undefined ? [] : [index]));
  const place = pick(places, random);
  const around = random.below(2);
  const copied = lines.slice(Math.max(0, place - around), place + around + 1);
  const fresh = copied.map(({ text, bad }) => (bad === undefined ? { text } : { text, bad: -1 - random.below(1e9) }));
  return lines.toSpliced(random.below(lines.length), 0, ...fresh);
}

interface Scanned {
  readonly items: readonly MatchItem[];
  readonly problems: readonly number[];
}

function scan(files: readonly SourceFile[], change: () => Partial<Sighting>): Scanned {
  const at = new Map<string, number>();
  const sightings = files.flatMap(({ path, lines }) =>
    lines.flatMap(({ text, bad }, index): Sighting[] => {
      if (bad === undefined) return [];
      at.set(`${path}:${index + 1}`, bad);
      const first = Math.max(0, index - 8);
      const excerpt = { firstLine: first + 1, lines: lines.slice(first, index + 9).map((line) => line.text) };
      return [{ ...sighting(path, index + 1, text), excerpt, ...change() }];
    }),
  );
  const items = identify(sightings).flatMap((finding) => findingItems(finding));
  return { items, problems: items.map(({ path, startLine }) => at.get(`${path}:${startLine}`) ?? 0) };
}

function sighting(path: string, line: number, text: string): Sighting {
  const column = text.length - text.trimStart().length + 1;
  return {
    scanner: 'code',
    rule: text.includes('query') ? 'sql' : 'command',
    title: 'Injection',
    message: 'Injection by a call',
    severity: 'high',
    confidence: 'high',
    remediation: { summary: 'Bind the values.' },
    references: [],
    tags: [],
    location: {
      path,
      range: { start: { line, column, offset: 0 }, end: { line, column: text.length + 1, offset: 0 } },
    },
  };
}
