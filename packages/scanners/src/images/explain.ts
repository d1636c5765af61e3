import type { RuleExplanation } from '../scanner.ts';
import { imageRules } from './rules.ts';

/** Every rule, for `explain`. */
export function explainRules(): RuleExplanation[] {
  return imageRules.map(({ id, title, severity, why, remediation, tags }) => ({
    id: `images/${id}`,
    title,
    severity,
    why,
    remediation,
    tags,
  }));
}
