import { compileRule } from './compile.ts';
import type { CompiledRule, CompileOptions } from './compile.ts';
import type { Judged } from './filter.ts';
import { matchesAnywhere } from './match.ts';
import type { Match } from './match.ts';
import type { NearPart, SecretRule } from './rule.ts';

/** Whether the further parts that a rule asks for all stand near enough to a match. */
export type NearCheck = (judged: Judged) => boolean;

/** However far a part may stand by its own words: so that a change far away never decides about a match. */
const MOST_BYTES_AWAY = 8192;
const NEWLINE = 0x0a;

/** `counts` says whether a match of a part would be one by itself. */
export function createNearCheck(
  optionsOf: (rule: SecretRule) => CompileOptions,
  counts: (judged: Judged) => boolean,
): NearCheck {
  const compiled = new Map<NearPart, CompiledRule>();
  const compiledPart = (rule: SecretRule, part: NearPart): CompiledRule => {
    const known = compiled.get(part);
    if (known !== undefined) return known;
    const made = compileRule(part.rule, 0, optionsOf(rule)).compiled;
    compiled.set(part, made);
    return made;
  };
  return (judged) => {
    const { rule } = judged.match.compiled;
    return (rule.near ?? []).every((part) => isNear(judged, part, () => compiledPart(rule, part), counts));
  };
}

function isNear(
  judged: Judged,
  part: NearPart,
  compiled: () => CompiledRule,
  counts: (judged: Judged) => boolean,
): boolean {
  const { match, bytes } = judged;
  const from = Math.max(0, match.start - MOST_BYTES_AWAY);
  const around = bytes.subarray(from, match.end + MOST_BYTES_AWAY);
  const { keywords } = part.rule;
  const lower = keywords.length === 0 ? '' : around.toString('latin1').toLowerCase();
  if (keywords.length > 0 && !keywords.some((keyword) => lower.includes(keyword))) return false;
  return matchesAnywhere(compiled(), around).some((other) => {
    const moved = shifted(other, from);
    return isWithin(match.start, moved.start, part, bytes) && counts({ ...judged, match: moved });
  });
}

function shifted(match: Match, by: number): Match {
  const { compiled, start, end, secretStart, secretEnd } = match;
  return {
    compiled,
    start: start + by,
    end: end + by,
    secretStart: secretStart + by,
    secretEnd: secretEnd + by,
  };
}

/** Lines and columns are those of the beginnings of both matches. */
function isWithin(one: number, other: number, { lines, columns }: NearPart, bytes: Buffer): boolean {
  if (lines !== undefined && linesBetween(bytes, Math.min(one, other), Math.max(one, other)) > lines) return false;
  return columns === undefined || Math.abs(columnOf(bytes, one) - columnOf(bytes, other)) <= columns;
}

function linesBetween(bytes: Buffer, from: number, to: number): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE, from); at !== -1 && at < to; at = bytes.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}

function columnOf(bytes: Buffer, offset: number): number {
  return offset === 0 ? 0 : offset - bytes.lastIndexOf(NEWLINE, offset - 1) - 1;
}
