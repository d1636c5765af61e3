import type { CheckResult, Sighting } from '@sallyport/findings';

import type { Breach, Check, CheckOptions, Outcome } from './checks/check.ts';
import { checks } from './checks/list.ts';
import type { DockerSnapshot } from './snapshot/snapshot.ts';

/** Most findings of one check; the rest is counted in the last one. */
const MOST = 200;
const EVIDENCE_SHOWN = 10;

export interface Evaluated {
  readonly sightings: readonly Sighting[];
  readonly results: readonly CheckResult[];
  /** Checks that could not be made, in whole or for some of what they are about, with the reason. */
  readonly unsure: readonly { readonly cis: string; readonly reason: string }[];
}

/** Makes every check on a snapshot. */
export function evaluate(snapshot: DockerSnapshot, options: CheckOptions): Evaluated {
  const made = checks.map((check) => ({ check, outcome: check.evaluate(snapshot, options) }));
  return {
    sightings: made.flatMap(({ check, outcome }) => sightingsOf(check, outcome)),
    results: made.map(({ check, outcome }) => resultOf(check, outcome)),
    unsure: made.flatMap(({ check: { cis }, outcome }) => {
      if (outcome.state === 'unknown') return [{ cis, reason: outcome.reason }];
      return outcome.state === 'fail' && outcome.partial !== undefined ? [{ cis, reason: outcome.partial }] : [];
    }),
  };
}

function resultOf({ cis, rule, wanted, fix }: Check, outcome: Outcome): CheckResult {
  return { id: cis, rule, title: wanted, state: outcome.state, evidence: evidenceOf(outcome), fix };
}

function evidenceOf(outcome: Outcome): string[] {
  if (outcome.state === 'pass') return [];
  if (outcome.state !== 'fail') return [outcome.reason];
  const more = outcome.breaches.length - EVIDENCE_SHOWN;
  const shown = outcome.breaches.slice(0, EVIDENCE_SHOWN).map(({ subject, says }) => `${subject}: ${says}`);
  return more > 0 ? [...shown.slice(0, -1), `and ${more + 1} more`] : shown;
}

function sightingsOf(check: Check, outcome: Outcome): Sighting[] {
  if (outcome.state !== 'fail') return [];
  const rest = outcome.breaches.length - MOST;
  return outcome.breaches
    .slice(0, MOST)
    .map((breach, index) => sightingOf(check, breach, index === MOST - 1 && rest > 0 ? rest : 0));
}

function sightingOf({ cis, rule, title, severity, fix }: Check, { subject, says }: Breach, rest: number): Sighting {
  return {
    scanner: 'docker-host',
    rule,
    title,
    message: rest === 0 ? says : `${says} The same holds for ${rest} more, which are not listed.`,
    severity,
    confidence: 'high',
    remediation: { summary: fix },
    references: [],
    tags: [`cis-docker:${cis}`],
    location: { path: subject },
    anchor: subject,
  };
}
