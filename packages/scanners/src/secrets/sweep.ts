import type { CompiledRule, EngineRule } from './compile.ts';
import {
  ENTRY_WORDS,
  GRAM_FOLD,
  HASH_MULTIPLIER,
  HASH_SHIFT,
  hashOf,
  indexGrams,
  PAIR_FOLD,
  passesCheck,
  slotOf,
} from './grams.ts';
import type { GramIndex, GramKeyword } from './grams.ts';
import type { Part } from './part.ts';
import { CHECKED_BYTES } from './pattern/anchors.ts';

/** Finds where rules may match. */
export type Sweep = (bytes: Buffer, part: Part) => Swept;

export interface Swept {
  /** One number a candidate, `start * RULE_SPAN + rule index`, ascending; repeats are possible. */
  readonly candidates: readonly number[];
  /** Bit n is set where the n-th mark stands. */
  readonly marks: number;
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

/** What to do where a keyword stands, laid out flat: numbers in typed arrays cost a third of what small objects do. */
interface Tables {
  readonly rules: readonly EngineRule[];
  readonly grams: GramIndex;
  /** The keywords' bytes, lower case, one behind the other; where each begins, and one more at the end. */
  readonly letters: Buffer;
  readonly begins: Int32Array;
  /** Where each keyword's rules begin in `users`; one more at the end. */
  readonly offsets: Int32Array;
  readonly users: Int32Array;
  /** The keywords from this one on are marks. */
  readonly firstMark: number;
  /** Four numbers a rule: 1 once it is filled in, the keyword's least and greatest distance, the shortest match. */
  readonly facts: Int32Array;
  /** The start masks of all rules, 256 words each. */
  readonly masks: Uint16Array;
  /** How far before a keyword's end its gram may begin. */
  readonly reach: number;
  /** Scratch memory: pairs to look at again. */
  readonly hits: Int32Array;
}

/** A candidate that has to move farther means that sorting is cheaper. */
const MOST_MOVES = 64;

/** Upper case to lower case, all else as it is. */
export const LOWER = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte));

export function makeSweep(parts: SweepParts): Sweep {
  const tables = layOut(parts);
  const scratch = new Scratch();
  return (bytes, part) => {
    const aligned = (bytes.byteOffset & 1) === 0 ? bytes : scratch.copyOf(bytes);
    const run: Run = { bytes: aligned, part, candidates: [], marks: 0 };
    sweepPairs(tables, run);
    return { candidates: inOrder(run.candidates), marks: run.marks };
  };
}

/** Room for a text that does not begin at an even address. */
class Scratch {
  #room = Buffer.alloc(0);

  copyOf(bytes: Buffer): Buffer {
    if (this.#room.length < bytes.length) this.#room = Buffer.from(new ArrayBuffer(bytes.length * 2));
    return this.#room.subarray(0, bytes.copy(this.#room));
  }
}

/** How far out of a keyword its gram reaches. */
const REACH = 4;

/** So many pairs of bytes are looked at in one go; a power of two that keeps the list of hits small. */
const BLOCK_PAIRS = 1 << 12;

function sweepPairs(tables: Tables, run: Run): void {
  const { bytes, part } = run;
  const pairs = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1);
  const first = Math.max(0, part.from - tables.reach) >> 1;
  const last = Math.min(pairs.length, (part.to + REACH) >> 1);
  for (let from = first + 1; from < last; from += BLOCK_PAIRS) {
    const count = findHits(tables.grams.bits, pairs, { from, to: Math.min(last, from + BLOCK_PAIRS) }, tables.hits);
    for (let hit = 0; hit < count; hit++) {
      const pair = tables.hits[hit] as number;
      const gram = (pairs[pair - 1] as number) | ((pairs[pair] as number) << 16) | GRAM_FOLD;
      const before = pair < 2 ? 0 : (pairs[pair - 2] as number);
      const behind = pair + 1 < pairs.length ? (pairs[pair + 1] as number) : 0;
      if (passesCheck(tables.grams.checks, gram, before | PAIR_FOLD, behind | PAIR_FOLD))
        collect(tables, run, gram, 2 * pair - 2);
    }
  }
  // What is behind the part belongs to another one; behind the text there is nothing.
  if (last < pairs.length) return;
  for (let at = Math.max(0, (last - 1) * 2); at < bytes.length; at += 2) collect(tables, run, gramAtEnd(bytes, at), at);
}

/**
 * Writes down the pairs that end a gram whose hash some keyword has, and says how many. A loop without a call: this is where
 * a scan spends its time.
 */
function findHits(bits: Int32Array, pairs: Uint16Array, { from, to }: Part, hits: Int32Array): number {
  let count = 0;
  let gram = (pairs[from - 1] as number) << 16;
  for (let pair = from; pair < to; pair++) {
    gram = (gram >>> 16) | ((pairs[pair] as number) << 16);
    // As `hashOf`, written out.
    const hash = Math.imul(gram | GRAM_FOLD, HASH_MULTIPLIER) >>> HASH_SHIFT;
    if ((((bits[hash >>> 5] as number) >>> (hash & 31)) & 1) !== 0) hits[count++] = pair;
  }
  return count;
}

/** The folded gram of the last bytes; what is behind the end counts as spaces. */
function gramAtEnd(bytes: Buffer, at: number): number {
  const byte = (offset: number): number => (bytes[at + offset] ?? 0) << (8 * offset);
  return byte(0) | byte(1) | byte(2) | byte(3) | GRAM_FOLD;
}

function layOut(parts: SweepParts): Tables {
  const { rules, keywords } = parts;
  const texts = keywords.map((text) => Buffer.from(text.toLowerCase(), 'utf8'));
  const users: number[] = [];
  const offsets = [0];
  const begins = [0];
  for (const [keyword, bytes] of texts.entries()) {
    users.push(...(parts.users[keyword] ?? []));
    offsets.push(users.length);
    begins.push((begins.at(-1) ?? 0) + bytes.length);
  }
  return {
    rules,
    grams: indexGrams(keywords.map((text, keyword) => ({ text, followers: followersIn(parts, text, keyword) }))),
    letters: Buffer.concat(texts),
    begins: Int32Array.from(begins),
    offsets: Int32Array.from(offsets),
    users: Int32Array.from(users),
    firstMark: parts.users.length,
    facts: new Int32Array(rules.length * 4),
    masks: new Uint16Array(rules.length * 256),
    reach: Math.max(0, ...texts.map((bytes) => bytes.length)) + REACH,
    hits: new Int32Array(BLOCK_PAIRS),
  };
}

function followersIn(parts: SweepParts, text: string, keyword: number): GramKeyword['followers'] {
  const users = parts.users[keyword];
  return users === undefined ? undefined : parts.followersOf(text, users);
}

function fillIn(tables: Tables, index: number): void {
  const outline = tables.rules[index]?.compiled().outline;
  if (outline === undefined) return;
  tables.masks.set(outline.mask, index << 8);
  tables.facts.set([1, outline.distance.min, outline.distance.max, outline.minWidth], index << 2);
}

/** A text under way: the part of it that counts, and what was found so far. */
interface Run {
  readonly bytes: Buffer;
  readonly part: Part;
  readonly candidates: number[];
  marks: number;
}

/** Goes through the entries of a gram that was seen: those whose keyword stands there bring their rules. */
function collect(tables: Tables, run: Run, gram: number, at: number): void {
  const { entries, slots } = tables.grams;
  let entry = slots[slotOf(hashOf(gram))] as number;
  while (entry >= 0) {
    const word = entry * ENTRY_WORDS;
    if (entries[word] === gram) {
      const keyword = entries[word + 1] as number;
      const start = at - (entries[word + 2] as number);
      if (stands(tables, run, keyword, start)) addRules(tables, run, keyword, start);
    }
    entry = entries[word + 3] as number;
  }
}

function stands({ letters, begins }: Tables, { bytes, part }: Run, keyword: number, start: number): boolean {
  const begin = begins[keyword] as number;
  const length = (begins[keyword + 1] as number) - begin;
  const end = start + length;
  if (start < 0 || end <= part.from || end > part.to) return false;
  for (let offset = 0; offset < length; offset++)
    if (LOWER[bytes[start + offset] as number] !== letters[begin + offset]) return false;
  return true;
}

function addRules(tables: Tables, run: Run, keyword: number, keywordStart: number): void {
  const { offsets, users, facts, masks, firstMark } = tables;
  const { bytes, candidates } = run;
  if (keyword >= firstMark) run.marks |= 1 << (keyword - firstMark);
  const last = offsets[keyword + 1] as number;
  for (let user = offsets[keyword] as number; user < last; user++) {
    const rule = users[user] as number;
    const fact = rule << 2;
    if (facts[fact] === 0) fillIn(tables, rule);
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
export function mayStart({ outline }: CompiledRule, bytes: Buffer, start: number): boolean {
  return start + outline.minWidth <= bytes.length && fits(outline.mask, 0, bytes, start);
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
