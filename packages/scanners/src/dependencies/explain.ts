import type { RuleExplanation } from '../scanner.ts';
import { dependencyRules } from './rules.ts';

/** Every rule, for `explain`. */
export function explainRules(): RuleExplanation[] {
  return dependencyRules.map(({ id, title, severity, why, remediation }) => ({
    id: `dependencies/${id}`,
    title,
    severity,
    why,
    remediation,
    tags: [],
  }));
}
