/** SPDX 2.x tag-value to the shape of its JSON form, as far as an inventory needs it. */

interface Annotation {
  readonly annotator: string;
  comment?: string;
}

interface Element {
  readonly name: string;
  SPDXID?: string;
  readonly externalRefs: object[];
  readonly checksums: object[];
  readonly annotations: Annotation[];
  readonly [field: string]: unknown;
}

const PACKAGE_FIELDS: Readonly<Record<string, string>> = {
  SPDXID: 'SPDXID',
  PackageVersion: 'versionInfo',
  PackageSupplier: 'supplier',
  PackageLicenseConcluded: 'licenseConcluded',
  PackageLicenseDeclared: 'licenseDeclared',
  PrimaryPackagePurpose: 'primaryPackagePurpose',
  PackageSummary: 'summary',
};

interface Reading {
  readonly document: Record<string, unknown>;
  readonly packages: (Element & Record<string, unknown>)[];
  readonly relationships: object[];
  readonly creators: string[];
  readonly annotations: { annotator: string; target?: string; comment?: string }[];
  /** Fields behind a file, snippet or licence do not belong to the package before it. */
  inPackage: boolean;
  created: string | undefined;
}

/** Parses the text; lines that are no tag are left out. */
export function parseTagValue(input: string): unknown {
  const reading: Reading = {
    document: {},
    packages: [],
    relationships: [],
    creators: [],
    annotations: [],
    inPackage: false,
    created: undefined,
  };
  for (const [tag, value] of tags(input)) take(reading, tag, value);
  for (const { annotator, target, comment } of reading.annotations) {
    const element = reading.packages.find(({ SPDXID }) => SPDXID === target);
    element?.annotations.push({ annotator, ...(comment === undefined ? {} : { comment }) });
  }
  return {
    ...reading.document,
    creationInfo: {
      creators: reading.creators,
      ...(reading.created === undefined ? {} : { created: reading.created }),
    },
    packages: reading.packages,
    relationships: reading.relationships,
  };
}

function* tags(input: string): Generator<[string, string]> {
  const lines = input.split(/\r?\n/);
  for (let at = 0; at < lines.length; at += 1) {
    const match = /^(?<tag>[A-Za-z][A-Za-z0-9]*):\s*(?<value>.*)$/.exec(lines[at] ?? '');
    if (match?.groups === undefined) continue;
    let value = match.groups['value'] ?? '';
    if (value.startsWith('<text>')) {
      while (!value.includes('</text>') && at + 1 < lines.length) {
        at += 1;
        value += `\n${lines[at] ?? ''}`;
      }
      value = value.slice('<text>'.length).split('</text>', 1)[0] ?? '';
    }
    yield [match.groups['tag'] ?? '', value.trim()];
  }
}

function take(reading: Reading, tag: string, value: string): void {
  if (/^(?:FileName|SnippetSPDXID|LicenseID)$/.test(tag)) reading.inPackage = false;
  if (takeDocument(reading, tag, value) || takeAnnotation(reading, tag, value)) return;
  if (tag === 'PackageName') {
    reading.packages.push({ name: value, externalRefs: [], checksums: [], annotations: [] });
    reading.inPackage = true;
    return;
  }
  const current = reading.packages.at(-1);
  if (current !== undefined && reading.inPackage) takePackage(current, tag, value);
  else if (tag === 'SPDXID' && reading.packages.length === 0) reading.document['SPDXID'] = value;
}

function takeDocument(reading: Reading, tag: string, value: string): boolean {
  switch (tag) {
    case 'SPDXVersion':
      reading.document['spdxVersion'] = value;
      return true;
    case 'DocumentName':
      reading.document['name'] = value;
      return true;
    case 'Creator':
      reading.creators.push(value);
      return true;
    case 'Created':
      reading.created = value;
      return true;
    case 'Relationship': {
      const [spdxElementId, relationshipType, relatedSpdxElement] = value.split(/\s+/);
      reading.relationships.push({ spdxElementId, relationshipType, relatedSpdxElement });
      return true;
    }
    default:
      return false;
  }
}

function takeAnnotation(reading: Reading, tag: string, value: string): boolean {
  const current = reading.annotations.at(-1);
  switch (tag) {
    case 'Annotator':
      reading.annotations.push({ annotator: value });
      return true;
    case 'SPDXREF':
      if (current !== undefined) current.target = value;
      return true;
    case 'AnnotationComment':
      if (current !== undefined) current.comment = value;
      return true;
    default:
      return false;
  }
}

function takePackage(current: Element & Record<string, unknown>, tag: string, value: string): void {
  const field = Object.hasOwn(PACKAGE_FIELDS, tag) ? PACKAGE_FIELDS[tag] : undefined;
  if (field !== undefined) {
    current[field] = value;
  } else if (tag === 'ExternalRef') {
    const [referenceCategory, referenceType, referenceLocator] = value.split(/\s+/);
    current.externalRefs.push({ referenceCategory, referenceType, referenceLocator });
  } else if (tag === 'PackageChecksum') {
    const [algorithm, checksumValue] = value.split(/:\s*/);
    current.checksums.push({ algorithm, checksumValue });
  }
}
