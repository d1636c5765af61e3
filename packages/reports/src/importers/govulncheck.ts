import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { sarifDrafts } from './sarif.ts';
import { at, listAt, textAt, textsAt } from './shared/value.ts';
import type { ReportSource } from './shared/source.ts';

/** govulncheck's stream of JSON messages, its older single object, and its SARIF. */
export const reader: ReportReader = {
  recognises: (source) =>
    at(source.tree(), 'Vulns', 0, 'OSV') !== undefined ||
    (/"(?:config|osv|finding)"\s*:\s*\{/.test(source.text) && /"(?:protocol_version|trace)"/.test(source.text)),
  read: readGovulncheck,
};

function readGovulncheck(source: ReportSource): ImportDraft[] {
  const [first, ...rest] = source.jsonValues();
  if (at(first, 'runs') !== undefined) return sarifDrafts(source);
  const messages = Array.isArray(first) ? first : [first, ...rest];
  const advisories = new Map(
    messages.flatMap((message): [string, unknown][] =>
      at(message, 'osv') === undefined ? [] : [[textAt(message, 'osv', 'id') ?? '', at(message, 'osv')]],
    ),
  );
  const found = messages.flatMap((message) =>
    listAt(message, 'finding').map((finding) => findingDraft(finding, advisories)),
  );
  return found.length > 0 ? found : listAt(first, 'Vulns').map(oldDraft);
}

function findingDraft(finding: unknown, advisories: ReadonlyMap<string, unknown>): ImportDraft {
  const rule = textAt(finding, 'osv');
  const advisory = advisories.get(rule ?? '');
  const trace = at(finding, 'trace', 0);
  return {
    rule,
    title: textAt(advisory, 'summary') ?? rule,
    message: textAt(advisory, 'details'),
    severity: textAt(advisory, 'database_specific', 'severity'),
    package: {
      name: textAt(trace, 'module'),
      version: textAt(trace, 'version'),
      fixed: textAt(finding, 'fixed_version'),
    },
    ids: [rule, ...textsAt(advisory, 'aliases')],
    path: textAt(trace, 'position', 'filename'),
    key: [rule],
  };
}

function oldDraft(found: unknown): ImportDraft {
  const rule = textAt(found, 'OSV', 'id');
  return {
    rule,
    title: textAt(found, 'OSV', 'details') ?? rule,
    package: { name: textAt(found, 'ModPath') },
    ids: [rule, ...textsAt(found, 'OSV', 'aliases')],
    key: [rule],
  };
}
