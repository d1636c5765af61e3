import { prepareRule } from './compile.ts';
import type { CompileOptions, EngineRule } from './compile.ts';
import { newMachineMemory } from './machine/machine.ts';
import type { MachineMemory } from './machine/machine.ts';
import { matchesAt } from './match.ts';
import type { Sightings } from './match.ts';
import type { Part } from './part.ts';
import { CHECKED_BYTES } from './pattern/anchors.ts';
import type { SecretRule } from './rule.ts';
import { sweepSmall } from './small-sweep.ts';
import { makeSweep } from './sweep.ts';
import type { EncodedParts, Sweep, SweepParts } from './sweep.ts';

/** A rule and how its pattern is to be read. */
export interface RuleSource extends CompileOptions {
  readonly rule: SecretRule;
}

/** A set of rules made ready to search texts. Holds scratch memory: one engine serves one search at a time. */
export interface Engine {
  readonly rules: readonly EngineRule[];
  /**
   * Every match of every rule, non-overlapping by rule, in order of place: exactly what each rule's regular expression
   * finds in the whole text. With `part`, those whose keyword ends in that part.
   */
  find(bytes: Buffer, part?: Part): Seen;
  /** Room for a text that is searched fastest where it lies. Given to one caller, before the first search; others get any memory. */
  room(sizeBytes: number): Buffer;
}

/** What was seen in one text, before any filter. Bit n of `marks` is set where the n-th mark stands in it, in any case of letters. */
interface Seen extends Sightings {
  readonly marks: number;
  /** What there may be to decode; undefined where that was not looked for. */
  readonly encoded: EncodedParts | undefined;
}

/**
 * Compiles rules that have a pattern; others are left out. Marks are texts of no rule that are looked for on the way, at most 31.
 * Throws PatternError for a pattern that is not understood.
 */
export function createEngine(sources: readonly RuleSource[], marks: readonly string[] = []): Engine {
  const rules = sources
    .filter((source) => source.rule.pattern !== '')
    .map((source, index) => prepareRule(source.rule, index, source));
  let memory: MachineMemory | undefined;
  const sweep = prepareSweep(rules, marks, () => memory ?? newMachineMemory(0));
  const everywhere = rules.filter((rule) => rule.everywhere);
  return {
    rules,
    room(sizeBytes) {
      const made = memory === undefined ? newMachineMemory(sizeBytes) : undefined;
      memory ??= made;
      return made?.room ?? Buffer.allocUnsafe(sizeBytes);
    },
    find(bytes, part = { from: 0, to: bytes.length }) {
      const { candidates, marks: seen, encoded } = sweep(bytes, part);
      if (candidates.length === 0 && everywhere.length === 0)
        return { matches: NO_MATCHES, gaveUp: false, marks: seen, encoded };
      const { matches, gaveUp } = matchesAt({ rules, everywhere, bytes, part, candidates });
      return { matches, gaveUp, marks: seen, encoded };
    },
  };
}

const NO_MATCHES: Seen['matches'] = Object.freeze([]);

type GetMemory = () => MachineMemory | undefined;

function prepareSweep(rules: readonly EngineRule[], marks: readonly string[], memory: GetMemory): Sweep {
  const users = new Map<string, Set<number>>();
  for (const rule of rules) {
    if (rule.everywhere) continue;
    for (const keyword of rule.keywords) {
      const known = users.get(keyword);
      if (known === undefined) users.set(keyword, new Set([rule.index]));
      else known.add(rule.index);
    }
  }
  const parts: SweepParts = {
    keywords: [...users.keys(), ...marks],
    users: [...users.values()],
    rules,
    followersOf: (keyword, indices) => followersOf(keyword, indices, rules),
  };
  return sweepOf(parts, memory);
}

/** Bytes of small texts before tables are laid out, which takes as long as looking through so many without them. */
const FEW_BYTES = 16 * 1024;

function sweepOf(parts: SweepParts, memory: GetMemory): Sweep {
  let sweep: Sweep | undefined;
  let before = 0;
  const small: Sweep = (bytes, part) => sweepSmall(parts, bytes, part);
  return (bytes, part) => {
    before += bytes.length;
    if (sweep === undefined && before > FEW_BYTES) sweep = makeSweep(parts, memory()) ?? small;
    return (sweep ?? small)(bytes, part);
  };
}

/** Keywords of this length are looked for by grams of their own; shorter ones together with bytes around them. */
const LONG_ENOUGH = 5;

/** The bytes that may stand in the two places behind a short keyword; undefined where they are not known. */
function followersOf(
  keyword: string,
  users: ReadonlySet<number>,
  rules: readonly EngineRule[],
): readonly number[] | undefined {
  const length = Buffer.byteLength(keyword, 'utf8');
  if (length >= LONG_ENOUGH) return undefined;
  const bytes: number[] = [];
  for (const index of users) {
    const outline = rules[index]?.compiled().outline;
    if (outline === undefined) continue;
    const { distance, mask, minWidth } = outline;
    const behind = distance.max + length;
    if (distance.min !== distance.max || behind + 2 > Math.min(CHECKED_BYTES, minWidth)) return undefined;
    const either = 3 << behind;
    for (const [byte, word] of mask.entries()) if ((word & either) !== 0) bytes.push(byte);
  }
  return bytes;
}
