import type { CompiledRule, EngineRule } from './compile.ts';
import { hasRun } from './outline.ts';
import type { Part } from './part.ts';
import { matchLinear } from './pattern/linear.ts';
import type { Meter } from './pattern/linear.ts';
import { mayStart, RULE_SPAN } from './sweep.ts';

/** One match of one rule; offsets in bytes. */
export interface Match {
  readonly compiled: CompiledRule;
  readonly start: number;
  readonly end: number;
  readonly secretStart: number;
  readonly secretEnd: number;
}

/** What was seen in one text, before any filter. */
export interface Sightings {
  readonly matches: readonly Match[];
  /** A rule met a text made to keep it busy and gave up on the rest of it. */
  readonly gaveUp: boolean;
}

export interface MatchRequest {
  readonly rules: readonly EngineRule[];
  /** Rules without keywords: every place is tried. */
  readonly everywhere: readonly EngineRule[];
  readonly bytes: Buffer;
  readonly part: Part;
  readonly candidates: readonly number[];
}

/** Attempts that may cost this much are counted, lest a text full of false starts keeps them busy without end. */
const COSTLY = 1024;

/** The text in the forms that the two engines read, made when needed. */
interface Text {
  readonly bytes: Buffer;
  /** All of it as V8 reads it, once pieces of it come to more. */
  latin1: string | undefined;
  /** Bytes that were turned into pieces so far. */
  pieced: number;
}

/** Runs the rules at their candidates, and at every place those that have no keywords. */
export function matchesAt(request: MatchRequest): Sightings {
  const text: Text = { bytes: request.bytes, latin1: undefined, pieced: 0 };
  const sightings = matchesAtCandidates(request, text);
  if (request.everywhere.length === 0) return sightings;
  const others = request.everywhere.map((rule) => matchesEverywhere(rule.compiled(), text, request.part));
  const matches = [...sightings.matches, ...others.flatMap((other) => other.matches)];
  return {
    gaveUp: sightings.gaveUp || others.some((other) => other.gaveUp),
    matches: matches.sort((a, b) => a.start - b.start || a.compiled.index - b.compiled.index),
  };
}

/** Steps that one rule may spend on a text in attempts that fail: about a second. */
function budgetFor(compiled: CompiledRule, text: Text): Meter {
  const base = compiled.isLinear() ? 16 * 1024 * 1024 : 4 * 1024 * 1024;
  return { left: base + 64 * text.bytes.length };
}

function matchesAtCandidates({ rules, candidates }: MatchRequest, text: Text): Sightings {
  const matches: Match[] = [];
  const progress = new Map<number, { busyUntil: number; readonly meter: Meter }>();
  let gaveUp = false;
  let previous = -1;
  for (const candidate of candidates) {
    const index = candidate % RULE_SPAN;
    const start = (candidate - index) / RULE_SPAN;
    const compiled = rules[index]?.compiled();
    if (candidate === previous || compiled === undefined) continue;
    previous = candidate;
    let rule = progress.get(index);
    if (rule === undefined) progress.set(index, (rule = { busyUntil: 0, meter: budgetFor(compiled, text) }));
    gaveUp ||= rule.meter.left < 0;
    if (start < rule.busyUntil || rule.meter.left < 0) continue;
    const match = matchAt(compiled, text, start, rule.meter);
    if (match === undefined) continue;
    rule.busyUntil = Math.max(match.end, start + 1);
    matches.push(match);
  }
  return { matches, gaveUp };
}

/** Every match of one rule in a text, without keywords to go by. */
export function matchesAnywhere(compiled: CompiledRule, bytes: Buffer): readonly Match[] {
  return matchesEverywhere(compiled, { bytes, latin1: undefined, pieced: 0 }, { from: 0, to: bytes.length }).matches;
}

function matchesEverywhere(compiled: CompiledRule, text: Text, part: Part): Sightings {
  const matches: Match[] = [];
  const meter = budgetFor(compiled, text);
  for (let start = part.from; start < part.to && meter.left >= 0; start++) {
    if (!mayStart(compiled, text.bytes, start)) continue;
    const match = matchAt(compiled, text, start, meter);
    if (match === undefined || match.end === match.start) continue;
    matches.push(match);
    start = match.end - 1;
  }
  return { matches, gaveUp: meter.left < 0 };
}

function matchAt(compiled: CompiledRule, text: Text, start: number, meter: Meter): Match | undefined {
  const { rule, outline } = compiled;
  if (!hasRun(outline, text.bytes, start, start + outline.maxWidth)) {
    if (outline.maxWidth > COSTLY) meter.left -= outline.maxWidth;
    return undefined;
  }
  const matcher = compiled.matcher();
  const spans = matcher.linear === undefined ? runV8(compiled, text, start) : runLinear(compiled, text, start, meter);
  if (spans === undefined) {
    if (matcher.linear === undefined && matcher.cost > COSTLY) meter.left -= matcher.cost;
    return undefined;
  }
  const [whole, ...groups] = spans;
  if (whole === undefined) return undefined;
  const chosen = rule.secretGroup === undefined ? groups.find((group) => group !== undefined) : spans[rule.secretGroup];
  const [secretStart, secretEnd] = chosen ?? whole;
  return { compiled, start: whole[0], end: whole[1], secretStart, secretEnd };
}

type Spans = readonly (readonly [number, number] | undefined)[];

function runV8({ matcher, outline }: CompiledRule, text: Text, start: number): Spans | undefined {
  const { sticky, withIndices } = matcher();
  const { maxWidth, isCut } = outline;
  const { subject, shift } = subjectFor(text, start, maxWidth, isCut);
  sticky.lastIndex = start - shift;
  if (!sticky.test(subject)) return undefined;
  const regex = withIndices();
  regex.lastIndex = start - shift;
  const indices = regex.exec(subject)?.indices;
  const whole = indices?.[0];
  if (indices === undefined || whole === undefined || whole[1] - whole[0] > maxWidth) return undefined;
  return indices.map((span): Spans[number] => (span === undefined ? undefined : [span[0] + shift, span[1] + shift]));
}

/**
 * What V8 is given: the piece that a match from `start` may cover, and one byte more on each side, since what stands there
 * decides about \b and $. Where many places are tried, one string of the whole text is cheaper than a piece for each.
 */
function subjectFor(
  text: Text,
  start: number,
  maxWidth: number,
  isCut: boolean,
): { readonly subject: string; readonly shift: number } {
  const { bytes } = text;
  const shift = Math.max(0, start - 1);
  const end = Math.min(bytes.length, start + maxWidth + 1);
  text.pieced += end - shift;
  if (text.pieced < bytes.length) return { subject: bytes.toString('latin1', shift, end), shift };
  text.latin1 ??= bytes.toString('latin1');
  return isCut ? { subject: text.latin1.slice(shift, end), shift } : { subject: text.latin1, shift: 0 };
}

function runLinear(compiled: CompiledRule, text: Text, start: number, meter: Meter): Spans | undefined {
  const { linear } = compiled.matcher();
  if (linear === undefined) return undefined;
  const end = Math.min(text.bytes.length, start + compiled.outline.maxWidth);
  const captures = matchLinear(linear, text.bytes, start, end, meter);
  if (captures === undefined) return undefined;
  return Array.from({ length: captures.length / 2 }, (_, index): Spans[number] => {
    const [from = -1, to = -1] = [captures[2 * index], captures[2 * index + 1]];
    return from < 0 || to < from ? undefined : [from, to];
  });
}
