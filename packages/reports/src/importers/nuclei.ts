import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, flat, textAt, textsAt } from './shared/value.ts';

/** Nuclei's JSON lines, or its JSON list. */
export const reader: ReportReader = {
  recognises: (source) =>
    flat(source.tree()).some(
      (entry) =>
        at(entry, 'info', 'severity') !== undefined &&
        (at(entry, 'template-id') ?? at(entry, 'templateID')) !== undefined,
    ),
  read: (source) => (source.empty ? [] : flat(source.jsonValues()).map(draftOf)),
};

function draftOf(entry: unknown): ImportDraft {
  const rule = textAt(entry, 'template-id') ?? textAt(entry, 'templateID');
  const path = textAt(entry, 'matched-at') ?? textAt(entry, 'matched') ?? textAt(entry, 'host');
  const matcher = textAt(entry, 'matcher-name') ?? textAt(entry, 'matcher_name');
  return {
    rule,
    title: textAt(entry, 'info', 'name'),
    message: textAt(entry, 'info', 'description'),
    severity: textAt(entry, 'info', 'severity'),
    ids: [...textsAt(entry, 'info', 'classification', 'cve-id'), ...textsAt(entry, 'info', 'classification', 'cwe-id')],
    fix: textAt(entry, 'info', 'remediation'),
    path,
    key: [rule, textAt(entry, 'type'), hostName(textAt(entry, 'host')), matcher],
  };
}

/** The host alone: what a template finds on two ports or paths of a host is one finding in two places. */
function hostName(host: string | undefined): string | undefined {
  return host !== undefined && URL.canParse(host) ? new URL(host).hostname || host : host;
}
