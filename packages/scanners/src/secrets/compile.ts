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
  /** What an attempt that fails may cost in V8, in steps. */
  readonly cost: number;
  /** Set where V8 could take too long: run this instead. */
  readonly linear: Program | undefined;
}

/** A rule and its number in the engine; what is costly to make is made when its keyword is first seen. */
export interface EngineRule {
  readonly rule: SecretRule;
  readonly index: number;
  readonly keywords: readonly string[];
  /** Whether every place of a text is tried, since a match may be without a keyword. */
  readonly everywhere: boolean;
  compiled(): CompiledRule;
}

/** A rule made ready to run. */
export interface CompiledRule {
  readonly rule: SecretRule;
  /** Its number in the engine; the order of rules is the last word between two that saw the same place. */
  readonly index: number;
  readonly matcher: Matcher;
  readonly mask: Uint16Array;
  /** How far from a match's start one of its keywords may stand. */
  readonly distance: KeywordDistance;
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
/** Most ways × bytes that a user's pattern may cost in V8 at one place: about half a millisecond. */
const MOST_WORK = 100_000;
/** Counts beyond this do not matter for where keywords stand and how matches begin. */
const CLIP = 48;

/** Compiles a pattern. Throws PatternError or ProgramTooLarge. */
function compileMatcher(source: string, options: CompileOptions = {}): Matcher {
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
    cost: Math.max(work, maxWidth),
    linear: work > MOST_WORK ? compileProgram(pattern) : undefined,
  };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/**
 * Makes a rule ready. A rule of our own is trusted to name keywords that stand in every match (a test holds them to it) and
 * is compiled when one is first seen. A user's rule is compiled at once, so that mistakes show; if its keywords do not stand
 * in every match, they are replaced by texts that the pattern itself requires, if there are any.
 * Throws PatternError or ProgramTooLarge for a user's rule.
 */
export function prepareRule(rule: SecretRule, index: number, options: CompileOptions = {}): EngineRule {
  if (options.untrusted !== true) {
    const compiled = once(() => compileRule(rule, index, options).compiled);
    return { rule, index, keywords: rule.keywords, everywhere: rule.keywords.length === 0, compiled };
  }
  const { compiled, keywords } = compileRule(rule, index, options);
  return { rule, index, keywords, everywhere: keywords.length === 0, compiled: () => compiled };
}

/** How far a keyword may stand from a match's start where the pattern is too tangled to tell. */
const UNKNOWN_DISTANCE: KeywordDistance = { min: 0, max: 256 };

/** Compiles a rule, and says which keywords stand in every match of it: its own, those of its pattern, or none. */
export function compileRule(
  rule: SecretRule,
  index: number,
  options: CompileOptions = {},
): { readonly compiled: CompiledRule; readonly keywords: readonly string[] } {
  const matcher = compileMatcher(rule.pattern, {
    ...options,
    ignoreCase: rule.ignoreCase === true,
    ...(rule.maxLength === undefined ? {} : { maxLength: rule.maxLength }),
  });
  const outline = compileProgram(matcher.pattern, { clipCounts: CLIP });
  const mask = startMask(outline);
  const common = { rule, index, matcher, mask, weight: weightOf(mask) };
  const own = keywordDistance(outline, rule.keywords);
  if (own !== undefined) return { compiled: { ...common, distance: own }, keywords: rule.keywords };
  const required = requiredLiterals(matcher.pattern.root);
  const distance = keywordDistance(outline, required);
  const known = distance !== undefined;
  return { compiled: { ...common, distance: distance ?? UNKNOWN_DISTANCE }, keywords: known ? required : [] };
}

function weightOf(mask: Uint16Array): number {
  let weight = 0;
  for (let offset = 0; offset < CHECKED_BYTES; offset++) {
    const possible = mask.reduce((count, word) => count + ((word >> offset) & 1), 0);
    weight += 8 - Math.log2(Math.max(1, possible));
  }
  return weight;
}
