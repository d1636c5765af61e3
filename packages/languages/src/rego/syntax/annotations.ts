import { parseDocument } from 'yaml';

import { objectOf } from '../../shared/containers.ts';
import { isPlain } from '../../shared/values.ts';
import type { Value } from '../../shared/values.ts';
import { errorAt } from '../errors.ts';
import type { RegoError } from '../errors.ts';
import type { Comment, Module, Rule } from './ast.ts';

/** One METADATA block: its fields, and what it stands at. */
export interface Annotation {
  readonly scope: 'rule' | 'document' | 'package' | 'subpackages';
  readonly fields: Readonly<Record<string, Value>>;
  readonly at: number;
  /** Below `data`: the package, and the rule's name for rules. */
  readonly path: readonly string[];
  readonly rule: Rule | undefined;
}

interface Block {
  readonly yaml: string;
  readonly at: number;
  readonly lastLine: number;
}

/** The comment blocks that begin with `METADATA`. */
function blocksOf(comments: readonly Comment[]): Block[] {
  const blocks: Block[] = [];
  for (let i = 0; i < comments.length; i++) {
    const first = comments[i] as Comment;
    if (!first.own || first.text.trim() !== 'METADATA') continue;
    const lines: string[] = [];
    let { line } = first;
    for (let next = comments[i + 1]; next?.own === true && next.line === line + 1; next = comments[i + 1]) {
      lines.push(next.text.replace(/^ /, ''));
      line = next.line;
      i++;
    }
    blocks.push({ yaml: lines.join('\n'), at: first.at, lastLine: line });
  }
  return blocks;
}

function lineOf(text: string, at: number): number {
  let line = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < at; i = text.indexOf('\n', i + 1)) line++;
  return line;
}

/** The annotations of a module, and what is wrong with them. */
export function annotationsOf(module: Module): { annotations: Annotation[]; errors: RegoError[] } {
  const annotations: Annotation[] = [];
  const errors: RegoError[] = [];
  for (const block of blocksOf(module.comments)) {
    const fail = (message: string): void => {
      errors.push(errorAt(module, block.at, 'rego_parse_error', message));
    };
    const document = parseDocument(block.yaml, { uniqueKeys: false });
    if (document.errors.length > 0) {
      fail('yaml: could not read metadata');
      continue;
    }
    const value = document.toJS({ maxAliasCount: 100 }) as Value;
    if (!isPlain(value)) {
      fail('expected METADATA block, found whitespace');
      continue;
    }
    const annotation = attach(module, block, normalise(value));
    if (isAnnotation(annotation)) annotations.push(annotation);
    else fail(annotation);
  }
  return { annotations, errors };
}

function isAnnotation(value: Annotation | string): value is Annotation {
  return typeof value !== 'string';
}

// oxlint-disable-next-line complexity -- the rules of where an annotation may stand
function attach(module: Module, block: Block, fields: Readonly<Record<string, Value>>): Annotation | string {
  const packageLine = lineOf(module.text, module.packageAt);
  const beforePackage = block.lastLine < packageLine;
  const rule = module.rules.find((candidate) => lineOf(module.text, candidate.at) > block.lastLine);
  const given = fields['scope'];
  const scope = given ?? (beforePackage ? 'package' : 'rule');
  if (scope !== 'rule' && scope !== 'document' && scope !== 'package' && scope !== 'subpackages') {
    return `invalid scope ${JSON.stringify(scope)}`;
  }
  const onPackage = scope === 'package' || scope === 'subpackages';
  if (onPackage && !beforePackage) return `annotation scope '${scope}' must be applied to package`;
  if (!onPackage && (beforePackage || rule === undefined)) return `annotation scope '${scope}' must be applied to rule`;
  const path = onPackage ? module.package : [...module.package, rule?.head.name ?? '', ...constantPath(rule)];
  return { scope, fields: { ...fields, scope }, at: block.at, path, rule: onPackage ? undefined : rule };
}

function constantPath(rule: Rule | undefined): string[] {
  const path: string[] = [];
  for (const part of rule?.head.path ?? []) {
    if (part.kind !== 'const' || typeof part.value !== 'string') break;
    path.push(part.value);
  }
  return path;
}

const NAMES = /^(?<name>[^<]*?)\s*(?:<(?<email>[^>]+)>)?$/;

/** Short forms spelt out: an author's text, a resource's address. */
function normalise(value: Readonly<Record<string, Value>>): Record<string, Value> {
  const fields: Record<string, Value> = { ...value };
  const { authors, related_resources: resources } = value;
  if (Array.isArray(authors)) fields['authors'] = (authors as readonly Value[]).map(authorOf);
  if (Array.isArray(resources)) {
    fields['related_resources'] = (resources as readonly Value[]).map((item) =>
      typeof item === 'string' ? objectOf([['ref', item]]) : item,
    );
  }
  return fields;
}

function authorOf(author: Value): Value {
  if (typeof author !== 'string') return author;
  const { name = '', email } = NAMES.exec(author)?.groups ?? {};
  const parts: [Value, Value][] = name === '' ? [] : [['name', name]];
  if (email !== undefined) parts.push(['email', email]);
  return objectOf(parts);
}

/** What `rego.metadata.rule()` and `rego.metadata.chain()` are in each rule. */
export function metadataFor(modules: readonly Module[]): (rule: Rule, module: Module) => ReadonlyMap<string, Value> {
  const withMetadata = modules.filter((module) => module.comments.some(({ text }) => text.trim() === 'METADATA'));
  const all = withMetadata.flatMap((module) => annotationsOf(module).annotations);
  return (rule, module) => {
    if (!module.text.includes('rego.metadata.')) return new Map();
    const chain = chainOf(rule, module, all);
    const own = chain.find(({ annotation }) => annotation?.scope === 'rule')?.annotation;
    const entries = chain.map(({ path, annotation }): Value => {
      const parts: [Value, Value][] = [['path', path]];
      if (annotation !== undefined) parts.push(['annotations', objectOf(Object.entries(annotation.fields))]);
      return objectOf(parts);
    });
    return new Map<string, Value>([
      ['rego.metadata.chain', entries],
      ['rego.metadata.rule', own === undefined ? objectOf([]) : objectOf(Object.entries(own.fields))],
    ]);
  };
}

interface Link {
  readonly path: readonly string[];
  readonly annotation: Annotation | undefined;
}

/** From the rule outwards: rule, document, package, and the packages around it. */
function chainOf(rule: Rule, module: Module, all: readonly Annotation[]): Link[] {
  const path = [...module.package, rule.head.name, ...constantPath(rule)];
  const same = (a: readonly string[], b: readonly string[]): boolean =>
    a.length === b.length && a.every((name, i) => name === b[i]);
  const own = all.find((annotation) => annotation.scope === 'rule' && annotation.rule === rule);
  const links: Link[] = [{ path, annotation: own }];
  const document = all.find((annotation) => annotation.scope === 'document' && same(annotation.path, path));
  if (document !== undefined) links.push({ path, annotation: document });
  const onPackage = all.find((annotation) => annotation.scope === 'package' && same(annotation.path, module.package));
  if (onPackage !== undefined) links.push({ path: module.package, annotation: onPackage });
  for (let length = module.package.length; length > 0; length--) {
    const outer = module.package.slice(0, length);
    const found = all.find((annotation) => annotation.scope === 'subpackages' && same(annotation.path, outer));
    if (found !== undefined) links.push({ path: outer, annotation: found });
  }
  return links;
}
