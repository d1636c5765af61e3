import type { Pattern } from './pattern/ast.ts';
import { CHECKED_BYTES, keywordDistance, startMask } from './pattern/anchors.ts';
import type { KeywordDistance } from './pattern/anchors.ts';
import { requiredLiterals } from './pattern/literals.ts';
import { emitPattern } from './pattern/emit.ts';
import { backtrackingWays, widthOf } from './pattern/measure.ts';
import { parsePattern } from './pattern/parse.ts';
import type { Dialect } from './pattern/parse.ts';
import { compileProgram } from './pattern/program.ts';
import type { Program } from './pattern/program.ts';
import type { SecretRule } from './rule.ts';

/** How a rule's pattern is run: by V8 where its work is bounded, else by the linear-time engine. */
export interface Matcher {
  readonly pattern: Pattern;
  /** Shortest and longest match that is looked for, in bytes. */
  readonly minWidth: number;
  readonly maxWidth: number;
  /** Whether the pattern itself may match more than `maxWidth` bytes, so that the text has to be cut. */
  readonly isCut: boolean;
  readonly sticky: RegExp;
  /** As `sticky`, and tells where the groups are; made when first asked for. */
  withIndices(): RegExp;
  /** Set where V8 could take too long: run this instead. */
  readonly linear: Program | undefined;
}

/** A rule made ready to run. */
export interface CompiledRule {
  readonly rule: SecretRule;
  /** Its number in the engine; the order of rules is the last word between two that saw the same place. */
  readonly index: number;
  readonly matcher: Matcher;
  readonly mask: Uint16Array;
  /** Where the keywords stand in a match; undefined where a match may be without one, so that every place is tried. */
  readonly distance: KeywordDistance | undefined;
  readonly keywords: readonly string[];
  /** How much the first bytes of a match say, in bits: of two rules that saw the same place the higher one wins. */
  readonly weight: number;
}

export interface CompileOptions {
  readonly dialect?: Dialect;
  readonly ignoreCase?: boolean;
  readonly maxLength?: number;
  /** Written by a user: V8 runs it only if its work is provably bounded. */
  readonly untrusted?: boolean;
}

/** Longest match of a pattern without a bound of its own. */
const DEFAULT_MAX_LENGTH = 4096;
/** Most ways × bytes that a user's pattern may cost in V8 at one place: about 10 ms. */
const MOST_WORK = 2_000_000;
/** Counts beyond this do not matter for where keywords stand and how matches begin. */
const CLIP = 48;

/** Compiles a pattern. Throws PatternError or ProgramTooLarge. */
export function compileMatcher(source: string, options: CompileOptions = {}): Matcher {
  const pattern = parsePattern(source, options.dialect ?? 'js', options.ignoreCase === true);
  const width = widthOf(pattern.root);
  const maxWidth = options.maxLength ?? Math.min(width.max, DEFAULT_MAX_LENGTH);
  const work = options.untrusted === true ? backtrackingWays(pattern.root, maxWidth) * maxWidth : 0;
  const emitted = emitPattern(pattern);
  return {
    pattern,
    minWidth: width.min,
    maxWidth: Math.max(maxWidth, width.min),
    isCut: width.max > maxWidth,
    // oxlint-disable-next-line house/no-dynamic-regexp -- run at one place of a bounded text; costly ones go to `linear`
    sticky: new RegExp(emitted, 'y'),
    withIndices: once(() => {
      // oxlint-disable-next-line house/no-dynamic-regexp -- as above
      return new RegExp(emitted, 'dy');
    }),
    linear: work > MOST_WORK ? compileProgram(pattern) : undefined,
  };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/**
 * Compiles a rule that has a pattern. Keywords that do not stand in every match, or none at all, are replaced by
 * texts that the pattern itself requires, if there are any.
 */
export function compileRule(rule: SecretRule, index: number, options: CompileOptions = {}): CompiledRule {
  const matcher = compileMatcher(rule.pattern, {
    ...options,
    ignoreCase: rule.ignoreCase === true,
    ...(rule.maxLength === undefined ? {} : { maxLength: rule.maxLength }),
  });
  const outline = compileProgram(matcher.pattern, { clipCounts: CLIP });
  const mask = startMask(outline);
  const common = { rule, index, matcher, mask, weight: weightOf(mask) };
  for (const keywords of [rule.keywords, requiredLiterals(matcher.pattern.root)]) {
    const distance = keywords.length === 0 ? undefined : keywordDistance(outline, keywords);
    if (distance !== undefined) return { ...common, keywords, distance };
  }
  return { ...common, keywords: [], distance: undefined };
}

function weightOf(mask: Uint16Array): number {
  let weight = 0;
  for (let offset = 0; offset < CHECKED_BYTES; offset++) {
    const possible = mask.reduce((count, word) => count + ((word >> offset) & 1), 0);
    weight += 8 - Math.log2(Math.max(1, possible));
  }
  return weight;
}
