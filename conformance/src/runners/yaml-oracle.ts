import { isDeepStrictEqual } from 'node:util';

import type { DocumentNode } from '@sallyport/documents';
import { parseYaml } from '@sallyport/documents/yaml';
import { isAlias, isMap, isScalar, isSeq, parseAllDocuments } from 'yaml';
import type { Document } from 'yaml';

import type { CaseResult, ConformanceRunner, RunnerContext } from '../runner.ts';

interface YamlText {
  readonly id: string;
  readonly text: string;
}

/** The corpora that hold YAML in the greatest variety. */
const CORPORA = [
  'workflows-zizmor',
  'network-policies',
  'gatekeeper-suites',
  'cis-kubernetes-checks',
  'iac-checkov',
  'iac-trivy-checks',
  'falco-rules',
  'falco-k8s-audit',
  'sigma-rules',
  'lockfiles-trivy',
];

/**
 * Our YAML reader against npm `yaml`: every text that it accepts must give the same structure and the same texts. The
 * types of plain scalars are left out, since ours are Go's. Without a file of its own, the texts are those of the corpora.
 */
export const runner: ConformanceRunner = {
  name: 'yaml-oracle',
  async run(cases, context) {
    const texts = cases === undefined ? await corpusTexts(context) : (cases as readonly YamlText[]);
    const results: CaseResult[] = [];
    for (const { id, text } of texts) {
      const ended = text.endsWith('\n') ? text : `${text}\n`;
      const expected = oracle(ended);
      if (expected !== undefined) results.push(compare(id, ended, expected));
    }
    return results;
  },
};

function compare(id: string, text: string, expected: readonly unknown[]): CaseResult {
  const read = parseYaml(text);
  if (!read.ok) {
    const { line, column, message } = read.error;
    return { id, passed: false, reason: `refused at ${line}:${column}: ${message}` };
  }
  const passed = isDeepStrictEqual(
    read.documents.map((root) => textsOf(root)),
    expected,
  );
  return passed ? { id, passed } : { id, passed, reason: 'another structure or another text' };
}

/** A node as its texts: what a plain scalar is written as, whatever type it has. */
function textsOf(node: DocumentNode): unknown {
  if (node.kind === 'array') return node.items.map((item) => textsOf(item));
  if (node.kind === 'object') return Object.fromEntries(node.entries.map(({ key, value }) => [key, textsOf(value)]));
  return typeof node.value === 'string' ? node.value : node.raw;
}

/** What npm `yaml` reads, as texts; undefined where it refuses the text. */
function oracle(text: string): readonly unknown[] | undefined {
  const options = {
    schema: 'failsafe',
    strict: false,
    uniqueKeys: false,
    logLevel: 'silent',
    prettyErrors: false,
  } as const;
  const parsed = parseAllDocuments(text, options);
  const documents = Array.isArray(parsed) ? (parsed as readonly Document.Parsed[]) : [];
  if (documents.some((document) => document.errors.length > 0)) return undefined;
  return documents.map((document) => oracleTexts(document.contents, document));
}

function oracleTexts(node: unknown, document: Document): unknown {
  if (isAlias(node)) return oracleTexts(node.resolve(document), document);
  // A tagged scalar may have become bytes: its source is its text.
  if (isScalar(node)) return node.source ?? String(node.value);
  if (isSeq(node)) return node.items.map((item) => oracleTexts(item, document));
  if (!isMap(node)) return '';
  const own: [string, unknown][] = [];
  const merged: [string, unknown][] = [];
  for (const { key, value } of node.items) {
    const name = String(oracleTexts(key, document));
    const texts = oracleTexts(value, document);
    if (name === '<<' && typeof texts === 'object') merged.unshift(...[texts].flat().toReversed().flatMap(entriesOf));
    else own.push([name, texts]);
  }
  return Object.fromEntries([...merged, ...own]);
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

async function corpusTexts(context: RunnerContext): Promise<YamlText[]> {
  const texts: YamlText[] = [];
  for (const name of CORPORA) collect(await context.corpus(name), name, '', texts);
  return texts;
}

/** Every string of a corpus that stands under the name of a YAML file, or is one of its YAML fields. */
function collect(value: unknown, id: string, key: string, texts: YamlText[]): void {
  if (typeof value === 'string') {
    if (/\.ya?ml$/.test(key) || key === 'suite' || key === 'rule') texts.push({ id, text: value });
  } else if (typeof value === 'object' && value !== null) {
    const yaml = checkedText(value);
    if (yaml !== undefined) texts.push({ id, text: yaml });
    for (const [name, inner] of Object.entries(value)) collect(inner, `${id}/${name}`, name, texts);
  }
}

/** The text of a check's example, where it is YAML. */
function checkedText(value: object): string | undefined {
  if (!('kind' in value) || !('text' in value) || typeof value.text !== 'string') return undefined;
  return value.kind === 'kubernetes' || value.kind === 'cloudformation' ? value.text : undefined;
}
