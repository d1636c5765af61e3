import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { severityOfScore } from './shared/severity.ts';
import { at, listAt, numberAt, textAt } from './shared/value.ts';

/** Nancy's JSON. */
export const reader: ReportReader = {
  recognises: (source) =>
    at(source.tree(), 'num_audited') !== undefined && at(source.tree(), 'vulnerable') !== undefined,
  read: (source) =>
    listAt(source.json(), 'vulnerable').flatMap((component) =>
      listAt(component, 'Vulnerabilities').map((found) => draftOf(found, component)),
    ),
};

function draftOf(found: unknown, component: unknown): ImportDraft {
  const purl = textAt(component, 'Coordinates');
  const [, name, version] = /^pkg:golang\/(.+)@(.+)$/.exec(purl ?? '') ?? [];
  return {
    rule: textAt(found, 'ID'),
    title: textAt(found, 'Title'),
    message: textAt(found, 'Description'),
    severity: severityOfScore(numberAt(found, 'CvssScore')),
    package: { name, version, purl },
    ids: [textAt(found, 'Cve')],
    url: textAt(found, 'Reference'),
    path: 'go.sum',
  };
}
