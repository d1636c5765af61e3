import {
  isForeignObject as isObject,
  jsonList as list,
  jsonMember as member,
  jsonText as text,
  jsonTexts as texts,
} from '@sallyport/kernel';

import { defined } from '../defined.ts';
import { ecosystemOfOs } from '../distributions.ts';
import { factsOfPurl } from '../from-purl.ts';
import { normaliseLicence } from '../licences/expression.ts';
import { makePackage } from '../make-package.ts';
import type { Inventory, InventorySubject, LicenceClaim, OperatingSystem, Package } from '../package.ts';
import { readExtras } from './extras.ts';
import type { Extras } from './extras.ts';
import { graphFacts } from './graph.ts';
import { foreignFacts } from './foreign.ts';
import type { Sbom } from './sbom.ts';
import { uniqueIds } from './unique-ids.ts';

const MAX_DEPTH = 64;

/** Reads a parsed CycloneDX document of any version with components, by any tool. */
export function readCycloneDx(bom: unknown, format: 'cyclonedx-json' | 'cyclonedx-xml' = 'cyclonedx-json'): Sbom {
  const metadata = member(bom, 'metadata');
  const main = member(metadata, 'component');
  const components = [...flatten(list(bom, 'components'), 0), ...flatten(list(main, 'components'), 0)];
  const operatingSystem = osOf(components);
  const fallback = operatingSystem && ecosystemOfOs(operatingSystem);
  const packages = components.flatMap((component) => packageOf(component, fallback));
  const inventory: Inventory = {
    ...defined({ subject: subjectOf(main), operatingSystem }),
    packages: uniqueIds(placeInGraph(packages, bom, main)),
  };
  const without = components.filter((each) => text(each, 'type') !== 'operating-system').length - packages.length;
  return {
    format,
    version: text(bom, 'specVersion') ?? '',
    inventory,
    tools: toolsOf(member(metadata, 'tools')),
    ...defined({ created: text(metadata, 'timestamp') }),
    skipped: without > 0 ? [{ reason: 'no package URL', count: without }] : [],
  };
}

function flatten(components: readonly unknown[], depth: number): unknown[] {
  if (depth > MAX_DEPTH) return [];
  return components.flatMap((component) => [component, ...flatten(list(component, 'components'), depth + 1)]);
}

function osOf(components: readonly unknown[]): OperatingSystem | undefined {
  const found = components.find((component) => text(component, 'type') === 'operating-system');
  const name = text(found, 'name');
  if (name === undefined) return undefined;
  return {
    id: name.toLowerCase(),
    version: text(found, 'version') ?? '',
    ...defined({ name: text(found, 'description') }),
  };
}

const SUBJECT_TYPES = ['application', 'container', 'operating-system', 'library', 'file'] as const;

function subjectOf(component: unknown): InventorySubject | undefined {
  const name = text(component, 'name');
  if (name === undefined) return undefined;
  const type = SUBJECT_TYPES.find((each) => each === text(component, 'type')) ?? 'application';
  const digest = pairsOf(component).find(([key]) => key === 'sallyport:digest')?.[1];
  return { name, type, ...defined({ version: text(component, 'version'), purl: text(component, 'purl'), digest }) };
}

function pairsOf(component: unknown): Extras {
  return list(component, 'properties').flatMap((property) => {
    const name = text(property, 'name');
    const value = text(property, 'value');
    return name === undefined || value === undefined ? [] : [[name, value] as const];
  });
}

/** A component as read, with the reference that the dependency graph uses for it. */
interface ReadComponent {
  readonly ref: string;
  readonly found: Package;
  readonly isOurs: boolean;
}

function packageOf(component: unknown, fallback: string | undefined): ReadComponent[] {
  const purl = text(component, 'purl');
  const facts = purl === undefined ? undefined : factsOfPurl(purl, fallback);
  if (facts === undefined || text(component, 'type') === 'operating-system') return [];
  const pairs = pairsOf(component);
  const extras = readExtras(pairs);
  const scope = text(component, 'scope');
  const found = makePackage({
    ...facts,
    licences: licencesOf(component),
    integrity: list(component, 'hashes').flatMap((hash) => integrityOf(hash)),
    // Ours says it itself: scope alone does not tell an optional package from one for development.
    optional: extras.relation === undefined && (scope === 'optional' || scope === 'excluded'),
    ...defined({ supplier: text(member(component, 'supplier'), 'name') ?? text(component, 'publisher') }),
    ...foreignFacts(pairs, facts),
    ...extras,
  });
  return [{ ref: text(component, 'bom-ref') ?? found.purl, found, isOurs: extras.relation !== undefined }];
}

function integrityOf(hash: unknown): string[] {
  const alg = text(hash, 'alg')?.toLowerCase().replace('-', '');
  const content = text(hash, 'content');
  return alg === undefined || content === undefined ? [] : [`${alg}:${content}`];
}

function licencesOf(component: unknown): LicenceClaim[] {
  return list(component, 'licenses').flatMap((choice) => {
    const licence = member(choice, 'license');
    const raw = text(choice, 'expression') ?? text(licence, 'id') ?? text(licence, 'name');
    if (raw === undefined) return [];
    const concluded = [choice, licence].some((each) => text(each, 'acknowledgement') === 'concluded');
    const kind = concluded ? ('concluded' as const) : ('declared' as const);
    return [{ raw, ...defined({ expression: normaliseLicence(raw) }), kind }];
  });
}

/** Ids are references made unique; relation and path come from the graph unless the SBOM is ours and says them. */
function placeInGraph(components: readonly ReadComponent[], bom: unknown, main: unknown): Package[] {
  const graph = new Map(list(bom, 'dependencies').map((each) => [text(each, 'ref') ?? '', texts(each, 'dependsOn')]));
  const root = text(main, 'bom-ref');
  const refs = new Set(components.map(({ ref }) => ref));
  const facts = graphFacts(graph, refs, root);
  return components.map(({ ref, found, isOurs }) => {
    const placed = facts.get(ref);
    const own = { ...found, id: ref, dependsOn: placed?.dependsOn ?? [] };
    return isOurs || placed === undefined ? own : { ...own, relation: placed.relation, path: placed.path };
  });
}

function toolsOf(tools: unknown): string[] {
  const all = Array.isArray(tools) ? tools : [...list(tools, 'components'), ...list(tools, 'services')];
  return all
    .filter((each) => isObject(each))
    .map((each) => [text(each, 'name'), text(each, 'version')].join(' ').trim());
}
