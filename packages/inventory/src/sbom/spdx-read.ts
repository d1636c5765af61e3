import { jsonList as list, jsonMember as member, jsonText as text, jsonTexts as texts } from '@sallyport/kernel';

import { defined } from '../defined.ts';
import { ecosystemOfOs } from '../distributions.ts';
import { factsOfPurl } from '../from-purl.ts';
import { normaliseLicence } from '../licences/expression.ts';
import { makePackage } from '../make-package.ts';
import type { InventorySubject, LicenceClaim, OperatingSystem, Package } from '../package.ts';
import { EXTRA_PREFIX, readExtras } from './extras.ts';
import type { Extras } from './extras.ts';
import { graphFacts } from './graph.ts';
import type { Sbom } from './sbom.ts';
import { uniqueIds } from './unique-ids.ts';

const DOCUMENT = 'SPDXRef-DOCUMENT';

/** Reads a parsed SPDX 2.x document of any tool. */
export function readSpdx(document: unknown, format: 'spdx-json' | 'spdx-tag-value' = 'spdx-json'): Sbom {
  const all = list(document, 'packages');
  const relations = list(document, 'relationships').map((each) => relationOf(each));
  const subject = describedSubject(document, all, relations);
  const os = all.find((each) => each !== subject && isOperatingSystem(each));
  const operatingSystem = os === undefined ? undefined : osOf(os);
  const others = all.filter((each) => each !== subject && each !== os);
  const read = others.flatMap((each) => packageOf(each, operatingSystem && ecosystemOfOs(operatingSystem)));
  const without = others.length - read.length;
  return {
    format,
    version: (text(document, 'spdxVersion') ?? '').replace(/^SPDX-/, ''),
    inventory: {
      ...defined({ subject: subject === undefined ? undefined : subjectOf(subject), operatingSystem }),
      packages: uniqueIds(placeInGraph(read, relations, idOf(subject) ?? DOCUMENT)),
    },
    tools: texts(member(document, 'creationInfo'), 'creators')
      .filter((creator) => creator.startsWith('Tool: '))
      .map((creator) => creator.slice('Tool: '.length)),
    ...defined({ created: text(member(document, 'creationInfo'), 'created') }),
    skipped: without > 0 ? [{ reason: 'no package URL', count: without }] : [],
  };
}

const idOf = (element: unknown): string | undefined => text(element, 'SPDXID');

function isOperatingSystem(element: unknown): boolean {
  return text(element, 'primaryPackagePurpose')?.replace('_', '-') === 'OPERATING-SYSTEM';
}

function osOf(element: unknown): OperatingSystem {
  return {
    id: (text(element, 'name') ?? '').toLowerCase(),
    version: text(element, 'versionInfo') ?? '',
    ...defined({ name: text(element, 'summary') }),
  };
}

interface Relation {
  readonly from: string;
  readonly type: string;
  readonly to: string;
}

function relationOf(each: unknown): Relation {
  const from = text(each, 'spdxElementId') ?? '';
  const to = text(each, 'relatedSpdxElement') ?? '';
  const type = text(each, 'relationshipType') ?? '';
  // Relations written from the child's side are turned round.
  if (/(?:^|_)DEPENDENCY_OF$|^CONTAINED_BY$|^DESCRIBED_BY$|_MANIFEST_OF$/.test(type))
    return { from: to, type, to: from };
  return { from, type, to };
}

/** What the document describes, where that is one element; several are packages like any other. */
function describedSubject(document: unknown, all: readonly unknown[], relations: readonly Relation[]): unknown {
  const described = new Set([
    ...texts(document, 'documentDescribes'),
    ...relations.filter(({ from, type }) => from === DOCUMENT && type.startsWith('DESCRIBE')).map(({ to }) => to),
  ]);
  return described.size === 1 && all.length > 1 ? all.find((each) => described.has(idOf(each) ?? '')) : undefined;
}

const SUBJECT_TYPES: Readonly<Record<string, InventorySubject['type']>> = {
  CONTAINER: 'container',
  'OPERATING-SYSTEM': 'operating-system',
  LIBRARY: 'library',
  FILE: 'file',
};

function subjectOf(element: unknown): InventorySubject {
  const digest = extrasOf(element).find(([name]) => name === 'sallyport:digest')?.[1];
  return {
    name: text(element, 'name') ?? '',
    type: SUBJECT_TYPES[text(element, 'primaryPackagePurpose') ?? ''] ?? 'application',
    ...defined({ version: text(element, 'versionInfo'), purl: purlOf(element), digest }),
  };
}

function purlOf(element: unknown): string | undefined {
  const reference = list(element, 'externalRefs').find((each) => text(each, 'referenceType') === 'purl');
  return text(reference, 'referenceLocator');
}

function extrasOf(element: unknown): Extras {
  return list(element, 'annotations')
    .flatMap((annotation) => (text(annotation, 'comment') ?? '').split('\n'))
    .filter((line) => line.startsWith(EXTRA_PREFIX) && line.includes('='))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
}

interface ReadElement {
  readonly ref: string;
  readonly found: Package;
  readonly isOurs: boolean;
}

function packageOf(element: unknown, fallback: string | undefined): ReadElement[] {
  const purl = purlOf(element);
  const facts = purl === undefined ? undefined : factsOfPurl(purl, fallback);
  if (facts === undefined) return [];
  const extras = readExtras(extrasOf(element));
  const supplier = text(element, 'supplier')?.replace(/^(?:Organization|Person): /, '');
  const found = makePackage({
    ...facts,
    id: idOf(element) ?? facts.purl ?? '',
    licences: [...licenceOf(element, 'licenseConcluded'), ...licenceOf(element, 'licenseDeclared')],
    integrity: list(element, 'checksums').flatMap((each) => integrityOf(each)),
    ...(supplier === undefined || supplier === 'NOASSERTION' ? {} : { supplier }),
    ...extras,
  });
  return [{ ref: idOf(element) ?? found.id, found, isOurs: extras.relation !== undefined }];
}

function integrityOf(checksum: unknown): string[] {
  const algorithm = text(checksum, 'algorithm')?.toLowerCase();
  const value = text(checksum, 'checksumValue');
  return algorithm === undefined || value === undefined ? [] : [`${algorithm}:${value}`];
}

function licenceOf(element: unknown, field: 'licenseConcluded' | 'licenseDeclared'): LicenceClaim[] {
  const raw = text(element, field);
  if (raw === undefined || raw === 'NOASSERTION' || raw === 'NONE') return [];
  const kind = field === 'licenseConcluded' ? ('concluded' as const) : ('declared' as const);
  return [{ raw, ...defined({ expression: normaliseLicence(raw) }), kind }];
}

const EDGES = /^(?:DEPENDS_ON|CONTAINS|CONTAINED_BY|DESCRIBES|DESCRIBED_BY|(?:[A-Z]+_)?DEPENDENCY_OF)$/;

function placeInGraph(read: readonly ReadElement[], relations: readonly Relation[], root: string): Package[] {
  const graph = new Map<string, string[]>();
  for (const { from, type, to } of relations) {
    if (!EDGES.test(type)) continue;
    const known = graph.get(from);
    if (known === undefined) graph.set(from, [to]);
    else known.push(to);
  }
  const ids = new Map(read.map(({ ref, found }) => [ref, found.id]));
  const facts = graphFacts(graph, new Set(ids.keys()), root);
  const development = new Set(relations.filter(({ type }) => type === 'DEV_DEPENDENCY_OF').map(({ to }) => to));
  const named = (refs: readonly string[]): string[] => refs.map((ref) => ids.get(ref) ?? ref);
  return read.map(({ ref, found, isOurs }) => {
    const placed = facts.get(ref);
    const own = { ...found, dependsOn: named(placed?.dependsOn ?? []) };
    if (isOurs || placed === undefined) return own;
    return { ...own, relation: placed.relation, path: named(placed.path), dev: found.dev || development.has(ref) };
  });
}
