import type { Automaton } from './automaton.ts';
import type { CompiledRule } from './compile.ts';
import type { Part } from './part.ts';
import { CHECKED_BYTES } from './pattern/anchors.ts';

/** Finds where rules may match: one number a candidate, `start * RULE_SPAN + rule index`, ascending, without repeats. */
export type Sweep = (bytes: Buffer, part: Part) => readonly number[];

/** More than there can be rules; a power of two, so that start and rule come apart exactly. */
export const RULE_SPAN = 1 << 14;

export interface SweepParts {
  readonly automaton: Automaton;
  readonly keywords: readonly string[];
  /** The rules that use each keyword. */
  readonly users: readonly (readonly number[])[];
  readonly rules: readonly CompiledRule[];
}

/** What happens where a keyword ends, laid out flat: for every ending state a list of (rule, nearest, farthest start). */
interface Ending {
  readonly rule: CompiledRule;
  /** How far before the byte behind the keyword a match may start: from `nearest` to `farthest`. */
  readonly nearest: number;
  readonly farthest: number;
}

export function makeSweep(parts: SweepParts): Sweep {
  const { classes, table, firstEnding, classCount } = parts.automaton;
  const endings = parts.automaton.endings.map((keywords) => endingsOf(parts, keywords));
  return (bytes, part) => {
    const candidates: number[] = [];
    const { to } = part;
    let state = 0;
    for (let at = part.from; at < to; at++) {
      state = table[state + (classes[bytes[at] as number] as number)] as number;
      if (state >= firstEnding) collect(endings[(state - firstEnding) / classCount] ?? [], bytes, at + 1, candidates);
    }
    return inOrder(candidates);
  };
}

function endingsOf(parts: SweepParts, keywords: readonly number[]): Ending[] {
  return keywords.flatMap((keyword) => {
    const length = Buffer.byteLength(parts.keywords[keyword] ?? '', 'utf8');
    return (parts.users[keyword] ?? []).flatMap((index) => {
      const rule = parts.rules[index];
      if (rule?.distance === undefined) return [];
      return [{ rule, nearest: length + rule.distance.min, farthest: length + rule.distance.max }];
    });
  });
}

function collect(endings: readonly Ending[], bytes: Buffer, behind: number, candidates: number[]): void {
  for (const { rule, nearest, farthest } of endings)
    for (let start = Math.max(0, behind - farthest); start <= behind - nearest; start++)
      if (mayStart(rule, bytes, start)) candidates.push(start * RULE_SPAN + rule.index);
}

/** Whether the bytes from `start` are such that a match may begin there. */
export function mayStart(rule: CompiledRule, bytes: Buffer, start: number): boolean {
  if (start + rule.matcher.minWidth > bytes.length) return false;
  const { mask } = rule;
  const checked = Math.min(CHECKED_BYTES, bytes.length - start);
  for (let offset = 0; offset < checked; offset++)
    if ((((mask[bytes[start + offset] as number] as number) >> offset) & 1) === 0) return false;
  return true;
}

function inOrder(candidates: number[]): readonly number[] {
  let sorted = true;
  for (let index = 1; index < candidates.length && sorted; index++)
    sorted = (candidates[index - 1] as number) < (candidates[index] as number);
  return sorted ? candidates : [...new Set(candidates)].sort((a, b) => a - b);
}
