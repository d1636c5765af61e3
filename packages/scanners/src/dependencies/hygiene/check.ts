import type { Sighting } from '@sallyport/findings';

import { checkConfusion } from './confusion.ts';
import { toDoubtSighting } from './doubt.ts';
import type { HygieneCheck, HygieneFacts } from './doubt.ts';
import { checkInStep } from './in-step.ts';
import { checkInstallScripts } from './install-scripts.ts';
import { checkForeignHosts } from './foreign-hosts.ts';
import { checkIntegrity, checkWeakIntegrity } from './integrity.ts';
import { checkLookalikes } from './lookalikes.ts';
import { checkSources } from './sources.ts';

/** Every check; one line each. */
const CHECKS: readonly HygieneCheck[] = [
  checkSources,
  checkInstallScripts,
  checkIntegrity,
  checkWeakIntegrity,
  checkForeignHosts,
  checkInStep,
  checkLookalikes,
  checkConfusion,
];

/** What is doubtful about the packages, whatever their versions. */
export function checkHygiene(facts: HygieneFacts): Sighting[] {
  return CHECKS.flatMap((check) => [...check(facts)].map(toDoubtSighting));
}
