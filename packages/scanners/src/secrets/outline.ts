import { CHECKED_BYTES, keywordDistance, startMask } from './pattern/anchors.ts';
import type { KeywordDistance } from './pattern/anchors.ts';
import type { Pattern } from './pattern/ast.ts';
import { hasByte } from './pattern/byte-set.ts';
import { requiredLiterals } from './pattern/literals.ts';
import { widthOf } from './pattern/measure.ts';
import { compileProgram } from './pattern/program.ts';
import { requiredRun } from './pattern/required-run.ts';

/** What is known of a rule's matches without running its regular expression. */
export interface Outline {
  /** Shortest and longest match that is looked for, in bytes. */
  readonly minWidth: number;
  readonly maxWidth: number;
  /** Whether the pattern itself may match more than `maxWidth` bytes, so that the text has to be cut. */
  readonly isCut: boolean;
  /** How far from a match's start one of its keywords may stand. */
  readonly distance: KeywordDistance;
  /** For each byte value, whether a match may have it n bytes from its start: bit n. */
  readonly mask: Uint16Array;
  /** A run of bytes that every match holds, where there is one worth looking for before the regular expression runs. */
  readonly run: RequiredRun | undefined;
}

interface RequiredRun {
  readonly length: number;
  /** For each byte value, 1 where it may stand in the run, 2 where it may stand before it, else 0. */
  readonly members: Uint8Array;
}

/** Longest match of a pattern without a bound of its own. */
const DEFAULT_MAX_LENGTH = 4096;
/** Counts beyond this do not matter for where keywords stand and how matches begin. */
const CLIP = 48;
/** How far a keyword may stand from a match's start where the pattern is too tangled to tell. */
const UNKNOWN_DISTANCE: KeywordDistance = { min: 0, max: 256 };

/**
 * Works out a pattern's outline, and which keywords stand in every match of it: those given, those that it requires itself,
 * or none.
 */
export function outlineOf(
  pattern: Pattern,
  keywords: readonly string[],
  maxLength: number | undefined,
): { readonly outline: Outline; readonly keywords: readonly string[] } {
  const width = widthOf(pattern.root);
  const maxWidth = maxLength ?? Math.min(width.max, DEFAULT_MAX_LENGTH);
  const program = compileProgram(pattern, { clipCounts: CLIP });
  const common = {
    minWidth: width.min,
    maxWidth: Math.max(maxWidth, width.min),
    isCut: width.max > maxWidth,
    mask: startMask(program),
    run: runOf(pattern),
  };
  const own = keywordDistance(program, keywords);
  if (own !== undefined) return { outline: { ...common, distance: own }, keywords };
  const required = requiredLiterals(pattern.root);
  const distance = keywordDistance(program, required);
  const known = distance !== undefined;
  return { outline: { ...common, distance: distance ?? UNKNOWN_DISTANCE }, keywords: known ? required : [] };
}

function runOf(pattern: Pattern): RequiredRun | undefined {
  const run = requiredRun(pattern.root);
  if (run === undefined) return undefined;
  const { length, set, before } = run;
  const members = Uint8Array.from({ length: 256 }, (_, byte) =>
    hasByte(set, byte) ? IN_RUN : length === 1 && hasByte(before, byte) ? BEFORE_RUN : 0,
  );
  return { length, members };
}

const IN_RUN = 1;
const BEFORE_RUN = 2;

/** Whether the run that every match holds stands between two places. True where nothing is known of one. */
export function hasRun({ run }: Outline, bytes: Uint8Array, from: number, to: number): boolean {
  if (run === undefined) return true;
  const { length, members } = run;
  const end = Math.min(bytes.length, to);
  if (length === 1) return hasSingle(members, bytes, from, end);
  for (let last = from + length - 1; last < end;) {
    let at = last;
    while (at > last - length && members[bytes[at] as number] === IN_RUN) at--;
    if (at === last - length) return true;
    last = at + length;
  }
  return false;
}

/** As `hasRun` for a run of one byte: what may not stand before it ends the search. */
function hasSingle(members: Uint8Array, bytes: Uint8Array, from: number, end: number): boolean {
  let at = from;
  while (at < end && members[bytes[at] as number] === BEFORE_RUN) at++;
  return at < end && members[bytes[at] as number] === IN_RUN;
}

/** How much the first bytes of a match say, in bits: of two rules that saw the same place the higher one wins. */
export function weightOf({ mask }: Outline): number {
  let weight = 0;
  for (let offset = 0; offset < CHECKED_BYTES; offset++) {
    const possible = mask.reduce((count, word) => count + ((word >> offset) & 1), 0);
    weight += 8 - Math.log2(Math.max(1, possible));
  }
  return weight;
}

/**
 * An outline as one line of text: numbers, the mask as runs of equal words (how many, and the word, three bytes each), the
 * members of the required run, two bits each.
 */
export function encodeOutline({ minWidth, maxWidth, isCut, distance, mask, run }: Outline): string {
  const runs: number[] = [];
  for (let byte = 0; byte < mask.length;) {
    const word = mask[byte] as number;
    let next = byte + 1;
    while (next < mask.length && mask[next] === word) next++;
    runs.push(next - byte - 1, word >> 8, word & 0xff);
    byte = next;
  }
  const numbers = [minWidth, maxWidth, Number(isCut), distance.min, distance.max, run?.length ?? 0];
  const members = Buffer.alloc(run === undefined ? 0 : 64);
  for (const [byte, is] of run?.members.entries() ?? [])
    members[byte >> 2] = (members[byte >> 2] ?? 0) | (is << (2 * (byte & 3)));
  return [...numbers, Buffer.from(runs).toString('base64'), members.toString('base64')].join(' ');
}

/** The reverse of `encodeOutline`. */
export function decodeOutline(line: string): Outline {
  const words = line.split(' ');
  const [minWidth = 0, maxWidth = 0, isCut = 0, min = 0, max = 0, length = 0] = words.slice(0, 6).map(Number);
  const mask = decodeMask(Buffer.from(words[6] ?? '', 'base64'));
  const run = length === 0 ? undefined : { length, members: decodeMembers(Buffer.from(words[7] ?? '', 'base64')) };
  return { minWidth, maxWidth, isCut: isCut === 1, distance: { min, max }, mask, run };
}

function decodeMembers(bits: Buffer): Uint8Array {
  const members = new Uint8Array(256);
  for (let byte = 0; byte < 256; byte++) members[byte] = ((bits[byte >> 2] ?? 0) >> (2 * (byte & 3))) & 3;
  return members;
}

function decodeMask(runs: Buffer): Uint16Array {
  const mask = new Uint16Array(256);
  let byte = 0;
  for (let at = 0; at + 2 < runs.length; at += 3) {
    const next = byte + (runs[at] as number) + 1;
    mask.fill(((runs[at + 1] as number) << 8) | (runs[at + 2] as number), byte, next);
    byte = next;
  }
  return mask;
}
