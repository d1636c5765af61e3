import type { Node } from '../pattern/ast.ts';
import { hasByte } from '../pattern/byte-set.ts';
import type { ByteSet } from '../pattern/byte-set.ts';
import { holds } from '../pattern/linear.ts';
import type { Program } from '../pattern/program.ts';

/**
 * How many steps a backtracking engine makes at the start of a text until it matches or gives up, counted up to `most`:
 * what V8 does, without its luck. Unlike the linear-time engine it tries a step at a place as often as it comes there.
 */
export function countBacktracking(program: Program, text: Uint8Array, end: number, most: number): number {
  const shown = text.subarray(0, end);
  const stack: number[] = [program.start, 0];
  let steps = 0;
  while (stack.length > 0 && steps < most) {
    steps += 1;
    const place = stack.pop() ?? 0;
    const step = program.steps[stack.pop() ?? 0];
    if (step === undefined || step.op === 'match') return steps;
    if (step.op === 'split') stack.push(step.other, place, step.next, place);
    else if (step.op === 'set') stack.push(...afterByte(step, shown, place));
    else if (step.op === 'save' || holds(step.what, text, place)) stack.push(step.next, place);
  }
  return steps;
}

function afterByte(step: { readonly set: ByteSet; next: number }, text: Uint8Array, place: number): number[] {
  const byte = text[place];
  return byte !== undefined && hasByte(step.set, byte) ? [step.next, place + 1] : [];
}

/**
 * Texts that a pattern nearly matches: the beginning of a match up to each of its repetitions, and then without end one byte,
 * what is repeated there, or the beginning itself.
 */
export function* adversaries(root: Node, length: number): Generator<Buffer> {
  const bytes = [...tellingBytes(root)].map((byte) => String.fromCharCode(byte));
  for (const [prefix, items] of beginnings(root))
    for (const unit of new Set([...bytes, ...items, prefix])) {
      if (unit === '') continue;
      const text = Buffer.alloc(Math.max(length, prefix.length), unit, 'latin1');
      text.write(prefix, 'latin1');
      yield text;
    }
}

/** A byte for each way in which the sets of a pattern overlap by twos. */
function tellingBytes(root: Node): ReadonlySet<number> {
  const sets = [...new Map(allSets(root).map((set) => [set.join(), set])).values()].filter((set) => sizeOf(set) > 1);
  const found = new Set<number>();
  for (const [index, one] of sets.entries())
    for (const other of sets.slice(index)) {
      const both = firstByte(one.map((word, at) => word & (other[at] ?? 0)));
      if (both !== undefined) found.add(both);
    }
  return found;
}

function allSets(node: Node): ByteSet[] {
  if (node.kind === 'set') return [node.set];
  if (node.kind === 'assert') return [];
  return childrenOf(node).flatMap(allSets);
}

function childrenOf(node: Node): readonly Node[] {
  if (node.kind === 'seq') return node.items;
  if (node.kind === 'alt') return node.options;
  return node.kind === 'group' || node.kind === 'repeat' ? [node.item] : [];
}

function sizeOf(set: ByteSet): number {
  let size = 0;
  for (let byte = 0; byte < 256; byte += 1) if (hasByte(set, byte)) size += 1;
  return size;
}

/** Letters and digits before all else, so that a text looks like the texts that are searched. */
const PREFERRED = [...Buffer.from('a0A _-="\' /.+:')];

function firstByte(set: ByteSet): number | undefined {
  const preferred = PREFERRED.find((byte) => hasByte(set, byte));
  if (preferred !== undefined) return preferred;
  for (let byte = 0; byte < 256; byte += 1) if (hasByte(set, byte)) return byte;
  return undefined;
}

/** What stands before each repetition of a match that takes the first way everywhere, and what is repeated there. */
function beginnings(root: Node): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>([['', new Set()]]);
  const walk = (node: Node, before: string): string => {
    switch (node.kind) {
      case 'set':
        return before + String.fromCharCode(firstByte(node.set) ?? 0);
      case 'assert':
        return before;
      case 'seq':
        return node.items.reduce((text, item) => walk(item, text), before);
      case 'alt':
        return node.options.map((option) => walk(option, before))[0] ?? before;
      case 'group':
        return walk(node.item, before);
      case 'repeat': {
        const item = walk(node.item, before).slice(before.length);
        found.set(before, (found.get(before) ?? new Set()).add(item));
        return before + item.repeat(Math.min(node.min, 64));
      }
    }
  };
  walk(root, '');
  return found;
}
