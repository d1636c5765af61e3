import { isDeepStrictEqual } from 'node:util';

import { parse } from '@cdktf/hcl2json';
import { hclToDocument, parseHcl } from '@sallyport/documents/hcl';
import { toValue } from '@sallyport/documents';

import type { CaseResult, ConformanceRunner, RunnerContext } from '../runner.ts';

interface HclText {
  readonly id: string;
  readonly text: string;
}

/**
 * Our HCL reader against Terraform's own parser (compiled to WebAssembly): every text that it accepts must give the
 * same tree. Without a file of its own, the texts are those of the corpora of infrastructure checks.
 */
export const runner: ConformanceRunner = {
  name: 'hcl-oracle',
  async run(cases, context) {
    const texts = cases === undefined ? await corpusTexts(context) : (cases as readonly HclText[]);
    const results: CaseResult[] = [];
    for (const { id, text } of texts) {
      const expected = await oracle(text);
      if (expected !== undefined) results.push(compare(id, text, expected));
    }
    return results;
  },
};

/** The tree that the oracle reads, or undefined where it refuses the text. */
async function oracle(text: string): Promise<unknown> {
  try {
    return await parse('case.tf', text);
  } catch {
    return undefined;
  }
}

function compare(id: string, text: string, expected: unknown): CaseResult {
  const read = parseHcl(text);
  if (!read.ok) {
    const { line, column, message } = read.error;
    return { id, passed: false, reason: `refused at ${line}:${column}: ${message}` };
  }
  const found = toValue(hclToDocument(read.file));
  const path = difference(found, expected);
  return path === undefined ? { id, passed: true } : { id, passed: false, reason: `differs at ${path}` };
}

/** The path of the first difference, or undefined. */
function difference(found: unknown, expected: unknown): string | undefined {
  if (isDeepStrictEqual(found, expected)) return undefined;
  if (!isObject(found) || !isObject(expected)) return ': a value';
  for (const key of new Set([...Object.keys(found), ...Object.keys(expected)])) {
    const inner = difference(found[key], expected[key]);
    if (inner !== undefined) return `/${key}${inner}`;
  }
  return ': the kind';
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null;
}

interface CheckovCase {
  readonly dir: string;
  readonly files: { readonly [path: string]: string };
}

interface TrivyCase {
  readonly kind: string;
  readonly text: string;
}

async function corpusTexts(context: RunnerContext): Promise<HclText[]> {
  const checkov = (await context.corpus('iac-checkov')) as readonly CheckovCase[];
  const trivy = (await context.corpus('iac-trivy-checks')) as readonly TrivyCase[];
  const files = checkov.flatMap(({ dir, files }) =>
    Object.entries(files)
      .filter(([path]) => path.endsWith('.tf'))
      .map(([path, text]) => ({ id: `iac-checkov ${dir}/${path}`, text })),
  );
  const checks = trivy.flatMap(({ kind, text }, index) =>
    kind === 'terraform' ? [{ id: `iac-trivy-checks ${index}`, text }] : [],
  );
  return [...files, ...checks];
}
