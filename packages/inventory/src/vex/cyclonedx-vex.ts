import { jsonList as list, jsonMember as member, jsonText as text, jsonTexts as texts } from '@sallyport/kernel';

import { defined } from '../defined.ts';
import type { VexDocument, VexProduct, VexStatement, VexStatus } from './vex.ts';

const STATES: Readonly<Record<string, VexStatus>> = {
  resolved: 'fixed',
  resolved_with_pedigree: 'fixed',
  exploitable: 'affected',
  in_triage: 'under_investigation',
  false_positive: 'not_affected',
  not_affected: 'not_affected',
};

/** CycloneDX' reasons in OpenVEX' words. */
const JUSTIFICATIONS: Readonly<Record<string, string>> = {
  code_not_present: 'vulnerable_code_not_present',
  code_not_reachable: 'vulnerable_code_not_in_execute_path',
  requires_configuration: 'vulnerable_code_cannot_be_controlled_by_adversary',
  requires_dependency: 'component_not_present',
  requires_environment: 'vulnerable_code_cannot_be_controlled_by_adversary',
  protected_by_compiler: 'inline_mitigations_already_exist',
  protected_at_runtime: 'inline_mitigations_already_exist',
  protected_at_perimeter: 'inline_mitigations_already_exist',
  protected_by_mitigating_control: 'inline_mitigations_already_exist',
};

const MAX_DEPTH = 64;

/** Reads the `vulnerabilities` of a parsed CycloneDX document, in an SBOM or alone. */
export function readCycloneDxVex(bom: unknown): VexDocument {
  const metadata = member(bom, 'metadata');
  const purls = new Map<string, string>();
  collectPurls([member(metadata, 'component'), ...list(bom, 'components')], purls, 0);
  const timestamp = text(metadata, 'timestamp');
  return {
    format: 'cyclonedx',
    id: text(bom, 'serialNumber') ?? '',
    author: text(member(metadata, 'supplier'), 'name') ?? text(list(metadata, 'authors')[0], 'name') ?? '',
    statements: list(bom, 'vulnerabilities').flatMap((each) => statementOf(each, purls, timestamp)),
  };
}

function collectPurls(components: readonly unknown[], purls: Map<string, string>, depth: number): void {
  if (depth > MAX_DEPTH) return;
  for (const component of components) {
    const purl = text(component, 'purl');
    const ref = text(component, 'bom-ref');
    if (purl !== undefined && ref !== undefined) purls.set(ref, purl);
    collectPurls(list(component, 'components'), purls, depth + 1);
  }
}

function statementOf(
  each: unknown,
  purls: ReadonlyMap<string, string>,
  documentTime: string | undefined,
): VexStatement[] {
  const analysis = member(each, 'analysis');
  const state = text(analysis, 'state') ?? '';
  const id = text(each, 'id');
  const status = Object.hasOwn(STATES, state) ? STATES[state] : undefined;
  if (id === undefined || status === undefined) return [];
  const aliases = list(each, 'references').flatMap((reference) => text(reference, 'id') ?? []);
  const reason = text(analysis, 'justification') ?? '';
  return [
    {
      vulnerabilities: [id, ...aliases],
      products: list(each, 'affects').flatMap((target) => productOf(text(target, 'ref'), purls)),
      status,
      ...defined({
        justification: Object.hasOwn(JUSTIFICATIONS, reason) ? JUSTIFICATIONS[reason] : undefined,
        impact: text(analysis, 'detail'),
        action: texts(analysis, 'response').join(', ') || text(each, 'recommendation'),
        timestamp: text(analysis, 'lastUpdated') ?? text(each, 'updated') ?? documentTime,
      }),
    },
  ];
}

/** A reference within the document, a BOM-Link (`urn:cdx:serial/version#ref`), or a purl itself. */
function productOf(ref: string | undefined, purls: ReadonlyMap<string, string>): VexProduct[] {
  if (ref === undefined) return [];
  const local = ref.startsWith('urn:cdx:') ? decode(ref.slice(ref.indexOf('#') + 1)) : ref;
  const purl = purls.get(local) ?? (local.startsWith('pkg:') ? local : undefined);
  return [{ id: ref, ...defined({ purl }), subcomponents: [] }];
}

function decode(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}
