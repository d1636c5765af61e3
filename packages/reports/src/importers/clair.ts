import type { ImportDraft } from './imported-finding.ts';
import type { ReportReader } from './report-reader.ts';
import { at, entriesAt, flat, listAt, textAt } from './shared/value.ts';

/** Clair's JSON, and klar's, which groups by severity. */
export const reader: ReportReader = {
  recognises: (source) =>
    at(source.tree(), 'LayerCount') !== undefined ||
    (at(source.tree(), 'image') !== undefined &&
      at(source.tree(), 'vulnerabilities') !== undefined &&
      at(source.tree(), 'unapproved') !== undefined),
  read: (source) => {
    const report = source.json();
    return [
      ...listAt(report, 'vulnerabilities').map(clairDraft),
      ...entriesAt(report, 'Vulnerabilities').flatMap(([, list]) => flat(list).map(klarDraft)),
    ];
  },
};

function clairDraft(found: unknown): ImportDraft {
  const rule = textAt(found, 'vulnerability');
  return {
    rule,
    title: `${rule} in ${textAt(found, 'featurename')}`,
    message: textAt(found, 'description'),
    severity: textAt(found, 'severity'),
    package: {
      name: textAt(found, 'featurename'),
      version: textAt(found, 'featureversion'),
      fixed: textAt(found, 'fixedby'),
    },
    ids: [rule],
    url: textAt(found, 'link'),
  };
}

function klarDraft(found: unknown): ImportDraft {
  const rule = textAt(found, 'Name');
  return {
    rule,
    title: `${rule} in ${textAt(found, 'FeatureName')}`,
    message: textAt(found, 'Description'),
    severity: textAt(found, 'Severity'),
    package: {
      name: textAt(found, 'FeatureName'),
      version: textAt(found, 'FeatureVersion'),
      fixed: textAt(found, 'FixedBy'),
    },
    ids: [rule],
    url: textAt(found, 'Link'),
  };
}
