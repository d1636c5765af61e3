import { jsonList as list, jsonMember as member, jsonText as text, jsonTexts as texts } from '@sallyport/kernel';

import { defined } from '../defined.ts';
import type { VexDocument, VexProduct, VexStatement, VexStatus } from './vex.ts';

const MAX_DEPTH = 64;

const GROUPS: readonly (readonly [string, VexStatus])[] = [
  ['known_not_affected', 'not_affected'],
  ['known_affected', 'affected'],
  ['first_affected', 'affected'],
  ['last_affected', 'affected'],
  ['fixed', 'fixed'],
  ['first_fixed', 'fixed'],
  ['under_investigation', 'under_investigation'],
];

/** Reads a parsed CSAF 2.0 document, profile VEX or any other with product status. */
export function readCsaf(csaf: unknown): VexDocument {
  const head = member(csaf, 'document');
  const products = productsOf(member(csaf, 'product_tree'));
  const tracking = member(head, 'tracking');
  const timestamp = text(tracking, 'current_release_date');
  return {
    format: 'csaf',
    id: text(tracking, 'id') ?? '',
    author: text(member(head, 'publisher'), 'name') ?? '',
    statements: list(csaf, 'vulnerabilities').flatMap((each) => statementsOf(each, products, timestamp)),
  };
}

type Products = ReadonlyMap<string, VexProduct>;

/** Every product id with its purl; a relationship is a product whose subcomponent is the related one. */
function productsOf(tree: unknown): Products {
  const products = new Map<string, VexProduct>();
  const add = (product: unknown): void => {
    const id = text(product, 'product_id');
    if (id === undefined) return;
    const helper = member(product, 'product_identification_helper');
    const purl = text(helper, 'purl') ?? texts(helper, 'purls')[0];
    products.set(id, { id, ...defined({ purl }), subcomponents: [] });
  };
  const walk = (branches: readonly unknown[], depth: number): void => {
    if (depth > MAX_DEPTH) return;
    for (const branch of branches) {
      add(member(branch, 'product'));
      walk(list(branch, 'branches'), depth + 1);
    }
  };
  walk(list(tree, 'branches'), 0);
  for (const product of list(tree, 'full_product_names')) add(product);
  for (const relationship of list(tree, 'relationships')) addRelated(products, relationship);
  return products;
}

function addRelated(products: Map<string, VexProduct>, relationship: unknown): void {
  const id = text(member(relationship, 'full_product_name'), 'product_id');
  if (id === undefined) return;
  const part = products.get(text(relationship, 'product_reference') ?? '');
  const whole = products.get(text(relationship, 'relates_to_product_reference') ?? '');
  if (whole?.purl === undefined || part === undefined) {
    products.set(id, { id, ...defined({ purl: part?.purl }), subcomponents: [] });
  } else {
    products.set(id, { id, purl: whole.purl, subcomponents: [part.purl ?? part.id] });
  }
}

function statementsOf(each: unknown, products: Products, timestamp: string | undefined): VexStatement[] {
  const ids = list(each, 'ids').flatMap((id) => text(id, 'text') ?? []);
  const cve = text(each, 'cve');
  const vulnerabilities = cve === undefined ? ids : [cve, ...ids];
  if (vulnerabilities.length === 0) return [];
  return GROUPS.flatMap(([group, status]) =>
    texts(member(each, 'product_status'), group).map((id) => ({
      vulnerabilities,
      products: [products.get(id) ?? { id, subcomponents: [] }],
      status,
      ...defined({
        justification: status === 'not_affected' ? flagOf(each, id) : undefined,
        impact: noteOf(list(each, 'threats'), 'impact', id),
        action: noteOf(list(each, 'remediations'), undefined, id),
        timestamp,
      }),
    })),
  );
}

function flagOf(vulnerability: unknown, product: string): string | undefined {
  const flag = list(vulnerability, 'flags').find((each) => texts(each, 'product_ids').includes(product));
  return text(flag, 'label');
}

function noteOf(notes: readonly unknown[], category: string | undefined, product: string): string | undefined {
  const note = notes.find(
    (each) =>
      (category === undefined || text(each, 'category') === category) &&
      (texts(each, 'product_ids').includes(product) || list(each, 'product_ids').length === 0),
  );
  return text(note, 'details');
}
