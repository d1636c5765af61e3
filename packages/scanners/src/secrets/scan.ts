import type { ScanContext, ScannerResult } from '../scanner.ts';
import { secretErrors } from './errors.ts';
import { scanTarget } from './sources.ts';
import { secretRules } from './rules/list.ts';

/** Finds secrets in the target. Throws SECRETS_NO_RULES when no rule is in effect. */
export async function scan(context: ScanContext): Promise<ScannerResult> {
  const rules = secretRules;
  if (rules.length === 0) throw secretErrors.NO_RULES({ why: 'none is built in' });
  return await scanTarget(context, rules);
}
