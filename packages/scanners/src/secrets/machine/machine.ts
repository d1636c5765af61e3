import { ENTRY_WORDS } from '../grams.ts';
import type { GramPlan } from '../grams.ts';
import type { Outline } from '../outline.ts';
import type { Part } from '../part.ts';
import { MODULE } from './generated/module.ts';
import { AT, BLOCK, writeFixedTables } from './layout.ts';

/** What to do where a keyword stands, laid out flat. */
export interface MachineTables {
  readonly grams: GramPlan;
  /** The keywords' bytes, lower case, one behind the other; where each begins, and one more at the end. */
  readonly letters: Uint8Array;
  readonly begins: Int32Array;
  /** Where each keyword's rules begin in `users`; one more at the end. */
  readonly offsets: Int32Array;
  readonly users: Int32Array;
  /** The keywords from this one on are marks. */
  readonly firstMark: number;
  readonly ruleCount: number;
  /** The longest keyword, in bytes. */
  readonly longest: number;
  outlineOf(rule: number): Outline | undefined;
}

/** Takes what is seen on the way. */
interface Sink {
  candidate(start: number, rule: number): void;
  /** A run of encoded bytes begins that may decode to text. */
  run(start: number): void;
}

/** What the whole of the part has. */
interface SeenOnTheWay {
  /** Bit n is set where the n-th mark stands. */
  readonly marks: number;
  readonly percentSigns: boolean;
}

/** The loop over the bytes, in WebAssembly. */
export type Machine = (bytes: Uint8Array, part: Part, sink: Sink) => SeenOnTheWay;

/** The machine's memory, and in it room for a text, which is then looked at where it lies. */
export interface MachineMemory {
  readonly memory: WebAssembly.Memory;
  readonly room: Buffer;
}

const PAGE = 64 * 1024;
/** Room for tables behind a text; pages that nothing is written to cost nothing. */
const TABLE_BYTES = 16 * 1024 ** 2;
/** A text that lies elsewhere is copied here, so much at a time: little enough to stay in the fast caches. */
const WINDOW = 128 * 1024;
/** How far before its keyword a match may begin, at most, and how far behind a place the machine reads. */
const MOST_BEFORE = 320;
const MOST_BEHIND = 64;
/** Longer texts are looked at as if they had this length, each window for itself. */
const MOST_LENGTH = 2 ** 30;

/** Memory with room for a text of `roomBytes`; undefined where there is none to be had, or no WebAssembly. */
export function newMachineMemory(roomBytes: number, tableBytes = TABLE_BYTES): MachineMemory | undefined {
  if (typeof WebAssembly === 'undefined') return undefined;
  const pages = Math.ceil((AT.tables + tableBytes + roomBytes + 2 * PAGE) / PAGE);
  try {
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    const room = Buffer.from(memory.buffer, pages * PAGE - PAGE - roomBytes, roomBytes);
    return { memory, room };
  } catch {
    return undefined;
  }
}

/** What the machine is about to look at: the sweep's arguments but for its part. */
interface Piece {
  /** Address of the first byte that is there, and which byte of the text it is. */
  readonly at: number;
  readonly base: number;
  readonly length: number;
  /** Where the first gram and the last one begin, counted from `base`. */
  readonly first: number;
  readonly last: number;
}

/** What the module gives. */
interface Exports {
  /** Takes `at`, `length`, `first` and `last` of a piece and the part that counts; returns how many candidates there are to take. */
  sweep(...numbers: readonly number[]): number;
  /** Writes one gram of a keyword into the tables. */
  index(keyword: number, place: number, check: number): void;
}

/** Lays the tables out in the memory, or in a larger one where they are too large for it; undefined without WebAssembly. */
export function createMachine(tables: MachineTables, given: MachineMemory | undefined): Machine | undefined {
  const { places, window, sizeBytes } = placesOf(tables);
  const fits = given !== undefined && given.room.byteOffset >= sizeBytes;
  const memory = fits ? given.memory : newMachineMemory(0, sizeBytes)?.memory;
  if (memory === undefined) return undefined;
  const views: Views = { bytes: new Uint8Array(memory.buffer), numbers: new Int32Array(memory.buffer) };
  writeTables(tables, views, places);
  const run: Run = { base: 0, sink: NO_SINK };
  const { sweep, index } = instantiate(tables, { memory, views, places, run });
  indexGrams(tables.grams, views.bytes, index);
  return (text, part, sink) => {
    run.sink = sink;
    const seen = { marks: 0, percentSigns: false };
    const last = Math.min(text.length, part.to);
    const isResident = text.buffer === memory.buffer;
    const step = isResident ? last : WINDOW;
    for (let at = Math.max(0, part.from - tables.longest - BLOCK) & -BLOCK; at < last; at += step) {
      const range = { from: at, to: Math.min(last, at + step) };
      const piece = isResident ? whole(text, range) : copied(views.bytes, text, range, window);
      run.base = piece.base;
      const from = Math.max(-1, part.from - piece.base);
      const to = Math.min(MOST_LENGTH, part.to - piece.base);
      takeCandidates(views.numbers, sweep(piece.at, piece.length, piece.first, piece.last, from, to), run);
      seen.marks |= views.numbers[AT.marks >> 2] as number;
      seen.percentSigns ||= views.numbers[AT.percent >> 2] !== 0;
    }
    run.sink = NO_SINK;
    return seen;
  };
}

/** The text under way. */
interface Run {
  base: number;
  sink: Sink;
}

const NO_SINK: Sink = Object.freeze({ candidate: () => undefined, run: () => undefined });

interface Views {
  readonly bytes: Uint8Array;
  readonly numbers: Int32Array;
}

function instantiate(
  tables: MachineTables,
  parts: { readonly memory: WebAssembly.Memory; readonly views: Views; readonly places: Places; readonly run: Run },
): Exports {
  const { memory, views, places, run } = parts;
  const host = {
    ...places,
    memory,
    firstMark: tables.firstMark,
    take: (count: number) => takeCandidates(views.numbers, count, run),
    takeRun: (start: number) => run.sink.run(start + run.base),
    fillIn: (rule: number) => fillIn(tables, views, places, rule),
  };
  const module = new WebAssembly.Module(Buffer.from(MODULE, 'base64'));
  return new WebAssembly.Instance(module, { host }).exports as unknown as Exports;
}

function indexGrams({ grams, followers }: GramPlan, memory: Uint8Array, index: Exports['index']): void {
  for (let at = 0; at < grams.length; at += 3) {
    const keyword = grams[at] as number;
    const after = followers.get(keyword);
    if (after !== undefined) memory.set(after, AT.followers);
    index(keyword, grams[at + 1] as number, grams[at + 2] as number);
  }
}

function takeCandidates(numbers: Int32Array, count: number, { base, sink }: Run): void {
  const end = (AT.candidates >> 2) + 2 * count;
  for (let at = AT.candidates >> 2; at < end; at += 2)
    sink.candidate((numbers[at] as number) + base, numbers[at + 1] as number);
}

function whole(text: Uint8Array, { from, to }: Part): Piece {
  return { at: text.byteOffset, base: 0, length: text.length, first: from, last: to };
}

/** Copies a stretch of a text with what is around it to where the machine sees it. */
function copied(memory: Uint8Array, text: Uint8Array, { from, to }: Part, window: Window): Piece {
  const base = Math.max(0, from - window.before);
  memory.set(text.subarray(base, to + window.behind), window.at);
  const length = Math.min(MOST_LENGTH, text.length - base);
  return { at: window.at, base, length, first: from - base, last: to - base };
}

interface Window {
  readonly at: number;
  readonly before: number;
  readonly behind: number;
}

/** Where each table of a size of its own lies, and how much memory that takes with the window. */
function placesOf(tables: MachineTables): {
  readonly places: Places;
  readonly window: Window;
  readonly sizeBytes: number;
} {
  const { grams, letters, begins, offsets, users, ruleCount, longest } = tables;
  let next: number = AT.tables;
  const place = (bytes: number): number => {
    const at = next;
    next = (next + bytes + 63) & ~63;
    return at;
  };
  const places = {
    entries: place(grams.entryCount * 4 * ENTRY_WORDS),
    letters: place(letters.byteLength),
    begins: place(begins.byteLength),
    offsets: place(offsets.byteLength),
    users: place(users.byteLength),
    facts: place(ruleCount * FACT_BYTES),
    masks: place(ruleCount * MASK_BYTES),
  };
  const before = MOST_BEFORE + longest + BLOCK;
  const behind = MOST_BEHIND + longest;
  const at = place(before + WINDOW + behind) + BLOCK;
  return { places, window: { at, before, behind }, sizeBytes: next + PAGE };
}

interface Places {
  readonly entries: number;
  readonly letters: number;
  readonly begins: number;
  readonly offsets: number;
  readonly users: number;
  readonly facts: number;
  readonly masks: number;
}

/** Four numbers a rule: 1 once it is filled in, the keyword's least and greatest distance, the shortest match. */
const FACT_BYTES = 16;
/** 256 words a rule. */
const MASK_BYTES = 512;

function writeTables(tables: MachineTables, { bytes, numbers }: Views, places: Places): void {
  const { letters, begins, offsets, users } = tables;
  writeFixedTables(bytes);
  bytes.fill(0xff, AT.slots, AT.tables);
  bytes.set(letters, places.letters);
  numbers.set(begins, places.begins >> 2);
  numbers.set(offsets, places.offsets >> 2);
  numbers.set(users, places.users >> 2);
}

function fillIn(tables: MachineTables, { bytes, numbers }: Views, places: Places, rule: number): void {
  const outline = tables.outlineOf(rule);
  if (outline === undefined) return;
  const { mask, distance, minWidth } = outline;
  bytes.set(new Uint8Array(mask.buffer, mask.byteOffset, mask.byteLength), places.masks + rule * MASK_BYTES);
  numbers.set([1, distance.min, distance.max, minWidth], (places.facts + rule * FACT_BYTES) >> 2);
}
