import { LEAST_KEYWORD_BYTES } from './grams.ts';
import { decodeOutline, outlineOf, weightOf } from './outline.ts';
import type { Outline } from './outline.ts';
import type { Pattern } from './pattern/ast.ts';
import { emitPattern } from './pattern/emit.ts';
import { backtrackingWays } from './pattern/measure.ts';
import { parsePattern } from './pattern/parse.ts';
import type { Dialect } from './pattern/parse.ts';
import { compileProgram } from './pattern/program.ts';
import type { Program } from './pattern/program.ts';
import type { SecretRule } from './rule.ts';

/** How a rule's pattern is run: by V8 where its work is bounded, else by the linear-time engine. */
interface Matcher {
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
  readonly outline: Outline;
  /** Made when a place is first tried. */
  matcher(): Matcher;
  /** Whether it is run by the linear-time engine. */
  isLinear(): boolean;
  weight(): number;
}

export interface CompileOptions {
  readonly dialect?: Dialect;
  readonly ignoreCase?: boolean;
  readonly maxLength?: number;
  /** Written by a user: V8 runs it only if its work is provably bounded. */
  readonly untrusted?: boolean;
  /** The rule's outline, worked out before and encoded; only for rules of our own. */
  readonly outline?: string | undefined;
}

/** Most ways × bytes that a user's pattern may cost in V8 at one place: about half a millisecond. */
const MOST_WORK = 100_000;

function makeMatcher(pattern: Pattern, outline: Outline, untrusted: boolean): Matcher {
  const { maxWidth } = outline;
  const work = untrusted ? backtrackingWays(pattern.root, maxWidth) * maxWidth : 0;
  const emitted = emitPattern(pattern);
  return {
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
    return { rule, index, keywords: rule.keywords, everywhere: !canBeLookedFor(rule.keywords), compiled };
  }
  const { compiled, keywords } = compileRule(rule, index, options);
  compiled.matcher();
  return { rule, index, keywords, everywhere: !canBeLookedFor(keywords), compiled: () => compiled };
}

function canBeLookedFor(keywords: readonly string[]): boolean {
  return keywords.length > 0 && keywords.every((keyword) => Buffer.byteLength(keyword, 'utf8') >= LEAST_KEYWORD_BYTES);
}

/** Compiles a rule, and says which keywords stand in every match of it: its own, those of its pattern, or none. */
export function compileRule(
  rule: SecretRule,
  index: number,
  options: CompileOptions = {},
): { readonly compiled: CompiledRule; readonly keywords: readonly string[] } {
  const parse = once(() => parsePattern(rule.pattern, options.dialect ?? 'js', rule.ignoreCase === true));
  const { outline, keywords } =
    options.outline === undefined
      ? outlineOf(parse(), rule.keywords, rule.maxLength)
      : { outline: decodeOutline(options.outline), keywords: rule.keywords };
  const matcher = once(() => makeMatcher(parse(), outline, options.untrusted === true));
  const isLinear = (): boolean => options.untrusted === true && matcher().linear !== undefined;
  return { compiled: { rule, index, outline, matcher, isLinear, weight: once(() => weightOf(outline)) }, keywords };
}
