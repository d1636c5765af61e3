import { array, object, oneOf, string, withDefault } from '@sallyport/documents';

import { missing } from '../gate/evidence.ts';
import type { Evidence } from '../gate/gate-input.ts';
import type { Breach } from '../policy.ts';
import { defineBuiltin } from './builtin.ts';

const LEVELS = ['errors', 'warnings', 'notes'] as const;

export const builtin = defineBuiltin({
  id: 'lint',
  title: 'The linters ran and have nothing to say',
  summary: 'Asks for reports of linters (SARIF) and objects to results from a level on.',
  parameters: object({
    failOn: withDefault(oneOf(['errors', 'warnings', 'notes']), 'errors', 'The mildest level that fails.'),
    tools: withDefault(
      array(string({ minLength: 1 })),
      [],
      'Linters that must have run, by the name in their reports.',
    ),
  }),
  requires: () => ['lint'],
  judge: (input, { failOn, tools }) => {
    const runs = input.evidence
      .map((evidence, index) => ({ evidence, index }))
      .filter(({ evidence }) => evidence.type === 'lint');
    if (runs.length === 0) return { breaches: [] };
    const counted = LEVELS.slice(0, LEVELS.indexOf(failOn) + 1);
    const complete = runs.filter(({ evidence }) => evidence.facts['completed'] !== false);
    const ran = new Set(complete.map(({ evidence }) => evidence.facts['tool']));
    return {
      breaches: runs.flatMap(({ evidence, index }) => objections(evidence, index, counted)),
      missing: [
        ...runs
          .filter((run) => !complete.includes(run))
          .map(({ evidence }) => missing('lint', `${toolOf(evidence)} did not end well.`)),
        ...tools
          .filter((tool) => !ran.has(tool))
          .map((tool) => missing('lint', `There is no complete report of ${tool}.`)),
      ],
    };
  },
});

function toolOf({ facts }: Evidence): string {
  return String(facts['tool'] ?? 'A linter');
}

function objections(evidence: Evidence, index: number, counted: readonly string[]): Breach[] {
  const parts = counted
    .map((level) => ({ level, count: evidence.facts[level] }))
    .filter(({ count }) => typeof count === 'number' && count > 0)
    .map(({ level, count }) => `${String(count)} ${level}`);
  if (parts.length === 0) return [];
  const message = `${toolOf(evidence)} reports ${parts.join(', ')}`;
  return [
    {
      rule: 'results',
      message,
      enforcement: 'deny',
      paths: [['evidence', index]],
      fix: 'Mend what the linter reports.',
    },
  ];
}
