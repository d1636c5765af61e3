import { buildAutomaton } from './automaton.ts';
import { prepareRule } from './compile.ts';
import type { CompileOptions, EngineRule } from './compile.ts';
import { matchesAt } from './match.ts';
import type { Sightings } from './match.ts';
import type { Part } from './part.ts';
import type { SecretRule } from './rule.ts';
import { makeSweep } from './sweep.ts';
import type { Sweep } from './sweep.ts';

/** A rule and how its pattern is to be read. */
export interface RuleSource extends CompileOptions {
  readonly rule: SecretRule;
}

/** A set of rules made ready to search texts. Holds scratch memory: one engine serves one search at a time. */
export interface Engine {
  readonly rules: readonly EngineRule[];
  /**
   * Every match of every rule, non-overlapping by rule, in order of place: exactly what each rule's regular expression
   * finds in the whole text. With `part`, those whose keyword stands in that part.
   */
  find(bytes: Buffer, part?: Part): Sightings;
}

/** Compiles rules that have a pattern; others are left out. Throws PatternError for a pattern that is not understood. */
export function createEngine(sources: readonly RuleSource[]): Engine {
  const rules = sources
    .filter((source) => source.rule.pattern !== '')
    .map((source, index) => prepareRule(source.rule, index, source));
  const sweep = prepareSweep(rules);
  const everywhere = rules.filter((rule) => rule.everywhere);
  return {
    rules,
    find(bytes, part = { from: 0, to: bytes.length }) {
      const candidates = sweep(bytes, part);
      if (candidates.length === 0 && everywhere.length === 0) return NOTHING;
      return matchesAt({ rules, everywhere, bytes, part, candidates });
    },
  };
}

const NOTHING: Sightings = Object.freeze({ matches: [], gaveUp: false });

/** Longer keywords are looked for by their beginnings: fewer states, and the start masks check the rest. */
const LONGEST_LOOKED_FOR = 10;

function prepareSweep(rules: readonly EngineRule[]): Sweep {
  const users = new Map<string, Set<number>>();
  for (const rule of rules) {
    for (const keyword of rule.keywords) {
      const beginning = keyword.slice(0, LONGEST_LOOKED_FOR);
      const known = users.get(beginning);
      if (known === undefined) users.set(beginning, new Set([rule.index]));
      else known.add(rule.index);
    }
  }
  const keywords = [...users.keys()];
  return makeSweep({ automaton: buildAutomaton(keywords), keywords, users: [...users.values()], rules });
}
