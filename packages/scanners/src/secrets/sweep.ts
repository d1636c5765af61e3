import type { CompiledRule, EngineRule } from './compile.ts';
import { planGrams } from './grams.ts';
import type { GramKeyword } from './grams.ts';
import { createMachine } from './machine/machine.ts';
import type { Machine, MachineMemory, MachineTables } from './machine/machine.ts';
import type { Part } from './part.ts';
import { CHECKED_BYTES } from './pattern/anchors.ts';

/** Finds where rules may match. */
export type Sweep = (bytes: Buffer, part: Part) => Swept;

export interface Swept {
  /** One number a candidate, `start * RULE_SPAN + rule index`, ascending; repeats are possible. */
  readonly candidates: readonly number[];
  /** Bit n is set where the n-th mark stands. */
  readonly marks: number;
  /** What there may be to decode; undefined where that was not looked for. */
  readonly encoded: EncodedParts | undefined;
}

/** What stands in a text that may say something else once it is decoded. */
export interface EncodedParts {
  readonly percentSigns: boolean;
  /** Where long runs of base64 or hex begin that may be text, ascending. */
  readonly runs: readonly number[];
}

/** More than there can be rules; a power of two, so that start and rule come apart exactly. */
export const RULE_SPAN = 1 << 14;

export interface SweepParts {
  readonly keywords: readonly string[];
  /** The rules that use each keyword; the last keywords, which have none here, are marks. */
  readonly users: readonly ReadonlySet<number>[];
  readonly rules: readonly EngineRule[];
  /** What may follow a keyword of these rules, where that is known. */
  followersOf(keyword: string, users: ReadonlySet<number>): GramKeyword['followers'];
}

/** A candidate that has to move farther means that sorting is cheaper. */
const MOST_MOVES = 64;
const NO_RUNS: readonly number[] = Object.freeze([]);

/** The sweep by tables, which takes a while to lay them out; undefined where there is no WebAssembly to run it. */
export function makeSweep(parts: SweepParts, memory: MachineMemory | undefined): Sweep | undefined {
  const machine = createMachine(layOut(parts), memory);
  return machine === undefined ? undefined : (bytes, part) => sweepWith(machine, bytes, part);
}

function sweepWith(machine: Machine, bytes: Buffer, part: Part): Swept {
  const candidates: number[] = [];
  let runs: number[] | undefined;
  const { marks, percentSigns } = machine(bytes, part, {
    candidate: (start, rule) => candidates.push(start * RULE_SPAN + rule),
    run: (start) => (runs ??= []).push(start),
  });
  const isWhole = part.from === 0 && part.to === bytes.length;
  const encoded = isWhole ? { percentSigns, runs: runs ?? NO_RUNS } : undefined;
  return { candidates: inOrder(candidates), marks, encoded };
}

function layOut({ rules, keywords, users: usersOf, followersOf }: SweepParts): MachineTables {
  const texts = keywords.map((text) => Buffer.from(text.toLowerCase(), 'utf8'));
  const users: number[] = [];
  const offsets = [0];
  const begins = [0];
  for (const [keyword, bytes] of texts.entries()) {
    users.push(...(usersOf[keyword] ?? []));
    offsets.push(users.length);
    begins.push((begins.at(-1) ?? 0) + bytes.length);
  }
  const followersIn = (keyword: number): GramKeyword['followers'] => {
    const own = usersOf[keyword];
    return own === undefined ? undefined : followersOf(keywords[keyword] ?? '', own);
  };
  return {
    grams: planGrams(texts.map((bytes, keyword) => ({ bytes, followers: followersIn(keyword) }))),
    letters: Buffer.concat(texts),
    begins: Int32Array.from(begins),
    offsets: Int32Array.from(offsets),
    users: Int32Array.from(users),
    firstMark: usersOf.length,
    ruleCount: rules.length,
    longest: Math.max(0, ...texts.map((bytes) => bytes.length)),
    outlineOf: (rule) => rules[rule]?.compiled().outline,
  };
}

/** Whether the bytes from `start` are such that a match of the rule may begin there. */
export function mayStart({ outline }: CompiledRule, bytes: Buffer, start: number): boolean {
  if (start + outline.minWidth > bytes.length) return false;
  const checked = Math.min(CHECKED_BYTES, bytes.length - start);
  for (let offset = 0; offset < checked; offset++)
    if ((((outline.mask[bytes[start + offset] as number] as number) >> offset) & 1) === 0) return false;
  return true;
}

/** Candidates come nearly in order: each is moved back past the few that it belongs before. */
function inOrder(candidates: number[]): readonly number[] {
  for (let index = 1; index < candidates.length; index++) {
    const candidate = candidates[index] as number;
    let place = index;
    while (place > 0 && (candidates[place - 1] as number) > candidate && index - place < MOST_MOVES) {
      candidates[place] = candidates[place - 1] as number;
      place--;
    }
    candidates[place] = candidate;
    if (index - place === MOST_MOVES) return Array.from(Float64Array.from(candidates).sort());
  }
  return candidates;
}
