import { RE2JS, RE2JSException } from '@bufbuild/re2';

import { simpleTest } from './simple-regex.ts';

/**
 * Regular expressions with RE2's syntax and leftmost-first meaning, in time linear in the text. Whether a text
 * matches is decided by the library's automaton; where it matches, and its groups, by a Pike machine over the
 * library's compiled program.
 */
export interface Regex {
  readonly source: string;
  /** Number of groups, the whole match not counted. */
  readonly groups: number;
  test(text: string): boolean;
  /** Start and end (UTF-16 offsets, −1 where a group took no part) of the whole match and of each group. */
  find(text: string, from: number, work?: Work): readonly number[] | undefined;
}

/** Told of the steps of a long search, so that a budget can end it by throwing. */
export type Work = (steps: number) => void;

export interface RegexError {
  readonly error: string;
}

type Program = ReturnType<RE2JS['re2']>['prog'];
type Inst = ReturnType<Program['getInst']>;

const ALT = 1;
const ALT_MATCH = 2;
const CAPTURE = 3;
const EMPTY_WIDTH = 4;
const MATCH = 6;
const NOP = 7;
const RUNE_ANY = 10;
const RUNE_ANY_NOT_NL = 11;
/** Longer patterns are refused; the compiled program of a pattern this long is still small. */
const MAX_PATTERN = 10_000;

/** Compiles a pattern; a value with `error` where it is none. */
export function compileRegex(source: string): Regex | RegexError {
  if (source.length > MAX_PATTERN) return { error: `pattern is longer than ${MAX_PATTERN} characters` };
  try {
    const compiled = new RE2JS(source);
    const program = compiled.re2().prog;
    const machine = new Machine(program, compiled.groupCount());
    return {
      source,
      groups: compiled.groupCount(),
      test: withFastPath(simpleTest(source), (text) => compiled.test(text)),
      find: (text, from, work) => machine.run(text, from, work),
    };
  } catch (error) {
    if (error instanceof RE2JSException) return { error: error.message };
    throw error;
  }
}

/** A bounded cache of compiled patterns: the oldest leaves when it is full. */
export class RegexCache {
  readonly #entries = new Map<string, Regex | RegexError>();
  readonly #capacity: number;

  constructor(capacity = 256) {
    this.#capacity = capacity;
  }

  get(source: string): Regex | RegexError {
    const known = this.#entries.get(source);
    if (known !== undefined) return known;
    const compiled = compileRegex(source);
    if (this.#entries.size >= this.#capacity) {
      const oldest = this.#entries.keys().next();
      if (oldest.done !== true) this.#entries.delete(oldest.value);
    }
    this.#entries.set(source, compiled);
    return compiled;
  }
}

/** Every match, not overlapping; an empty match right after a match does not count. At most `limit` (negative: all). */
// oxlint-disable-next-line max-params -- a search, its bound and its budget
export function findAll(regex: Regex, text: string, limit: number, work?: Work): (readonly number[])[] {
  const found: (readonly number[])[] = [];
  let at = 0;
  let lastEnd = -1;
  const most = limit < 0 ? Number.POSITIVE_INFINITY : limit;
  while (at <= text.length && found.length < most) {
    const match = regex.find(text, at, work);
    if (match === undefined) break;
    const [start = 0, end = 0] = match;
    if (end > start || start !== lastEnd) {
      found.push(match);
      lastEnd = end;
    }
    at = end > start ? end : end + widthAt(text, end);
  }
  return found;
}

/**
 * The quick matcher where there is one, but never for characters beyond the BMP: V8 finds no `/[^a]$/u` in a text that ends with
 * one (seen in Node 26.10).
 */
function withFastPath(
  fast: ((text: string) => boolean) | undefined,
  exact: (text: string) => boolean,
): (text: string) => boolean {
  if (fast === undefined) return exact;
  return (text) => (SURROGATE.test(text) ? exact(text) : fast(text));
}

const SURROGATE = /[\ud800-\udfff]/;

function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

interface Threads {
  readonly pcs: number[];
  readonly captures: number[][];
}

class Machine {
  readonly #insts: readonly Inst[];
  readonly #start: number;
  readonly #slots: number;

  constructor(program: Program, groups: number) {
    this.#insts = program.inst;
    this.#start = program.start;
    this.#slots = (groups + 1) * 2;
  }

  // oxlint-disable-next-line complexity -- the outer loop of matching: one pass over the text
  run(text: string, from: number, work?: Work): readonly number[] | undefined {
    let steps = 0;
    const seen = new Int32Array(this.#insts.length).fill(-1);
    let current: Threads = { pcs: [], captures: [] };
    let next: Threads = { pcs: [], captures: [] };
    let best: number[] | undefined;
    for (let at = from; at <= text.length + 1;) {
      const rune = at < text.length ? (text.codePointAt(at) ?? -1) : -1;
      if (best === undefined) this.#add(current, this.#start, at, text, this.#fresh(), seen);
      if (current.pcs.length === 0 && best !== undefined) break;
      steps += current.pcs.length + 4;
      if (steps > 10_000) {
        work?.(steps);
        steps = 0;
      }
      const width = rune > 0xffff ? 2 : 1;
      const matched = this.#step(current, next, { at, width, rune, text, seen });
      best = matched ?? best;
      [current, next] = [next, { pcs: [], captures: [] }];
      if (rune < 0) break;
      at += width;
    }
    work?.(steps);
    return best;
  }

  #fresh(): number[] {
    return Array.from({ length: this.#slots }, () => -1);
  }

  /** Moves every thread over one character; the match of the highest priority, if one ended here. */
  #step(
    current: Threads,
    next: Threads,
    input: { at: number; width: number; rune: number; text: string; seen: Int32Array },
  ): number[] | undefined {
    for (const [i, pc] of current.pcs.entries()) {
      const inst = this.#insts[pc] as Inst;
      const captures = current.captures[i] as number[];
      if (inst.op === MATCH) {
        const found = [...captures];
        found[1] = input.at;
        return found;
      }
      if (input.rune >= 0 && matches(inst, input.rune)) {
        this.#add(next, inst.out, input.at + input.width, input.text, captures, input.seen);
      }
    }
    return undefined;
  }

  // oxlint-disable-next-line max-params -- the innermost loop of matching: no object per step
  #add(threads: Threads, first: number, at: number, text: string, captures: number[], seen: Int32Array): void {
    const stack: [pc: number, captures: number[]][] = [[first, captures]];
    if (first === this.#start && captures[0] === -1) stack[0] = [first, withSlot(captures, 0, at)];
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      const [pc, caps] = top;
      if (seen[pc] === at) continue;
      seen[pc] = at;
      const inst = this.#insts[pc] as Inst;
      switch (inst.op) {
        case ALT:
        case ALT_MATCH:
          stack.push([inst.arg, caps], [inst.out, caps]);
          break;
        case NOP:
          stack.push([inst.out, caps]);
          break;
        case CAPTURE:
          stack.push([inst.out, inst.arg < this.#slots ? withSlot(caps, inst.arg, at) : caps]);
          break;
        case EMPTY_WIDTH:
          if ((inst.arg & ~emptyFlags(text, at)) === 0) stack.push([inst.out, caps]);
          break;
        default:
          threads.pcs.push(pc);
          threads.captures.push(caps);
      }
    }
  }
}

function withSlot(captures: number[], slot: number, at: number): number[] {
  const copy = [...captures];
  copy[slot] = at;
  return copy;
}

function matches(inst: Inst, rune: number): boolean {
  if (inst.op === RUNE_ANY) return true;
  if (inst.op === RUNE_ANY_NOT_NL) return rune !== 10;
  return inst.op >= 8 && inst.matchRune(rune);
}

function isWord(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122);
}

/** RE2's flags of a position: 1 line start, 2 line end, 4 text start, 8 text end, 16 word boundary, 32 none. */
function emptyFlags(text: string, at: number): number {
  const before = at > 0 ? text.charCodeAt(at - 1) : -1;
  const after = at < text.length ? text.charCodeAt(at) : -1;
  let flags = isWord(before) === isWord(after) ? 32 : 16;
  if (before < 0) flags |= 5;
  else if (before === 10) flags |= 1;
  if (after < 0) flags |= 10;
  else if (after === 10) flags |= 2;
  return flags;
}
