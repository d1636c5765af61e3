import { jsonText } from '@sallyport/languages/rego';
import type { RuleExplanation } from '@sallyport/languages/rego';

/** Which literals did not hold, one a line, with the values of their parts. */
export function reasonsText(rules: readonly RuleExplanation[]): string {
  const told = rules.flatMap(({ file, literal, operands = [] }) => {
    if (literal === undefined) return [];
    const values = operands.map(
      ({ text, value, because }) => because ?? `${text} = ${value === undefined ? 'undefined' : jsonText(value)}`,
    );
    return [
      `did not hold: ${literal.text} (${file}:${literal.line})${values.length === 0 ? '' : `: ${values.join('; ')}`}`,
    ];
  });
  return told.length === 0 ? 'it is undefined or false' : told.join('\n');
}
