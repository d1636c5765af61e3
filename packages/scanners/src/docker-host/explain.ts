import type { RuleExplanation } from '../scanner.ts';
import { checks } from './checks/list.ts';

/** Every rule, for `explain`. */
export function explainRules(): RuleExplanation[] {
  return checks.map(({ cis, rule, title, severity, why, fix }) => ({
    id: `docker-host/${rule}`,
    title,
    severity,
    why,
    remediation: { summary: fix },
    tags: [`cis-docker:${cis}`],
  }));
}
