import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, listAt, numberAt, textAt } from './shared/value.ts';

const RISKS = ['info', 'low', 'medium', 'high'] as const;

/** ZAP's XML report. An alert is one finding with a place for each instance. */
export const reader: ReportReader = {
  recognises: (source) => at(source.tree(), 'OWASPZAPReport') !== undefined,
  read: (source) =>
    listAt(source.xml(), 'OWASPZAPReport', 'site').flatMap((site, siteIndex) =>
      listAt(site, 'alerts', 'alertitem').flatMap((alert, index) => alertDrafts(alert, site, [siteIndex, index])),
    ),
};

function alertDrafts(alert: unknown, site: unknown, key: readonly number[]): ImportDraft[] {
  const rule = textAt(alert, 'pluginid');
  const title = textAt(alert, 'alert') ?? textAt(alert, 'name');
  const cwe = textAt(alert, 'cweid');
  const uris = listAt(alert, 'instances', 'instance').map((instance) => textAt(instance, 'uri'));
  return (uris.length === 0 ? [textAt(alert, 'uri') ?? textAt(site, '@name')] : uris).map((path) => ({
    rule,
    title,
    message: withoutTags(textAt(alert, 'desc')),
    severity: RISKS[numberAt(alert, 'riskcode') ?? -1],
    ids: cwe === undefined || cwe === '-1' || cwe === '0' ? [] : [`CWE-${cwe}`],
    fix: withoutTags(textAt(alert, 'solution')),
    path,
    key,
  }));
}

function withoutTags(html: string | undefined): string | undefined {
  return html?.replaceAll(/<[^>]*>/g, '');
}
