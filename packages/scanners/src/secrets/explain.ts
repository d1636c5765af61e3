import type { RuleExplanation } from '../scanner.ts';
import { secretRules } from './rules/list.ts';
import type { SecretRule } from './rule.ts';

/** Every built-in rule, for `explain`. */
export function explainRules(): RuleExplanation[] {
  return secretRules.map(explainRule);
}

function explainRule(rule: SecretRule): RuleExplanation {
  return {
    id: `secrets/${rule.id}`,
    title: rule.title,
    severity: rule.severity,
    why: `Whoever has it gets access to ${rule.opens}. What was once in a repository counts as known to others, even where a later commit took it out.`,
    remediation: {
      summary: rule.revoke,
      steps: [
        'Make a new one and give it to the program from a secret store or the environment, not from a file in the repository.',
        "Look through the provider's access log for uses that were not yours.",
      ],
      ...(rule.url === undefined ? {} : { url: rule.url }),
    },
    tags: rule.tags ?? [],
  };
}
