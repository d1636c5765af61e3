import { rfc3339, sha256Hex } from '@sallyport/kernel';

import { defined } from '../defined.ts';
import type { Inventory, InventorySubject, LicenceClaim, Package } from '../package.ts';
import { extrasOf } from './extras.ts';
import type { Extras } from './extras.ts';
import { hexOfIntegrity } from './integrity.ts';
import type { WriteOptions } from './sbom.ts';

const DOCUMENT = 'SPDXRef-DOCUMENT';
const SUBJECT = 'SPDXRef-Subject';

interface Relationship {
  readonly spdxElementId: string;
  readonly relationshipType: string;
  readonly relatedSpdxElement: string;
}

/** SPDX 2.3 JSON. Deterministic: identifiers and the namespace are made from the content. */
export function writeSpdx(inventory: Inventory, options: WriteOptions): string {
  const ids = new Map(inventory.packages.map((each) => [each.id, spdxId(each)]));
  const packages = inventory.packages.map((each) => packageOf(each, ids.get(each.id) ?? DOCUMENT, options));
  const body = {
    packages: [...subjectPackages(inventory, options), ...packages],
    relationships: relationshipsOf(inventory, ids),
  };
  const name = inventory.subject?.name ?? 'inventory';
  const extracted = extractedLicences(inventory.packages);
  const document = {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: DOCUMENT,
    name,
    documentNamespace: `urn:sallyport:spdx:${sha256Hex(JSON.stringify([body, options.timestamp]))}`,
    creationInfo: { created: rfc3339(options.timestamp), creators: [toolOf(options)] },
    ...(extracted.length === 0 ? {} : { hasExtractedLicensingInfos: extracted }),
    ...body,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

const toolOf = ({ tool }: WriteOptions): string => `Tool: ${tool.name}-${tool.version}`;

function spdxId({ id, name }: Package): string {
  return `SPDXRef-Package-${name.replaceAll(/[^A-Za-z0-9.-]+/g, '-').slice(0, 80)}-${sha256Hex(id).slice(0, 16)}`;
}

const PURPOSES: Readonly<Record<InventorySubject['type'], string>> = {
  application: 'APPLICATION',
  container: 'CONTAINER',
  'operating-system': 'OPERATING-SYSTEM',
  library: 'LIBRARY',
  file: 'FILE',
};

function subjectPackages({ subject, operatingSystem }: Inventory, options: WriteOptions): object[] {
  const all: object[] = [];
  if (subject !== undefined) {
    const extras: Extras = subject.digest === undefined ? [] : [['sallyport:digest', subject.digest]];
    all.push({
      ...frame(SUBJECT, subject.name, subject.version),
      primaryPackagePurpose: PURPOSES[subject.type],
      ...(subject.purl === undefined ? {} : { externalRefs: [purlRef(subject.purl)] }),
      ...annotations(extras, options),
    });
  }
  if (operatingSystem !== undefined) {
    all.push({
      ...frame('SPDXRef-OperatingSystem', operatingSystem.id, operatingSystem.version),
      primaryPackagePurpose: 'OPERATING-SYSTEM',
      ...defined({ summary: operatingSystem.name }),
    });
  }
  return all;
}

function frame(id: string, name: string, version: string | undefined): object {
  return {
    name,
    SPDXID: id,
    ...defined({ versionInfo: version === '' ? undefined : version }),
    downloadLocation: 'NOASSERTION',
    filesAnalyzed: false,
  };
}

const purlRef = (purl: string): object => ({
  referenceCategory: 'PACKAGE-MANAGER',
  referenceType: 'purl',
  referenceLocator: purl,
});

function annotations(extras: Extras, options: WriteOptions): object {
  if (extras.length === 0) return {};
  const comment = extras.map(([name, value]) => `${name}=${value}`).join('\n');
  const annotation = {
    annotationDate: rfc3339(options.timestamp),
    annotationType: 'OTHER',
    annotator: toolOf(options),
    comment,
  };
  return { annotations: [annotation] };
}

const ALGORITHMS: Readonly<Record<string, string>> = {
  md5: 'MD5',
  sha1: 'SHA1',
  sha256: 'SHA256',
  sha384: 'SHA384',
  sha512: 'SHA512',
};

function packageOf(found: Package, id: string, options: WriteOptions): object {
  const checksums = found.integrity
    .map((each) => hexOfIntegrity(each))
    .filter((each) => each !== undefined)
    .map(({ algorithm, hex }) => ({ algorithm: ALGORITHMS[algorithm], checksumValue: hex }));
  // SPDX has one field of each kind, so that several claims of one kind travel as an annotation.
  const lossless = found.licences.length <= 1 && found.licences.every((claim) => claim.raw === claim.expression);
  const extras: Extras = [
    ['sallyport:id', JSON.stringify(found.id)],
    ...extrasOf(found, !lossless).filter(([name]) => name !== 'sallyport:id'),
  ];
  return {
    ...frame(id, found.name, found.version),
    licenseConcluded: expressionOf(found.licences, 'concluded'),
    licenseDeclared: expressionOf(found.licences, 'declared'),
    copyrightText: 'NOASSERTION',
    ...(found.supplier === undefined ? {} : { supplier: `Organization: ${found.supplier}` }),
    ...(checksums.length === 0 ? {} : { checksums }),
    externalRefs: [purlRef(found.purl)],
    primaryPackagePurpose: 'LIBRARY',
    ...annotations(extras, options),
  };
}

function expressionOf(claims: readonly LicenceClaim[], kind: LicenceClaim['kind']): string {
  const expressions = claims.filter((claim) => claim.kind === kind).map((claim) => claim.expression);
  const known = expressions.filter((each) => each !== undefined);
  if (known.length === 0 || known.length < expressions.length) return 'NOASSERTION';
  return known.length === 1 ? (known[0] ?? 'NOASSERTION') : known.map((each) => `(${each})`).join(' AND ');
}

/** The specification wants the text of every licence that is not on its list; what we have of it is its name. */
function extractedLicences(packages: readonly Package[]): object[] {
  const refs = new Set(
    packages.flatMap(({ licences }) =>
      licences.flatMap(({ expression }) => expression?.match(/\bLicenseRef-[A-Za-z0-9.-]+/g) ?? []),
    ),
  );
  return [...refs].sort().map((licenseId) => ({ licenseId, name: licenseId, extractedText: licenseId }));
}

function relationshipsOf(inventory: Inventory, ids: ReadonlyMap<string, string>): Relationship[] {
  const root = inventory.subject === undefined ? DOCUMENT : SUBJECT;
  const all: Relationship[] = inventory.subject === undefined ? [] : [relate(DOCUMENT, 'DESCRIBES', SUBJECT)];
  if (inventory.operatingSystem !== undefined) all.push(relate(root, 'CONTAINS', 'SPDXRef-OperatingSystem'));
  for (const found of inventory.packages) {
    const id = ids.get(found.id) ?? DOCUMENT;
    if (root === DOCUMENT) all.push(relate(DOCUMENT, 'DESCRIBES', id));
    else if (found.relation === 'direct') all.push(relate(root, 'DEPENDS_ON', id));
    else if (found.relation === 'unknown') all.push(relate(root, 'CONTAINS', id));
    for (const next of new Set(found.dependsOn)) {
      const target = ids.get(next);
      if (target !== undefined) all.push(relate(id, 'DEPENDS_ON', target));
    }
  }
  return all;
}

function relate(from: string, type: string, to: string): Relationship {
  return { spdxElementId: from, relationshipType: type, relatedSpdxElement: to };
}
