import { boolean, number, object, oneOf, optional, withDefault } from '@sallyport/documents';
import type { ShapeValue } from '@sallyport/documents';
import { SEVERITIES, atLeast } from '@sallyport/findings';
import type { Finding } from '@sallyport/findings';
import { jsonList, jsonMember, jsonText } from '@sallyport/kernel';

import type { GateInput } from '../gate/gate-input.ts';
import type { Breach } from '../policy.ts';
import { DAY_MS, aboutFinding, ageMs, counting, defineBuiltin } from './builtin.ts';

const days = (severity: string) =>
  optional(number({ min: 0 }), `Days after which a ${severity} vulnerability fails though nothing else does.`);

const PARAMETERS = object({
  failOn: withDefault(
    oneOf([...SEVERITIES, 'none']),
    'high',
    'Findings as bad as this or worse fail; none: no severity does.',
  ),
  newOnly: withDefault(boolean(), false, 'Findings that the baseline knows do not count.'),
  fixableOnly: withDefault(boolean(), false, 'A vulnerability fails by its severity only where a fix is available.'),
  knownExploited: withDefault(
    boolean(),
    true,
    'What is exploited in the wild (KEV) or malicious fails whatever its severity.',
  ),
  likelyFrom: optional(
    number({ min: 0, max: 1 }),
    'An EPSS probability from which a vulnerability fails whatever its severity.',
  ),
  maxAgeDays: optional(
    object({
      critical: days('critical'),
      high: days('high'),
      medium: days('medium'),
      low: days('low'),
      info: days('info'),
    }),
    'How long after its publication a vulnerability is borne, by severity.',
  ),
});
type Parameters = ShapeValue<typeof PARAMETERS>;

export const builtin = defineBuiltin({
  id: 'severity',
  title: 'No finding that is too bad',
  summary:
    'Objects to findings from a severity on, to what is exploited (KEV) or likely to be (EPSS), and to vulnerabilities that are borne too long.',
  parameters: PARAMETERS,
  requires: () => ['scan'],
  judge: (input, parameters) => {
    const wanted = (finding: Finding): boolean => !parameters.newOnly || finding.novelty !== 'existing';
    return { breaches: counting(input, wanted).flatMap((one) => judgeOne(input, one, parameters)) };
  },
});

/** The first reason against a finding, the strongest first. */
function judgeOne(
  input: GateInput,
  one: { readonly finding: Finding; readonly index: number },
  parameters: Parameters,
): Breach[] {
  const reason = REASONS.map((ask) => ask(one.finding, parameters, input)).find((told) => told !== undefined);
  if (reason === undefined) return [];
  const [rule, why] = reason;
  return [aboutFinding(rule, one, `${one.finding.title}: ${why}`)];
}

type Reason = (
  finding: Finding,
  parameters: Parameters,
  input: GateInput,
) => readonly [rule: string, why: string] | undefined;

const REASONS: readonly Reason[] = [
  ({ tags }, { knownExploited }) =>
    knownExploited && tags.includes('malicious') ? ['malicious', 'the package is malicious'] : undefined,
  ({ tags }, { knownExploited }) =>
    knownExploited && tags.includes('kev') ? ['exploited', 'it is exploited in the wild (KEV)'] : undefined,
  likely,
  (finding, parameters) =>
    failsBySeverity(finding, parameters) ? ['severity', `it is ${finding.severity}`] : undefined,
  tooOld,
];

function likely({ details }: Finding, { likelyFrom }: Parameters): ReturnType<Reason> {
  const probability = jsonMember(details?.['likelihood'], 'probability');
  if (typeof probability !== 'number' || likelyFrom === undefined || probability < likelyFrom) return undefined;
  return ['likely', `EPSS gives ${(probability * 100).toFixed(1)} % for an attack within 30 days`];
}

function tooOld(finding: Finding, { maxAgeDays }: Parameters, input: GateInput): ReturnType<Reason> {
  const { severity } = finding;
  const most = maxAgeDays?.[severity];
  const age = ageMs(input, publishedOf(finding));
  if (most === undefined || age === undefined || age <= most * DAY_MS) return undefined;
  return ['age', `it has been known for ${Math.floor(age / DAY_MS)} days; ${severity} ones are borne for ${most}`];
}

function failsBySeverity(finding: Finding, { failOn, fixableOnly }: Parameters): boolean {
  if (failOn === 'none' || !atLeast(finding.severity, failOn)) return false;
  return !fixableOnly || !finding.tags.includes('no-fix');
}

/** When the first record about a vulnerability was published. */
function publishedOf({ details }: Finding): string | undefined {
  const records = jsonList(details?.['vulnerability'], 'records');
  return records
    .map((record) => jsonText(record, 'published'))
    .filter((time) => time !== undefined && !Number.isNaN(Date.parse(time)))
    .sort()[0];
}
