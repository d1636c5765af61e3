import { ecosystemOfDistro } from '../distributions.ts';
import { readPurl } from '../purl/parse.ts';
import type { Purl } from '../purl/purl.ts';
import type { VexDocument, VexProduct, VexStatement } from './vex.ts';

/** One vulnerability of one package, as a statement could speak of it. */
export interface VexSubject {
  /** The identifier and all its aliases. */
  readonly vulnerabilities: readonly string[];
  readonly purl: string;
  /** Purls and ids of what contains the package: the image, the application. */
  readonly products?: readonly string[];
}

export interface VexMatch {
  readonly document: VexDocument;
  readonly statement: VexStatement;
}

/** A statement that spoke of no subject, and the subject that nearly fitted with what kept it off. */
export interface UnmatchedVex extends VexMatch {
  readonly near?: { readonly purl: string; readonly difference: string };
}

export interface VexResult {
  /** For each subject, in order, the statement that counts: the newest of those that match. */
  readonly matches: readonly (VexMatch | undefined)[];
  readonly unmatched: readonly UnmatchedVex[];
}

/** Finds the statement that counts for each subject, and the statements that matched nothing. */
export function applyVex(documents: readonly VexDocument[], subjects: readonly VexSubject[]): VexResult {
  const all = documents.flatMap((document) => document.statements.map((statement) => ({ document, statement })));
  const byVulnerability = new Map<string, VexMatch[]>();
  for (const match of all) {
    for (const id of new Set(match.statement.vulnerabilities.map(normalId))) {
      const known = byVulnerability.get(id);
      if (known === undefined) byVulnerability.set(id, [match]);
      else known.push(match);
    }
  }
  const used = new Set<VexMatch>();
  const matches = subjects.map((subject) => {
    const candidates = new Set(subject.vulnerabilities.flatMap((id) => byVulnerability.get(normalId(id)) ?? []));
    const fitting = [...candidates].filter(({ statement }) => differenceOf(statement, subject) === undefined);
    for (const match of fitting) used.add(match);
    return fitting.reduce<VexMatch | undefined>((best, match) => (isNewer(match, best) ? match : best), undefined);
  });
  const bySubject = groupSubjects(subjects);
  const unmatched = all
    .filter((match) => !used.has(match))
    .map((match) => ({ ...match, ...nearest(match, subjects, bySubject) }));
  return { matches, unmatched };
}

function groupSubjects(subjects: readonly VexSubject[]): ReadonlyMap<string, readonly VexSubject[]> {
  const groups = new Map<string, VexSubject[]>();
  for (const subject of subjects) {
    for (const id of new Set(subject.vulnerabilities.map(normalId))) {
      const known = groups.get(id);
      if (known === undefined) groups.set(id, [subject]);
      else known.push(subject);
    }
  }
  return groups;
}

const normalId = (id: string): string => id.slice(id.lastIndexOf('/') + 1).toUpperCase();

function isNewer(match: VexMatch, best: VexMatch | undefined): boolean {
  return best === undefined || (match.statement.timestamp ?? '') >= (best.statement.timestamp ?? '');
}

/** So many packages are looked through for one that fits but for the vulnerability. */
const MOST_LOOKED_AT = 1000;

function nearest(
  { statement }: VexMatch,
  subjects: readonly VexSubject[],
  bySubject: ReadonlyMap<string, readonly VexSubject[]>,
): Pick<UnmatchedVex, 'near'> {
  const [named] = statement.vulnerabilities.flatMap((id) => bySubject.get(normalId(id)) ?? []);
  const difference = named === undefined ? undefined : differenceOf(statement, named);
  if (named !== undefined && difference !== undefined) return { near: { purl: named.purl, difference } };
  for (const subject of subjects.slice(0, MOST_LOOKED_AT)) {
    const other = otherVulnerability(statement, subject);
    if (other !== undefined) return { near: { purl: subject.purl, difference: other } };
  }
  return {};
}

/** The product fits, but the vulnerability is another one. */
function otherVulnerability(statement: VexStatement, subject: VexSubject): string | undefined {
  if (differenceOf(statement, subject) !== undefined) return undefined;
  return `the package has ${subject.vulnerabilities[0] ?? 'no vulnerability'}, not ${statement.vulnerabilities[0] ?? ''}`;
}

/** What keeps a statement from speaking of a subject; undefined where it does. A statement without products speaks of none. */
function differenceOf(statement: VexStatement, subject: VexSubject): string | undefined {
  let difference: string | undefined = statement.products.length === 0 ? 'the statement names no product' : undefined;
  for (const product of statement.products) {
    difference = productDifference(product, subject);
    if (difference === undefined) return undefined;
  }
  return difference;
}

function productDifference(product: VexProduct, subject: VexSubject): string | undefined {
  const own = product.purl ?? product.id;
  const named = product.subcomponents.length === 0 ? [own] : product.subcomponents;
  const byPackage = firstDifference(named, subject.purl);
  if (product.subcomponents.length === 0 && byPackage !== undefined)
    return containerDifference(product, subject, byPackage);
  if (byPackage !== undefined || product.subcomponents.length === 0) return byPackage;
  const products = subject.products ?? [];
  if (products.length === 0 || products.some((each) => firstDifference([own], each) === undefined)) return undefined;
  return `the product is ${products[0] ?? 'not known'}, not ${own}`;
}

/** A statement on a whole product speaks of every package in it. */
function containerDifference(product: VexProduct, subject: VexSubject, otherwise: string): string | undefined {
  const own = product.purl ?? product.id;
  return (subject.products ?? []).some((each) => firstDifference([own], each) === undefined) ? undefined : otherwise;
}

function firstDifference(wanted: readonly string[], given: string): string | undefined {
  let difference: string | undefined = 'no package is named';
  for (const each of wanted) {
    difference = purlDifference(each, given);
    if (difference === undefined) return undefined;
  }
  return difference;
}

/** Compares what a statement names with a package: what the statement leaves open fits everything. */
export function purlDifference(wanted: string, given: string): string | undefined {
  if (wanted === given) return undefined;
  const a = readPurl(wanted);
  const b = readPurl(given);
  if (!('purl' in a) || !('purl' in b)) return `${given} is not ${wanted}`;
  const { purl: want } = a;
  const { purl: have } = b;
  if (nameOf(want) !== nameOf(have)) return `the package is ${nameOf(have)}, not ${nameOf(want)}`;
  if (want.version !== undefined && want.version !== have.version) {
    return `the version is ${have.version ?? 'not known'}, not ${want.version}`;
  }
  if (want.subpath !== undefined && want.subpath !== have.subpath) return `the subpath is not ${want.subpath}`;
  return qualifierDifference(want, have);
}

const nameOf = (purl: Purl): string =>
  [purl.type, purl.namespace, purl.name].filter((part) => part !== undefined).join('/');

/** `distro` is compared by release, since `debian-12` and `debian-12.13` name the same one. */
function qualifierDifference(want: Purl, have: Purl): string | undefined {
  for (const [key, value] of Object.entries(want.qualifiers ?? {})) {
    const own = have.qualifiers?.[key];
    if (own === value) continue;
    if (key === 'distro' && own !== undefined && sameRelease(want, value, own)) continue;
    if (key === 'epoch' && own === undefined && value === '0') continue;
    return `the qualifier ${key} is ${own ?? 'not given'}, not ${value}`;
  }
  return undefined;
}

function sameRelease(purl: Purl, a: string, b: string): boolean {
  const first = ecosystemOfDistro(a, purl.namespace ?? '');
  return first !== undefined && first === ecosystemOfDistro(b, purl.namespace ?? '');
}
