import type { seededRandom } from '@sallyport/kernel';

/**
 * What happens to the results of a scanner between two runs, simulated with a hidden truth: which result
 * of the second run is which of the first.
 */

export type Random = ReturnType<typeof seededRandom>;

/** A SARIF result as far as the drift touches it. */
export interface SarifResult {
  ruleId?: string;
  level?: string;
  message: { text?: string };
  locations?: { physicalLocation?: SarifPlace }[];
  [key: string]: unknown;
}

interface SarifPlace {
  artifactLocation?: { uri?: string; [key: string]: unknown };
  region?: SarifRegion;
  contextRegion?: SarifRegion;
}

interface SarifRegion {
  startLine?: number;
  endLine?: number;
  [key: string]: unknown;
}

export interface DriftMix {
  readonly lines?: boolean;
  readonly rename?: boolean;
  readonly text?: boolean;
  readonly severity?: boolean;
  readonly churn?: boolean;
}

/** Everything at once: 3 insertions a file, 15 % of the files renamed, 50 % of the texts edited, 30 % of the severities re-scored, 10 % removed and 10 % new near-duplicates. */
export const ALL: DriftMix = { lines: true, rename: true, text: true, severity: true, churn: true };

/** The seeds of the benchmark. */
export const SEEDS: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((seed) => seed * 7_919);

export interface Drifted {
  readonly current: SarifResult[];
  /** For each current result the index of the previous one that it is, or -1 for a new one. */
  readonly truth: number[];
}

/** Lines that one insertion adds at most. */
const MOST_INSERTED = 10;
/** Lines of a file below its last result. */
const TAIL_LINES = 40;

export function drift(previous: readonly SarifResult[], mix: DriftMix, random: Random): Drifted {
  const tracked = previous.map((result, truth) => ({ result: structuredClone(result), truth }));
  const extents = extentsOf(previous);
  const kept = mix.churn === true ? churn(tracked, extents, random) : tracked;
  if (mix.lines === true) insertLines(kept, extents, random);
  if (mix.rename === true) renameFiles(kept, random);
  if (mix.text === true) {
    for (const { result } of sample(kept, 0.5, random)) result.message.text = editText(textOf(result), random);
  }
  if (mix.severity === true) {
    for (const { result } of sample(kept, 0.3, random)) result.level = otherLevel(result.level, random);
  }
  const shuffled = sample(kept, 1, random);
  return { current: shuffled.map(({ result }) => result), truth: shuffled.map(({ truth }) => truth) };
}

interface Tracked {
  readonly result: SarifResult;
  readonly truth: number;
}

export function uriOf(result: SarifResult): string {
  return result.locations?.[0]?.physicalLocation?.artifactLocation?.uri ?? '';
}

export function lineOf(result: SarifResult): number | undefined {
  return result.locations?.[0]?.physicalLocation?.region?.startLine;
}

function textOf(result: SarifResult): string {
  return result.message.text ?? '';
}

function extentsOf(results: readonly SarifResult[]): Map<string, number> {
  const extents = new Map<string, number>();
  for (const result of results) {
    const last = (lineOf(result) ?? 0) + TAIL_LINES;
    extents.set(uriOf(result), Math.max(last, extents.get(uriOf(result)) ?? 0));
  }
  return extents;
}

/** A random share of the list, in random order. */
function sample<T>(list: readonly T[], share: number, random: Random): T[] {
  const pool = [...list];
  for (let index = pool.length - 1; index > 0; index -= 1) {
    const other = random.below(index + 1);
    [pool[index], pool[other]] = [pool[other] as T, pool[index] as T];
  }
  return pool.slice(0, Math.round(pool.length * share));
}

/** Removes a tenth; adds a tenth of copies of survivors: same rule, text, column and snippet, elsewhere in the file; where there are no lines, in a file of the same name. */
function churn(tracked: readonly Tracked[], extents: ReadonlyMap<string, number>, random: Random): Tracked[] {
  const removed = new Set(sample(tracked, 0.1, random));
  const kept = tracked.filter((entry) => !removed.has(entry));
  const taken = new Set(tracked.map(({ result }) => `${uriOf(result)}|${result.ruleId}|${lineOf(result)}`));
  const added = sample(kept, tracked.length / kept.length / 10, random).map(({ result }) => {
    const copy = structuredClone(result);
    const line = lineOf(copy);
    if (line === undefined) {
      setUri(copy, inFolder(uriOf(copy), word(random)));
      return { result: copy, truth: -1 };
    }
    let place = line;
    while (taken.has(`${uriOf(copy)}|${copy.ruleId}|${place}`)) place = 1 + random.below(extents.get(uriOf(copy)) ?? 1);
    moveBy(copy, place - line);
    return { result: copy, truth: -1 };
  });
  return [...kept, ...added];
}

function moveBy(result: SarifResult, lines: number): void {
  for (const location of result.locations ?? []) {
    for (const region of [location.physicalLocation?.region, location.physicalLocation?.contextRegion]) {
      if (region?.startLine !== undefined) region.startLine = Math.max(1, region.startLine + lines);
      if (region?.endLine !== undefined) region.endLine = Math.max(1, region.endLine + lines);
    }
  }
}

function insertLines(tracked: readonly Tracked[], extents: ReadonlyMap<string, number>, random: Random): void {
  const insertions = new Map<string, { at: number; count: number }[]>();
  for (const [uri, extent] of extents) {
    const list = [0, 1, 2].map(() => ({ at: 1 + random.below(extent), count: 1 + random.below(MOST_INSERTED) }));
    insertions.set(uri, list);
  }
  for (const { result } of tracked) {
    const line = lineOf(result);
    if (line === undefined) continue;
    const above = (insertions.get(uriOf(result)) ?? []).filter(({ at }) => at <= line);
    moveBy(
      result,
      above.reduce((sum, { count }) => sum + count, 0),
    );
  }
}

/** A third moves to another folder, a third gets another name, a third both. */
function renameFiles(tracked: readonly Tracked[], random: Random): void {
  const uris = [...new Set(tracked.map(({ result }) => uriOf(result)))];
  const names = new Map<string, string>();
  for (const [index, uri] of sample(uris, 0.15, random).entries()) {
    const slash = uri.lastIndexOf('/');
    const folder = uri.slice(0, slash + 1);
    const extension = /\.\w+$/.exec(uri)?.[0] ?? '';
    const fresh = `${word(random)}-${word(random)}${extension}`;
    const choices = [inFolder(uri, word(random)), `${folder}${fresh}`, `${word(random)}/${index}/${fresh}`];
    names.set(uri, choices[random.below(3)] ?? fresh);
  }
  for (const { result } of tracked) setUri(result, names.get(uriOf(result)) ?? uriOf(result));
}

function setUri(result: SarifResult, uri: string): void {
  const artifact = result.locations?.[0]?.physicalLocation?.artifactLocation;
  if (artifact !== undefined) artifact.uri = uri;
}

/** The same file name, one folder deeper. */
function inFolder(uri: string, folder: string): string {
  const slash = uri.lastIndexOf('/') + 1;
  return `${uri.slice(0, slash)}${folder}/${uri.slice(slash)}`;
}

const WORDS =
  'value input request handler check call result data field access path query user file write unsafe code review function client server config module update issue possible remote local'.split(
    ' ',
  );

function word(random: Random): string {
  return WORDS[random.below(WORDS.length)] ?? 'value';
}

/** A sentence added in front or behind, a word replaced, or a word dropped. */
function editText(text: string, random: Random): string {
  const extra = Array.from({ length: 3 + random.below(5) }, () => word(random)).join(' ');
  const words = text.split(' ');
  const place = random.below(words.length);
  switch (random.below(4)) {
    case 0:
      return `${text} See also: ${extra}.`;
    case 1:
      return `Possible ${extra}: ${text}`;
    case 2:
      return words.with(place, word(random) + random.below(10)).join(' ');
    default:
      return words.length < 4 ? `${text} ${extra}` : words.toSpliced(place, 1).join(' ');
  }
}

function otherLevel(level: string | undefined, random: Random): string {
  const others = ['error', 'warning', 'note'].filter((name) => name !== (level ?? 'warning'));
  return others[random.below(others.length)] ?? 'note';
}
