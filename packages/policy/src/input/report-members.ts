import { jsonMember, jsonText } from '@sallyport/kernel';

/** A form that tools write reports in. */
export interface ReportForm {
  readonly kind: 'scan' | 'sarif' | 'sbom';
  readonly name: string;
  readonly says: (value: unknown) => boolean;
  /** Every member that the format lets stand at the top. */
  readonly members: ReadonlySet<string>;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const FORMS: readonly ReportForm[] = [
  {
    kind: 'scan',
    name: 'a scan result',
    says: (value) =>
      jsonText(jsonMember(value, 'tool'), 'name') === 'sallyport' && jsonMember(value, 'coverage') !== undefined,
    members: words(
      'schemaVersion identityVersion tool target startedAt durationMs findings coverage suppressionIssues summary decision',
    ),
  },
  {
    kind: 'sarif',
    name: 'a SARIF report',
    says: (value) => Array.isArray(jsonMember(value, 'runs')) && typeof jsonMember(value, 'version') === 'string',
    members: words('$schema version runs inlineExternalProperties properties'),
  },
  {
    kind: 'sbom',
    name: 'a CycloneDX document',
    says: (value) => jsonMember(value, 'bomFormat') === 'CycloneDX',
    members: words(
      '$schema bomFormat specVersion serialNumber version metadata components services externalReferences dependencies compositions vulnerabilities annotations formulation declarations definitions citations properties signature',
    ),
  },
  {
    kind: 'sbom',
    name: 'an SPDX document',
    says: (value) => jsonText(value, 'spdxVersion') !== undefined,
    members: words(
      '$schema spdxVersion SPDXID name dataLicense documentNamespace creationInfo externalDocumentRefs hasExtractedLicensingInfos documentDescribes packages files snippets relationships annotations revieweds comment',
    ),
  },
];

/** The form of report that a value says it is in; undefined for a document. */
export function reportForm(value: unknown): ReportForm | undefined {
  return FORMS.find(({ says }) => says(value));
}

/**
 * A member that a report has and its format does not know. A manifest that also has the members of a report is one that no
 * policy is to look at, and whoever applies it reads over them.
 */
export function foreignMember(value: unknown, { members }: ReportForm): string | undefined {
  return typeof value === 'object' && value !== null
    ? Object.keys(value).find((member) => !members.has(member))
    : undefined;
}
