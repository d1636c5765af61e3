import type { Match } from './match.ts';

/**
 * One match for each place: of matches whose secrets overlap, a specific rule beats a generic one, then the one whose
 * beginning says most, then the longer secret, then the rule that is listed first. Matches come in and go out by place.
 */
export function onePerPlace(matches: readonly Match[]): Match[] {
  const kept: Match[] = [];
  let reach = -1;
  for (const match of [...matches].sort((a, b) => a.secretStart - b.secretStart || b.secretEnd - a.secretEnd)) {
    if (match.secretStart >= reach) {
      kept.push(match);
      reach = match.secretEnd;
      continue;
    }
    const rival = kept.at(-1);
    if (rival !== undefined && compare(match, rival) < 0) kept[kept.length - 1] = match;
    reach = Math.max(reach, match.secretEnd);
  }
  return kept;
}

function compare(a: Match, b: Match): number {
  const generic = Number(a.compiled.rule.generic === true) - Number(b.compiled.rule.generic === true);
  if (generic !== 0) return generic;
  const weight = b.compiled.weight() - a.compiled.weight();
  if (weight !== 0) return weight;
  const length = b.secretEnd - b.secretStart - (a.secretEnd - a.secretStart);
  return length === 0 ? a.compiled.index - b.compiled.index : length;
}
