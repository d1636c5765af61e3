import { addAll, emptySet, hasByte } from './byte-set.ts';
import type { ByteSet } from './byte-set.ts';
import type { Program } from './program.ts';

/** How far from a match's start one of its keywords stands, in bytes. */
export interface KeywordDistance {
  readonly min: number;
  readonly max: number;
}

/** How many bytes from a match's start are checked before its regular expression runs. */
export const CHECKED_BYTES = 16;

/** The steps that a program may stand on after so many bytes: `set` and `match` steps only, each once. */
function closure(program: Program, from: readonly number[]): number[] {
  const seen = new Uint8Array(program.steps.length);
  const stack = [...from];
  const states: number[] = [];
  for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
    if (seen[index] === 1) continue;
    seen[index] = 1;
    const step = program.steps[index];
    if (step === undefined) continue;
    if (step.op === 'split') stack.push(step.other, step.next);
    else if (step.op === 'save' || step.op === 'assert') stack.push(step.next);
    else states.push(index);
  }
  return states;
}

function advance(program: Program, states: readonly number[], accepts: (set: ByteSet) => boolean): number[] {
  const next: number[] = [];
  for (const index of states) {
    const step = program.steps[index];
    if (step?.op === 'set' && accepts(step.set)) next.push(step.next);
  }
  return closure(program, next);
}

function possibleBytes(program: Program, states: readonly number[]): ByteSet {
  const union = emptySet();
  for (const index of states) {
    const step = program.steps[index];
    if (step?.op === 'set') addAll(union, step.set);
  }
  return union;
}

/**
 * For each byte value a word whose bit n says whether a match may have that byte n bytes from its start:
 * a cheap check that nearly every false candidate fails. Places behind the shortest match allow everything.
 */
export function startMask(program: Program): Uint16Array {
  const mask = new Uint16Array(256);
  let states = closure(program, [program.start]);
  let open = false;
  for (let offset = 0; offset < CHECKED_BYTES; offset++) {
    open ||= states.some((index) => program.steps[index]?.op === 'match');
    const possible = possibleBytes(program, states);
    for (let byte = 0; byte < 256; byte++)
      if (open || hasByte(possible, byte)) mask[byte] = (mask[byte] ?? 0) | (1 << offset);
    states = open ? [] : advance(program, states, () => true);
  }
  return mask;
}

interface TrieNode {
  readonly children: Map<number, TrieNode>;
  isEnd: boolean;
}

/**
 * Where in a match its first keyword stands. Tries whether every match has a keyword at its very start, then at the same
 * place 1, 2, 3 … bytes in; then follows all ways up to a bound. Undefined where a match without a keyword seems possible.
 */
export function keywordDistance(program: Program, keywords: readonly string[]): KeywordDistance | undefined {
  if (keywords.length === 0) return undefined;
  const trie = buildTrie(keywords);
  let states = closure(program, [program.start]);
  for (let distance = 0; distance <= 8; distance++) {
    if (states.some((index) => program.steps[index]?.op === 'match')) break;
    if (startsWithKeyword(program, states, trie)) return { min: distance, max: distance };
    states = advance(program, states, () => true);
  }
  return searchDistance(program, trie);
}

function buildTrie(keywords: readonly string[]): TrieNode {
  const root: TrieNode = { children: new Map(), isEnd: false };
  for (const keyword of keywords) {
    let node = root;
    for (const byte of Buffer.from(keyword.toLowerCase(), 'utf8')) {
      let child = node.children.get(byte);
      if (child === undefined) node.children.set(byte, (child = { children: new Map(), isEnd: false }));
      node = child;
    }
    node.isEnd = true;
  }
  return root;
}

function startsWithKeyword(program: Program, states: readonly number[], node: TrieNode): boolean {
  if (node.isEnd) return true;
  if (states.some((index) => program.steps[index]?.op === 'match')) return false;
  const possible = possibleBytes(program, states);
  for (let byte = 0; byte < 256; byte++)
    if (hasByte(possible, byte) && !node.children.has(lowerByte(byte))) return false;
  for (const [byte, child] of node.children) {
    const next = advance(program, states, (set) => hasByte(set, byte) || hasByte(set, upperByte(byte)));
    if (next.length > 0 && !startsWithKeyword(program, next, child)) return false;
  }
  return true;
}

function lowerByte(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
}

function upperByte(byte: number): number {
  return byte >= 0x61 && byte <= 0x7a ? byte & ~0x20 : byte;
}

const MOST_PAIRS = 4000;
const MOST_DISTANCE = 300;

/** Follows every way through the program, keeping the trie nodes under way, until a keyword has been read on each. */
function searchDistance(program: Program, trie: TrieNode): KeywordDistance | undefined {
  interface Way {
    readonly states: number[];
    readonly under: readonly TrieNode[];
  }
  const depthOf = new Map<TrieNode, number>();
  const measure = (node: TrieNode, depth: number): void => {
    depthOf.set(node, depth);
    for (const child of node.children.values()) measure(child, depth + 1);
  };
  measure(trie, 0);
  const ids = new Map([...depthOf.keys()].map((node, index) => [node, index]));
  const interesting = new Set([...depthOf.keys()].flatMap((node) => [...node.children.keys()]));
  let min = Infinity;
  let max = 0;
  let pairs = 0;
  let ways: Way[] = [{ states: closure(program, [program.start]), under: [] }];
  for (let depth = 0; ways.length > 0; depth++) {
    if (depth > MOST_DISTANCE) return undefined;
    const next = new Map<string, Way>();
    for (const way of ways) {
      if (way.states.some((index) => program.steps[index]?.op === 'match')) return undefined;
      for (const letter of [...interesting, -1]) {
        const states = advance(program, way.states, (set) => accepts(set, letter, interesting));
        if (states.length === 0) continue;
        const under = [trie, ...way.under].flatMap((node) => node.children.get(letter) ?? []);
        const ended = under.filter((node) => node.isEnd).map((node) => depth + 1 - (depthOf.get(node) ?? 0));
        if (ended.length > 0) {
          min = Math.min(min, ...ended);
          max = Math.max(max, ...ended);
          continue;
        }
        if (++pairs > MOST_PAIRS) return undefined;
        next.set(`${states.join()}/${under.map((node) => ids.get(node)).join()}`, { states, under });
      }
    }
    ways = [...next.values()];
  }
  return max >= min ? { min, max } : undefined;
}

function accepts(set: ByteSet, letter: number, interesting: ReadonlySet<number>): boolean {
  if (letter >= 0) return hasByte(set, letter) || hasByte(set, upperByte(letter));
  for (let byte = 0; byte < 256; byte++) if (hasByte(set, byte) && !interesting.has(lowerByte(byte))) return true;
  return false;
}
