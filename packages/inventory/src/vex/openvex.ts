import {
  canonicalJson,
  rfc3339,
  sha256Hex,
  jsonList as list,
  jsonMember as member,
  jsonText as text,
  asText as textOf,
  jsonTexts as texts,
} from '@sallyport/kernel';

import { defined } from '../defined.ts';
import type { VexDocument, VexProduct, VexStatement, VexStatus } from './vex.ts';

const STATUSES: readonly VexStatus[] = ['not_affected', 'affected', 'fixed', 'under_investigation'];

/** Reads a parsed OpenVEX 0.0.1 or 0.2.0 document; statements without status or product are left out. */
export function readOpenVex(document: unknown): VexDocument {
  const timestamp = text(document, 'last_updated') ?? text(document, 'timestamp');
  return {
    format: 'openvex',
    id: text(document, '@id') ?? '',
    author: text(document, 'author') ?? '',
    statements: list(document, 'statements').flatMap((each) => statementOf(each, timestamp)),
  };
}

function statementOf(each: unknown, documentTime: string | undefined): VexStatement[] {
  const status = STATUSES.find((known) => known === text(each, 'status'));
  const vulnerability = member(each, 'vulnerability');
  const names = [textOf(vulnerability), text(vulnerability, 'name'), text(vulnerability, '@id')];
  const vulnerabilities = [...names.filter((name) => name !== undefined), ...texts(vulnerability, 'aliases')];
  if (status === undefined || vulnerabilities.length === 0) return [];
  return [
    {
      vulnerabilities,
      products: list(each, 'products').flatMap((product) => productOf(product)),
      status,
      ...defined({
        justification: text(each, 'justification'),
        impact: text(each, 'impact_statement'),
        action: text(each, 'action_statement'),
        timestamp: text(each, 'timestamp') ?? documentTime,
      }),
    },
  ];
}

function productOf(product: unknown): VexProduct[] {
  const purl = text(member(product, 'identifiers'), 'purl');
  const id = textOf(product) ?? text(product, '@id') ?? purl;
  if (id === undefined) return [];
  const subcomponents = list(product, 'subcomponents').flatMap((part) => {
    const name = text(member(part, 'identifiers'), 'purl') ?? textOf(part) ?? text(part, '@id');
    return name === undefined ? [] : [name];
  });
  return [{ id, ...defined({ purl: purl ?? (id.startsWith('pkg:') ? id : undefined) }), subcomponents }];
}

export interface WriteVexOptions {
  /** Milliseconds since the epoch, from the caller's clock. */
  readonly timestamp: number;
  readonly author: string;
  readonly tool: { readonly name: string; readonly version: string };
}

/** OpenVEX 0.2.0. Deterministic: the document's id is made from the content. */
export function writeOpenVex(statements: readonly VexStatement[], options: WriteVexOptions): string {
  const body = {
    author: options.author,
    timestamp: rfc3339(options.timestamp),
    version: 1,
    tooling: `${options.tool.name}/${options.tool.version}`,
    statements: statements.map((statement) => written(statement)),
  };
  const id = `urn:sallyport:vex:${sha256Hex(canonicalJson(body))}`;
  return `${JSON.stringify({ '@context': 'https://openvex.dev/ns/v0.2.0', '@id': id, ...body }, null, 2)}\n`;
}

function written(statement: VexStatement): object {
  const [name, ...aliases] = statement.vulnerabilities;
  return {
    vulnerability: { name, ...(aliases.length === 0 ? {} : { aliases }) },
    ...defined({ timestamp: statement.timestamp }),
    products: statement.products.map(({ id, purl, subcomponents }) => ({
      '@id': id,
      ...(purl === undefined ? {} : { identifiers: { purl } }),
      ...(subcomponents.length === 0 ? {} : { subcomponents: subcomponents.map((part) => ({ '@id': part })) }),
    })),
    status: statement.status,
    ...defined({
      justification: statement.justification,
      impact_statement: statement.impact,
      action_statement: statement.action,
    }),
  };
}
