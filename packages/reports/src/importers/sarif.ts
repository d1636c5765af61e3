import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { severityOfScore } from './shared/severity.ts';
import type { ReportSource } from './shared/source.ts';
import { at, listAt, numberAt, textAt, textsAt } from './shared/value.ts';

/** SARIF 2.1.0 of any tool. Results that passed, do not apply or are suppressed by the tool are no findings. */
export const reader: ReportReader = {
  recognises: (source) => Array.isArray(at(source.tree(), 'runs')) && /"\$schema"|"version"/.test(source.text),
  read: (source) => sarifDrafts(source),
};

/** One draft for each location of a result, or one without a place. */
export function sarifDrafts(source: ReportSource): ImportDraft[] {
  return listAt(source.json(), 'runs').flatMap((run) => {
    const rules = rulesOf(run);
    return listAt(run, 'results')
      .filter(counts)
      .map((result) => draftOf(result, rules, run));
  });
}

type Rules = ReadonlyMap<string, unknown>;

function rulesOf(run: unknown): Rules {
  const components = [at(run, 'tool', 'driver'), ...listAt(run, 'tool', 'extensions')];
  return new Map(
    components.flatMap((component) =>
      listAt(component, 'rules').map((rule): [string, unknown] => [textAt(rule, 'id') ?? '', rule]),
    ),
  );
}

function counts(result: unknown): boolean {
  const kind = textAt(result, 'kind') ?? 'fail';
  return !['pass', 'notApplicable', 'informational'].includes(kind);
}

function draftOf(result: unknown, rules: Rules, run: unknown): ImportDraft {
  const ruleId = textAt(result, 'ruleId') ?? textAt(result, 'rule', 'id') ?? ruleByIndex(result, run);
  const rule = rules.get(ruleId ?? '');
  const place = at(result, 'locations', 0, 'physicalLocation');
  const message = messageOf(result, rule, run);
  return {
    rule: ruleId,
    title: message ?? textAt(rule, 'shortDescription', 'text') ?? textAt(rule, 'name') ?? ruleId,
    message,
    severity: severityOfResult(result, rule),
    path:
      textAt(place, 'artifactLocation', 'uri') ??
      textAt(run, 'artifacts', numberAt(place, 'artifactLocation', 'index') ?? -1, 'location', 'uri'),
    line: numberAt(place, 'region', 'startLine'),
    endLine: numberAt(place, 'region', 'endLine'),
    column: numberAt(place, 'region', 'startColumn'),
    ids: idsOf(ruleId, rule),
    url: textAt(rule, 'helpUri'),
    suppressed: suppressionOf(result),
  };
}

function suppressionOf(result: unknown): string | undefined {
  const accepted = listAt(result, 'suppressions').find(
    (entry) => (textAt(entry, 'status') ?? 'accepted') === 'accepted',
  );
  return accepted === undefined
    ? undefined
    : (textAt(accepted, 'justification') ?? textAt(accepted, 'kind') ?? 'suppressed');
}

function ruleByIndex(result: unknown, run: unknown): string | undefined {
  const index = numberAt(result, 'ruleIndex') ?? numberAt(result, 'rule', 'index');
  return index === undefined ? undefined : textAt(run, 'tool', 'driver', 'rules', index, 'id');
}

function messageOf(result: unknown, rule: unknown, run: unknown): string | undefined {
  const own = textAt(result, 'message', 'text') ?? textAt(result, 'message', 'markdown');
  if (own !== undefined) return own;
  const id = textAt(result, 'message', 'id') ?? 'default';
  const template =
    textAt(rule, 'messageStrings', id, 'text') ?? textAt(run, 'tool', 'driver', 'globalMessageStrings', id, 'text');
  const values = textsAt(result, 'message', 'arguments');
  return template?.replaceAll(/\{(\d+)\}/g, (whole, index: string) => values[Number(index)] ?? whole);
}

function severityOfResult(result: unknown, rule: unknown): string | undefined {
  const score =
    numberAt(result, 'properties', 'security-severity') ?? numberAt(rule, 'properties', 'security-severity');
  return (
    severityOfScore(score) ?? textAt(result, 'level') ?? textAt(rule, 'defaultConfiguration', 'level') ?? 'warning'
  );
}

function idsOf(ruleId: string | undefined, rule: unknown): string[] {
  const tags = textsAt(rule, 'properties', 'tags').map((tag) => /cwe-0*(\d+)/i.exec(tag)?.[1]);
  const weaknesses = tags.filter((number) => number !== undefined).map((number) => `CWE-${number}`);
  const own = /(?:CVE-\d{4}-\d+|GHSA(?:-\w{4}){3})/i.exec(ruleId ?? '')?.[0];
  return [...(own === undefined ? [] : [own]), ...weaknesses];
}
