import type { Explanation } from '@sallyport/signing';

import type { FoundCandidates } from './find-candidates.ts';

/** One line for each thing that was found: whether it counts, what it is, why not. */
export function explainCandidates(explanations: readonly Explanation[], { skipped }: FoundCandidates): string {
  const lines = explanations.map(({ source, counted, predicateType, reason, detail }) => {
    const kind = predicateType === undefined ? '' : ` ${predicateType}`;
    return `  ${counted ? '✓' : '✗'} ${source}${kind}: ${reason === undefined ? detail : `${reason}, ${detail}`}`;
  });
  const others = skipped.map(({ source, detail }) => `  - ${source}: ${detail}`);
  const all = [...lines, ...others];
  return all.length === 0 ? '  nothing is attached to it\n' : `${all.join('\n')}\n`;
}
