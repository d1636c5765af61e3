import { loadSecretSearch } from '@sallyport/scanners';
import type { SecretInText, SecretSearch } from '@sallyport/scanners';

import type { CaseResult } from './runner.ts';
import { kindsOf } from './secrets-aliases.ts';

interface Vector {
  readonly text: string;
  readonly path?: string;
}

/** A rule of the corpus with the texts that it must and must not find. */
interface RuleVectors {
  readonly rule: string;
  readonly tps: readonly Vector[];
  readonly fps: readonly Vector[];
}

/**
 * Counts four things: `positives` (a vector found as the right kind), `rules` (all positives of a rule found), `negatives`
 * (a vector that the rule must not match, left alone by its kinds) and `generic` (a finding in the positives that is of a
 * provider's kind, rather than a generic one).
 */
export async function runSecretVectors(cases: unknown): Promise<CaseResult[]> {
  const search = await loadSecretSearch();
  return (cases as readonly RuleVectors[]).flatMap((vectors) => [
    ...positives(vectors, search),
    ...vectors.fps.map((vector, index) =>
      negative(vectors.rule, `${vectors.rule}/fp${index}`, search(vector.text, vector.path)),
    ),
  ]);
}

function positives({ rule, tps }: RuleVectors, search: SecretSearch): CaseResult[] {
  const kinds = kindsOf(rule);
  const looked = tps.map((vector, index) => ({ id: `${rule}/tp${index}`, found: search(vector.text, vector.path) }));
  const results = looked.map(({ id, found }) => {
    const passed = found.some(({ ruleId }) => kinds.includes(ruleId));
    return {
      id,
      group: 'positives',
      passed,
      ...(passed ? {} : { reason: `${seen(found)}, not as ${kinds.join(' or ')}` }),
    };
  });
  const hits = looked.flatMap(({ id, found }) =>
    found.map(({ ruleId, generic }, index) => ({
      id: `${id}/hit${index}`,
      group: 'generic',
      passed: !generic,
      ...(generic ? { reason: `found as ${ruleId}` } : {}),
    })),
  );
  const missed = results.filter((result) => !result.passed).length;
  const full = {
    id: rule,
    group: 'rules',
    passed: missed === 0,
    ...(missed === 0 ? {} : { reason: `${missed} of ${tps.length} not found` }),
  };
  return tps.length === 0 ? [] : [...results, ...hits, full];
}

function negative(rule: string, id: string, found: readonly SecretInText[]): CaseResult {
  const flagged = found.find(({ ruleId }) => kindsOf(rule).includes(ruleId));
  if (flagged === undefined) return { id, group: 'negatives', passed: true };
  return { id, group: 'negatives', passed: false, reason: `flagged as ${flagged.ruleId}` };
}

function seen(found: readonly SecretInText[]): string {
  return found.length === 0 ? 'not found' : `found as ${found.map(({ ruleId }) => ruleId).join(', ')}`;
}
