import { LEAST_RUN, LEAST_WRAPPED } from '../decode/run-bytes.ts';
import {
  CHECK_MULTIPLIERS,
  CHECK_SHIFT,
  CHECKS,
  ENTRY_WORDS,
  GRAM_FOLD,
  HASH_MULTIPLIER,
  HASH_SHIFT,
  PAIR_FOLD,
  SIDES,
  SLOT_SHIFT,
} from '../grams.ts';
import { CHECKED_BYTES } from '../pattern/anchors.ts';
import { AT, BLOCK, MOST_CANDIDATES, STRETCH } from './layout.ts';

/**
 * The loop over the bytes in WebAssembly text, of which `write-module.ts` makes `generated/module.ts`. It does what `makeSweep`
 * says; the tables are those of `grams.ts` and `sweep.ts`, laid out one behind the other as `layout.ts` says.
 *
 * A text is looked at 16 bytes at a time. For the eight grams that begin at even places, their places are written down one over
 * the other, and the pen moves on only behind a gram whose hash some keyword has: so this loop has no branch that goes either
 * way. The few that stand are then looked at one by one.
 */
export function moduleSource(): string {
  return `(module
  (import "host" "memory" (memory 1))
  (import "host" "take" (func $take (param $candidates i32)))
  (import "host" "fillIn" (func $fillIn (param $rule i32)))
  (import "host" "takeRun" (func $takeRun (param $start i32)))
  (import "host" "entries" (global $entries i32))
  (import "host" "letters" (global $letters i32))
  (import "host" "begins" (global $begins i32))
  (import "host" "offsets" (global $offsets i32))
  (import "host" "users" (global $users i32))
  (import "host" "facts" (global $facts i32))
  (import "host" "masks" (global $masks i32))
  (import "host" "firstMark" (global $firstMark i32))
  ;; The text under way: the address of its first byte, its length, and the part that counts.
  (global $text (mut i32) (i32.const 0))
  (global $length (mut i32) (i32.const 0))
  (global $from (mut i32) (i32.const 0))
  (global $to (mut i32) (i32.const 0))
  (global $count (mut i32) (i32.const 0))
  (global $marks (mut i32) (i32.const 0))
  ;; The keyword that is indexed: the address of its first letter, its length, its number, where its gram begins, how it is checked.
  (global $letter (mut i32) (i32.const 0))
  (global $size (mut i32) (i32.const 0))
  (global $keyword (mut i32) (i32.const 0))
  (global $place (mut i32) (i32.const 0))
  (global $check (mut i32) (i32.const 0))
  (global $entryCount (mut i32) (i32.const 0))
${INDEX}
${SWEEP}
${LOOK}
${PASSES}
${COLLECT}
${STANDS}
${ADD_RULES}
${FITS}
${RUNS}
)
`;
}

/** All of 16 bytes the same. */
function splat(byte: number): string {
  return `(i8x16.splat (i32.const ${byte}))`;
}

/** The product of a gram whose upper bits are its hash. */
const PRODUCT = (gram: string): string =>
  `(i32.mul (i32.or ${gram} (i32.const ${GRAM_FOLD})) (i32.const ${HASH_MULTIPLIER}))`;

/** Writes the place of the gram that begins so far from \`at\`, and moves on behind it where its hash is some keyword's. */
function noteGram(offset: number): string {
  return `          (local.set $product ${PRODUCT(`(i32.load offset=${offset} (local.get $at))`)})
          (i32.store (local.get $pen) (i32.add (local.get $at) (i32.const ${offset})))
          (local.set $pen (i32.add (local.get $pen) (i32.shl (i32.and (i32.shr_u
            (i32.load offset=${AT.bits} (i32.and (i32.shr_u (local.get $product) (i32.const 14)) (i32.const -4)))
            (i32.shr_u (local.get $product) (i32.const 11))) (i32.const 1)) (i32.const 2))))`;
}

/** Which of 16 bytes may stand in a run: what the tables say of the halves of each has a bit in common. */
const IN_RUN = `(v128.and
            (i8x16.swizzle (v128.load (i32.const ${AT.lowHalves})) (v128.and (local.get $bytes) ${splat(15)}))
            (i8x16.swizzle (v128.load (i32.const ${AT.highHalves})) (i8x16.shr_u (local.get $bytes) (i32.const 4))))`;

/** Sets one bit of a table. */
function setBit(table: number, hash: string): string {
  const word = `(i32.shl (i32.shr_u ${hash} (i32.const 5)) (i32.const 2))`;
  return `(i32.store offset=${table} ${word} (i32.or (i32.load offset=${table} ${word}) (i32.shl (i32.const 1) ${hash})))`;
}

/**
 * Writes one gram of a keyword into the tables: that which begins `place` bytes from its start. Where it reaches out of the keyword
 * there is one for every byte that may stand there: any before it, and behind it those that the host has marked.
 */
const INDEX = `
  (func (export "index") (param $keyword i32) (param $place i32) (param $check i32)
    (global.set $keyword (local.get $keyword)) (global.set $place (local.get $place)) (global.set $check (local.get $check))
    (global.set $letter (i32.add (global.get $letters) ${numberOf('$begins', '(local.get $keyword)')}))
    (global.set $size (i32.sub (i32.add (global.get $letters) ${numberOf('$begins', '(local.get $keyword)', true)}) (global.get $letter)))
    (call $indexFrom (i32.const 0) (i32.const 0)))
  (func $indexFrom (param $gram i32) (param $offset i32)
    (local $place i32) (local $byte i32)
    (if (i32.eq (local.get $offset) (i32.const 4)) (then (call $indexGram (local.get $gram)) (return)))
    (local.set $place (i32.add (global.get $place) (local.get $offset)))
    (if (i32.lt_u (local.get $place) (global.get $size)) (then
      (call $indexWith (local.get $gram) (local.get $offset)
        (i32.or (i32.load8_u (i32.add (global.get $letter) (local.get $place))) (i32.const 32)))
      (return)))
    (loop $bytes
      (if (select (i32.and (local.get $byte) (i32.const 32)) (i32.load8_u offset=${AT.followers} (local.get $byte))
            (i32.lt_s (local.get $place) (i32.const 0)))
        (then (call $indexWith (local.get $gram) (local.get $offset) (local.get $byte))))
      (local.set $byte (i32.add (local.get $byte) (i32.const 1)))
      (br_if $bytes (i32.lt_u (local.get $byte) (i32.const 256)))))
  (func $indexWith (param $gram i32) (param $offset i32) (param $byte i32)
    (call $indexFrom
      (i32.or (local.get $gram) (i32.shl (local.get $byte) (i32.shl (local.get $offset) (i32.const 3))))
      (i32.add (local.get $offset) (i32.const 1))))
  (func $indexGram (param $gram i32)
    (local $hash i32) (local $slot i32) (local $entry i32)
    (local.set $hash (i32.shr_u (i32.mul (local.get $gram) (i32.const ${HASH_MULTIPLIER})) (i32.const ${HASH_SHIFT})))
    ${setBit(AT.bits, '(local.get $hash)')}
    (local.set $slot (i32.shl (i32.shr_u (local.get $hash) (i32.const ${SLOT_SHIFT})) (i32.const 2)))
    (local.set $entry (i32.add (global.get $entries) (i32.mul (global.get $entryCount) (i32.const ${4 * ENTRY_WORDS}))))
    (i32.store (local.get $entry) (local.get $gram))
    (i32.store offset=4 (local.get $entry) (global.get $keyword))
    (i32.store offset=8 (local.get $entry) (global.get $place))
    (i32.store offset=12 (local.get $entry) (i32.load offset=${AT.slots} (local.get $slot)))
    (i32.store offset=${AT.slots} (local.get $slot) (global.get $entryCount))
    (global.set $entryCount (i32.add (global.get $entryCount) (i32.const 1)))
    (local.set $slot (i32.add (global.get $letter) (global.get $place)))
    (if (i32.eq (global.get $check) (i32.const ${CHECKS.behind})) (then
      (local.set $hash ${checkOf(SIDES.behind, behind('(local.get $slot)'))}))
    (else (if (i32.eq (global.get $check) (i32.const ${CHECKS.before})) (then
      (local.set $hash ${checkOf(SIDES.before, before('(local.get $slot)'))}))
    (else
      (local.set $hash ${checkOf(SIDES.none, '(i32.const 0)')})))))
    ${setBit(AT.checks, '(local.get $hash)')})`;

/** Returns how many candidates are left to take. The bytes around the text must be in the memory, whatever they are. */
const SWEEP = `
  (func (export "sweep") (param $text i32) (param $length i32) (param $first i32) (param $last i32) (param $from i32) (param $to i32) (result i32)
    (local $at i32) (local $stop i32) (local $end i32) (local $pen i32) (local $product i32) (local $runEnd i32)
    (local $bytes v128) (local $percent v128)
    (global.set $text (local.get $text)) (global.set $length (local.get $length))
    (global.set $from (local.get $from)) (global.set $to (local.get $to))
    (global.set $count (i32.const 0)) (global.set $marks (i32.const 0))
    (local.set $at (i32.add (local.get $text) (local.get $first)))
    (local.set $stop (i32.add (local.get $text) (local.get $last)))
    (local.set $runEnd (local.get $at))
    (block $done (loop $stretches
      (br_if $done (i32.ge_u (local.get $at) (local.get $stop)))
      (local.set $end (i32.add (local.get $at) (i32.const ${STRETCH})))
      (if (i32.gt_u (local.get $end) (local.get $stop)) (then (local.set $end (local.get $stop))))
      (local.set $pen (i32.const ${AT.hits}))
      (loop $blocks
          (local.set $bytes (v128.load (local.get $at)))
          (local.set $percent (v128.or (local.get $percent) (i8x16.eq (local.get $bytes) ${splat(0x25)})))
          (if (i8x16.all_true ${IN_RUN}) (then
            (if (i32.ge_u (local.get $at) (local.get $runEnd)) (then
              (local.set $runEnd (call $noteRun (local.get $at) (i32.add (local.get $text) (local.get $first)) (local.get $stop)))))))
${Array.from({ length: BLOCK / 2 }, (_, gram) => noteGram(2 * gram)).join('\n')}
          (local.set $at (i32.add (local.get $at) (i32.const ${BLOCK})))
          (br_if $blocks (i32.lt_u (local.get $at) (local.get $end))))
      (call $look (local.get $pen))
      (br $stretches)))
    (i32.store (i32.const ${AT.marks}) (global.get $marks))
    (i32.store (i32.const ${AT.percent}) (v128.any_true (local.get $percent)))
    (global.get $count))`;

/** Looks again at the grams whose places were written down. */
const LOOK = `
  (func $look (param $pen i32)
    (local $hit i32) (local $at i32) (local $gram i32)
    (local.set $hit (i32.const ${AT.hits}))
    (block $done (loop $hits
      (br_if $done (i32.ge_u (local.get $hit) (local.get $pen)))
      (local.set $at (i32.load (local.get $hit)))
      (local.set $hit (i32.add (local.get $hit) (i32.const 4)))
      (local.set $gram (i32.or (i32.load (local.get $at)) (i32.const ${GRAM_FOLD})))
      (if (call $passes (local.get $gram) (local.get $at))
        (then (call $collect (local.get $gram) (i32.sub (local.get $at) (global.get $text)))))
      (br $hits))))`;

/** The hash of the gram in `$gram` with the pair on one side of it, or with none. */
function checkOf(side: number, pair: string): string {
  const [first, second] = CHECK_MULTIPLIERS;
  return `(i32.shr_u (i32.mul (i32.xor
        (i32.mul (i32.xor (local.get $gram) (i32.const ${side | 0})) (i32.const ${HASH_MULTIPLIER}))
        (i32.mul (i32.add ${pair} (i32.const 1)) (i32.const ${first})))
        (i32.const ${second})) (i32.const ${CHECK_SHIFT}))`;
}

/** The folded pair behind a gram at an address. */
function behind(at: string): string {
  return `(i32.or (i32.load16_u offset=4 ${at}) (i32.const ${PAIR_FOLD}))`;
}

/** The folded pair before a gram at an address. */
function before(at: string): string {
  return `(i32.or (i32.load16_u (i32.sub ${at} (i32.const 2))) (i32.const ${PAIR_FOLD}))`;
}

function hasCheck(side: number, pair: string): string {
  return `
      (local.set $hash ${checkOf(side, pair)})
      (local.set $has (i32.or (local.get $has) (i32.shr_u
        (i32.load offset=${AT.checks} (i32.shl (i32.shr_u (local.get $hash) (i32.const 5)) (i32.const 2))) (local.get $hash))))`;
}

/** As \`passesCheck\` of \`grams.ts\`. */
const PASSES = `
  (func $passes (param $gram i32) (param $at i32) (result i32)
    (local $hash i32) (local $has i32)
    ${hasCheck(SIDES.behind, behind('(local.get $at)'))}
    ${hasCheck(SIDES.before, before('(local.get $at)'))}
    ${hasCheck(SIDES.none, '(i32.const 0)')}
    (i32.and (local.get $has) (i32.const 1)))`;

/** Goes through the entries of a gram that was seen: those whose keyword stands there bring their rules. */
const COLLECT = `
  (func $collect (param $gram i32) (param $at i32)
    (local $entry i32) (local $keyword i32) (local $start i32)
    (local.set $entry (i32.load offset=${AT.slots}
      (i32.shl (i32.shr_u (i32.mul (local.get $gram) (i32.const ${HASH_MULTIPLIER})) (i32.const 17)) (i32.const 2))))
    (block $done (loop $next
      (br_if $done (i32.lt_s (local.get $entry) (i32.const 0)))
      (local.set $entry (i32.add (global.get $entries) (i32.mul (local.get $entry) (i32.const ${4 * ENTRY_WORDS}))))
      (if (i32.eq (i32.load (local.get $entry)) (local.get $gram)) (then
        (local.set $keyword (i32.load offset=4 (local.get $entry)))
        (local.set $start (i32.sub (local.get $at) (i32.load offset=8 (local.get $entry))))
        (if (call $stands (local.get $keyword) (local.get $start))
          (then (call $addRules (local.get $keyword) (local.get $start))))))
      (local.set $entry (i32.load offset=12 (local.get $entry)))
      (br $next))))`;

/** The n-th number of a table. */
function numberOf(table: string, index: string, next = false): string {
  return `(i32.load${next ? ' offset=4' : ''} (i32.add (global.get ${table}) (i32.shl ${index} (i32.const 2))))`;
}

/** Whether a keyword stands at a place of the text, in any case of letters, and ends in the part that counts. */
const STANDS = `
  (func $stands (param $keyword i32) (param $start i32) (result i32)
    (local $letter i32) (local $last i32) (local $at i32) (local $end i32)
    (local.set $letter (i32.add (global.get $letters) ${numberOf('$begins', '(local.get $keyword)')}))
    (local.set $last (i32.add (global.get $letters) ${numberOf('$begins', '(local.get $keyword)', true)}))
    (local.set $end (i32.add (local.get $start) (i32.sub (local.get $last) (local.get $letter))))
    (if (i32.lt_s (local.get $start) (i32.const 0)) (then (return (i32.const 0))))
    (if (i32.le_s (local.get $end) (global.get $from)) (then (return (i32.const 0))))
    (if (i32.gt_s (local.get $end) (global.get $to)) (then (return (i32.const 0))))
    (local.set $at (i32.add (global.get $text) (local.get $start)))
    (loop $letters
      (if (i32.ne (i32.load8_u offset=${AT.lower} (i32.load8_u (local.get $at))) (i32.load8_u (local.get $letter)))
        (then (return (i32.const 0))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (local.set $letter (i32.add (local.get $letter) (i32.const 1)))
      (br_if $letters (i32.lt_u (local.get $letter) (local.get $last))))
    (i32.const 1))`;

/** Writes down where the rules of a keyword that stands there may match, or that a mark stands there. */
const ADD_RULES = `
  (func $addRules (param $keyword i32) (param $keywordStart i32)
    (local $user i32) (local $last i32) (local $rule i32) (local $fact i32) (local $start i32) (local $nearest i32) (local $other i32)
    (if (i32.ge_s (local.get $keyword) (global.get $firstMark)) (then
      (global.set $marks (i32.or (global.get $marks)
        (i32.shl (i32.const 1) (i32.sub (local.get $keyword) (global.get $firstMark)))))))
    (local.set $user ${numberOf('$offsets', '(local.get $keyword)')})
    (local.set $last ${numberOf('$offsets', '(local.get $keyword)', true)})
    (block $done (loop $rules
      (br_if $done (i32.ge_u (local.get $user) (local.get $last)))
      (local.set $rule ${numberOf('$users', '(local.get $user)')})
      (local.set $user (i32.add (local.get $user) (i32.const 1)))
      (local.set $fact (i32.add (global.get $facts) (i32.shl (local.get $rule) (i32.const 4))))
      (if (i32.eqz (i32.load (local.get $fact))) (then (call $fillIn (local.get $rule))))
      (local.set $nearest (i32.sub (local.get $keywordStart) (i32.load offset=4 (local.get $fact))))
      (local.set $other (i32.sub (global.get $length) (i32.load offset=12 (local.get $fact))))
      (if (i32.lt_s (local.get $other) (local.get $nearest)) (then (local.set $nearest (local.get $other))))
      (local.set $start (i32.sub (local.get $keywordStart) (i32.load offset=8 (local.get $fact))))
      (if (i32.lt_s (local.get $start) (i32.const 0)) (then (local.set $start (i32.const 0))))
      (block $tried (loop $starts
        (br_if $tried (i32.gt_s (local.get $start) (local.get $nearest)))
        (if (call $fits (local.get $rule) (local.get $start))
          (then (call $note (local.get $start) (local.get $rule))))
        (local.set $start (i32.add (local.get $start) (i32.const 1)))
        (br $starts)))
      (br $rules))))
  (func $note (param $start i32) (param $rule i32)
    (local $place i32)
    (if (i32.ge_u (global.get $count) (i32.const ${MOST_CANDIDATES})) (then
      (call $take (global.get $count))
      (global.set $count (i32.const 0))))
    (local.set $place (i32.shl (global.get $count) (i32.const 3)))
    (i32.store offset=${AT.candidates} (local.get $place) (local.get $start))
    (i32.store offset=${AT.candidates + 4} (local.get $place) (local.get $rule))
    (global.set $count (i32.add (global.get $count) (i32.const 1))))`;

/** Whether the first bytes from a place on are such as the rule's matches have. */
const FITS = `
  (func $fits (param $rule i32) (param $start i32) (result i32)
    (local $mask i32) (local $offset i32) (local $checked i32) (local $at i32)
    (local.set $mask (i32.add (global.get $masks) (i32.shl (local.get $rule) (i32.const 9))))
    (local.set $checked (i32.sub (global.get $length) (local.get $start)))
    (if (i32.gt_s (local.get $checked) (i32.const ${CHECKED_BYTES})) (then (local.set $checked (i32.const ${CHECKED_BYTES}))))
    (local.set $at (i32.add (global.get $text) (local.get $start)))
    (block $all (loop $bytes
      (br_if $all (i32.ge_s (local.get $offset) (local.get $checked)))
      (if (i32.eqz (i32.and (i32.const 1) (i32.shr_u
          (i32.load16_u (i32.add (local.get $mask)
            (i32.shl (i32.load8_u (i32.add (local.get $at) (local.get $offset))) (i32.const 1))))
          (local.get $offset))))
        (then (return (i32.const 0))))
      (local.set $offset (i32.add (local.get $offset) (i32.const 1)))
      (br $bytes)))
    (i32.const 1))`;

/** What a byte is worth as a letter of base64; 0 where it is none. */
function sixtet(offset: number): string {
  return `(i32.load8_u offset=${AT.sixtets} (i32.load8_u offset=${offset} (local.get $start)))`;
}

/** Whether a byte may stand in text. */
function isText(byte: string): string {
  return `(i32.load8_u offset=${AT.textBytes} ${byte})`;
}

/**
 * A run of encoded bytes around a block of it. It is given to the host where it may decode to text, or where only the host can tell,
 * since it reaches out of what is in the memory or may be wrapped. Returns where it ends.
 */
const RUNS = `
  (func $inRun (param $at i32) (result i32)
    (i32.load8_u offset=${AT.runBytes} (i32.load8_u (local.get $at))))
  (func $noteRun (param $block i32) (param $least i32) (param $most i32) (result i32)
    (local $start i32) (local $end i32)
    (local.set $start (local.get $block))
    (block $begun (loop $back
      (br_if $begun (i32.le_u (local.get $start) (local.get $least)))
      (br_if $begun (i32.eqz (call $inRun (i32.sub (local.get $start) (i32.const 1)))))
      (local.set $start (i32.sub (local.get $start) (i32.const 1)))
      (br $back)))
    (local.set $end (local.get $block))
    (block $over (loop $on
      (br_if $over (i32.ge_u (local.get $end) (local.get $most)))
      (br_if $over (i32.eqz (call $inRun (local.get $end))))
      (local.set $end (i32.add (local.get $end) (i32.const 1)))
      (br $on)))
    (if (call $isOfInterest (local.get $start) (local.get $end) (i32.or
          (i32.eq (local.get $start) (local.get $least)) (i32.eq (local.get $end) (local.get $most))))
      (then (call $takeRun (i32.sub (local.get $start) (global.get $text)))))
    (local.get $end))
  (func $isOfInterest (param $start i32) (param $end i32) (param $isCut i32) (result i32)
    (local $size i32) (local $bits i32)
    (local.set $size (i32.sub (local.get $end) (local.get $start)))
    (if (local.get $isCut) (then (return (i32.const 1))))
    ;; Only where white space follows may the run go on with the next line.
    (if (i32.and (i32.ge_u (local.get $size) (i32.const ${LEAST_WRAPPED})) (i32.le_u (i32.load8_u (local.get $end)) (i32.const 32)))
      (then (return (i32.const 1))))
    (if (i32.lt_u (local.get $size) (i32.const ${LEAST_RUN})) (then (return (i32.const 0))))
    (local.set $bits (i32.or
      (i32.or (i32.shl ${sixtet(0)} (i32.const 18)) (i32.shl ${sixtet(1)} (i32.const 12)))
      (i32.or (i32.shl ${sixtet(2)} (i32.const 6)) ${sixtet(3)})))
    (if (i32.and (i32.and
          ${isText('(i32.shr_u (local.get $bits) (i32.const 16))')}
          ${isText('(i32.and (i32.shr_u (local.get $bits) (i32.const 8)) (i32.const 255))')})
          ${isText('(i32.and (local.get $bits) (i32.const 255))')})
      (then (return (i32.const 1))))
    (block $other (loop $hex
      (br_if $other (i32.ne (i32.load8_u offset=${AT.runBytes} (i32.load8_u (local.get $start))) (i32.const 3)))
      (local.set $start (i32.add (local.get $start) (i32.const 1)))
      (br_if $hex (i32.lt_u (local.get $start) (local.get $end)))
      (return (i32.const 1))))
    (i32.const 0))`;
