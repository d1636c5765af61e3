import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, entriesAt, listAt, textAt } from './shared/value.ts';

/** Kubescape's JSON, version 2: one finding for each control that a resource fails. */
export const reader: ReportReader = {
  recognises: (source) => at(source.tree(), 'summaryDetails', 'controls') !== undefined,
  read: (source) => {
    const report = source.json();
    const controls = new Map(entriesAt(report, 'summaryDetails', 'controls'));
    return listAt(report, 'results').flatMap((result) =>
      listAt(result, 'controls')
        .filter((control) => textAt(control, 'status', 'status') === 'failed')
        .map((control) => draftOf(control, controls, textAt(result, 'resourceID'))),
    );
  },
};

function draftOf(control: unknown, controls: ReadonlyMap<string, unknown>, path: string | undefined): ImportDraft {
  const rule = textAt(control, 'controlID');
  const factor = Number(textAt(controls.get(rule ?? ''), 'scoreFactor') ?? Number.NaN);
  return { rule, title: textAt(control, 'name'), severity: severityOfFactor(factor), path };
}

function severityOfFactor(factor: number): string | undefined {
  if (Number.isNaN(factor)) return undefined;
  if (factor >= 9) return 'critical';
  if (factor >= 7) return 'high';
  return factor >= 4 ? 'medium' : 'low';
}
