import type { Automaton } from './automaton.ts';
import type { CompiledRule, EngineRule } from './compile.ts';
import type { Part } from './part.ts';
import { CHECKED_BYTES } from './pattern/anchors.ts';

/** Finds where rules may match: one number a candidate, `start * RULE_SPAN + rule index`, ascending; repeats are possible. */
export type Sweep = (bytes: Buffer, part: Part) => readonly number[];

/** More than there can be rules; a power of two, so that start and rule come apart exactly. */
export const RULE_SPAN = 1 << 14;

export interface SweepParts {
  readonly automaton: Automaton;
  readonly keywords: readonly string[];
  /** The rules that use each keyword. */
  readonly users: readonly ReadonlySet<number>[];
  readonly rules: readonly EngineRule[];
}

/** What to do at the ending states, laid out flat: numbers in typed arrays cost a third of what small objects do. */
interface Tables {
  readonly rules: readonly EngineRule[];
  /** Where each ending state's entries begin in `entries`; one more at the end. */
  readonly offsets: Int32Array;
  /** Two numbers an entry: the rule and the length of the keyword. */
  readonly entries: Int32Array;
  /** Four numbers a rule: 1 once it is filled in, the keyword's least and greatest distance, the shortest match. */
  readonly facts: Int32Array;
  /** The start masks of all rules, 256 words each. */
  readonly masks: Uint16Array;
}

/** A candidate that has to move farther means that sorting is cheaper. */
const MOST_MOVES = 64;
/** Shorter parts are swept in one lane. */
const LEAST_FOR_LANES = 1024;

export function makeSweep(parts: SweepParts): Sweep {
  const { classes, table, firstEnding, classCount } = parts.automaton;
  const tables = layOut(parts);
  const runUp = Math.max(1, ...parts.keywords.map((keyword) => Buffer.byteLength(keyword, 'utf8'))) - 1;

  /** The state behind the bytes before `at`, as far as keywords reach back. */
  const stateAt = (bytes: Buffer, from: number, at: number): number => {
    let state = 0;
    for (let place = Math.max(from, at - runUp); place < at; place++)
      state = table[state + (classes[bytes[place] as number] as number)] as number;
    return state;
  };

  const oneLane = (bytes: Buffer, part: Part, candidates: number[]): void => {
    let state = 0;
    for (let at = part.from; at < part.to; at++) {
      state = table[state + (classes[bytes[at] as number] as number)] as number;
      if (state >= firstEnding)
        collect(tables, (state - firstEnding) / classCount, { bytes, behind: at + 1 }, candidates);
    }
  };

  /** Two halves at once: a state depends on the one before, so that one lane leaves the processor waiting. */
  const twoLanes = (bytes: Buffer, part: Part, candidates: number[]): void => {
    const half = (part.to - part.from) >> 1;
    const middle = part.from + half;
    const later: number[] = [];
    let first = 0;
    let second = stateAt(bytes, part.from, middle);
    for (let at = part.from; at < middle; at++) {
      first = table[first + (classes[bytes[at] as number] as number)] as number;
      second = table[second + (classes[bytes[at + half] as number] as number)] as number;
      if (first >= firstEnding)
        collect(tables, (first - firstEnding) / classCount, { bytes, behind: at + 1 }, candidates);
      if (second >= firstEnding)
        collect(tables, (second - firstEnding) / classCount, { bytes, behind: at + half + 1 }, later);
    }
    if (middle + half < part.to) {
      second = table[second + (classes[bytes[part.to - 1] as number] as number)] as number;
      if (second >= firstEnding)
        collect(tables, (second - firstEnding) / classCount, { bytes, behind: part.to }, later);
    }
    for (const candidate of later) candidates.push(candidate);
  };

  return (bytes, part) => {
    const candidates: number[] = [];
    if (part.to - part.from < LEAST_FOR_LANES) oneLane(bytes, part, candidates);
    else twoLanes(bytes, part, candidates);
    return inOrder(candidates);
  };
}

function layOut(parts: SweepParts): Tables {
  const { rules, keywords, users } = parts;
  const { endings } = parts.automaton;
  const offsets = new Int32Array(endings.length + 1);
  const entries: number[] = [];
  for (const [index, ended] of endings.entries()) {
    for (const keyword of ended) {
      const length = Buffer.byteLength(keywords[keyword] ?? '', 'utf8');
      for (const rule of users[keyword] ?? []) entries.push(rule, length);
    }
    offsets[index + 1] = entries.length;
  }
  const masks = new Uint16Array(rules.length * 256);
  return { rules, offsets, entries: Int32Array.from(entries), facts: new Int32Array(rules.length * 4), masks };
}

function fillIn(tables: Tables, index: number): void {
  const compiled = tables.rules[index]?.compiled();
  if (compiled === undefined) return;
  tables.masks.set(compiled.mask, index << 8);
  tables.facts.set([1, compiled.distance.min, compiled.distance.max, compiled.matcher.minWidth], index << 2);
}

interface Place {
  readonly bytes: Buffer;
  /** Just behind the keyword's last byte. */
  readonly behind: number;
}

function collect(tables: Tables, ending: number, place: Place, candidates: number[]): void {
  const { offsets, entries, facts, masks } = tables;
  const { bytes, behind } = place;
  const last = offsets[ending + 1] as number;
  for (let entry = offsets[ending] as number; entry < last; entry += 2) {
    const rule = entries[entry] as number;
    const fact = rule << 2;
    if (facts[fact] === 0) fillIn(tables, rule);
    const keywordStart = behind - (entries[entry + 1] as number);
    const nearest = Math.min(keywordStart - (facts[fact + 1] as number), bytes.length - (facts[fact + 3] as number));
    for (let start = Math.max(0, keywordStart - (facts[fact + 2] as number)); start <= nearest; start++)
      if (fits(masks, rule << 8, bytes, start)) candidates.push(start * RULE_SPAN + rule);
  }
}

function fits(masks: Uint16Array, base: number, bytes: Buffer, start: number): boolean {
  const checked = Math.min(CHECKED_BYTES, bytes.length - start);
  for (let offset = 0; offset < checked; offset++)
    if ((((masks[base + (bytes[start + offset] as number)] as number) >> offset) & 1) === 0) return false;
  return true;
}

/** Whether the bytes from `start` are such that a match of the rule may begin there. */
export function mayStart(rule: CompiledRule, bytes: Buffer, start: number): boolean {
  return start + rule.matcher.minWidth <= bytes.length && fits(rule.mask, 0, bytes, start);
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
