import { baseEcosystem, ecosystemByName, isPrerelease, parseRange, satisfies } from '@sallyport/inventory';
import type { Package } from '@sallyport/inventory';

import type { Advisory, AdvisoryKind, AffectedPackage } from '../model.ts';
import { packageKey } from '../osv/ecosystem-key.ts';
import type { Row } from '../partition/format.ts';
import type { Partition } from '../partition/read.ts';
import type { EpssScore } from '../signals/epss.ts';
import type { KevEntry } from '../signals/kev.ts';
import type { AdvisoryDatabase } from '../store/database.ts';
import { isSignal } from '../store/pointer.ts';
import type { Pointer } from '../store/pointer.ts';
import { joinByNames, shownId } from './join.ts';
import { fixesIn, lookUps, rowAffects, rulesOf } from './rows.ts';
import type { RowRules } from './rows.ts';
import { chooseSeverity } from './severity.ts';
import type { SeverityOptions, ShownSeverity, SourceSeverity } from './severity.ts';

/** Three states, since "nobody looked" is neither yes nor no. */
export type Exploitation =
  | { readonly state: 'exploited'; readonly cve: string; readonly entry: KevEntry }
  | { readonly state: 'not listed' }
  | { readonly state: 'not enriched' };

export type Likelihood =
  | { readonly state: 'scored'; readonly cve: string; readonly score: EpssScore }
  | { readonly state: 'not scored' }
  | { readonly state: 'not enriched' };

export interface Fix {
  /** The smallest version above the installed one that this vulnerability is fixed in; undefined where none is known. */
  readonly version?: string;
  /** The smallest version that no known advisory of the package speaks of. */
  readonly cleanVersion?: string;
  /** Whether the manifest's range allows `version`; unknown where there is no range, an empty one, or no fix. */
  readonly inDeclaredRange: boolean | 'unknown';
  /** Every fixed version that a source names, ascending. */
  readonly all: readonly string[];
}

/** One vulnerability of one package, with everything that every source says of it. */
export interface VulnerabilityMatch {
  readonly package: Package;
  /** The name to show. */
  readonly id: string;
  /** All other names, and what a distribution's record stands for. */
  readonly aliases: readonly string[];
  readonly kind: AdvisoryKind;
  readonly severity: ShownSeverity;
  readonly severities: readonly SourceSeverity[];
  readonly exploitation: Exploitation;
  readonly likelihood: Likelihood;
  readonly fix: Fix;
  /** The joined records, with what each says of this package. */
  readonly advisories: readonly { readonly advisory: Advisory; readonly affected: AffectedPackage }[];
}

export type NotMatchedReason = 'no version' | 'no ecosystem' | 'no release' | 'no advisories';

export interface MatchResult {
  readonly matches: readonly VulnerabilityMatch[];
  /** Packages of which nothing can be said, and why. An ecosystem without a partition is missing, never clean. */
  readonly notMatched: readonly { readonly package: Package; readonly reason: NotMatchedReason }[];
  /** Ecosystems without release whose partitions are missing. */
  readonly missing: readonly string[];
  /** The partitions that were used. */
  readonly used: readonly Pointer[];
}

export type MatchOptions = Pick<SeverityOptions, 'prefer'>;

/** Finds the known vulnerabilities of packages. Opens only the partitions that they need. */
export function matchPackages(
  database: AdvisoryDatabase,
  packages: readonly Package[],
  options: MatchOptions = {},
): MatchResult {
  const matches: VulnerabilityMatch[] = [];
  const notMatched: { package: Package; reason: NotMatchedReason }[] = [];
  const missing = new Set<string>();
  const used = new Set<string>();
  for (const found of packages) {
    const reason = whyNot(database, found);
    if (reason === 'no advisories') missing.add(baseEcosystem(found.ecosystem));
    if (reason !== undefined) {
      notMatched.push({ package: found, reason });
      continue;
    }
    used.add(baseEcosystem(found.ecosystem));
    matches.push(...matchPackage(database, found, options));
  }
  const pointers = [...used].flatMap((name) => database.pointer(name) ?? []);
  return { matches, notMatched, missing: [...missing].sort(), used: pointers };
}

function whyNot(database: AdvisoryDatabase, found: Package): NotMatchedReason | undefined {
  if (found.ecosystem === '' || isSignal(found.ecosystem)) return 'no ecosystem';
  if (found.version === undefined) return 'no version';
  const known = ecosystemByName(found.ecosystem);
  const partition = database.partition(found.ecosystem);
  if (partition === undefined) return 'no advisories';
  const rolling = ['Wolfi', 'Chainguard', 'MinimOS'].includes(found.ecosystem);
  return known?.released === true && !rolling && !found.ecosystem.includes(':') ? 'no release' : undefined;
}

/** Rows that speak of a package, and the version that they were compared with. */
interface Hit {
  readonly row: Row;
  readonly version: string;
  readonly key: string;
}

function matchPackage(database: AdvisoryDatabase, found: Package, options: MatchOptions): VulnerabilityMatch[] {
  const partition = database.partition(found.ecosystem);
  if (partition === undefined) return [];
  const rules = rulesOf(found.ecosystem);
  const known: Hit[] = lookUps(found).flatMap(({ name, version }) =>
    partition.rows(found.ecosystem, name).map((row) => ({ row, version, key: packageKey(found.ecosystem, name) })),
  );
  const hits = known.filter(({ row, version }) => rowAffects(row, version, rules));
  if (hits.length === 0) return [];
  const cleanVersion = smallest(candidatesIn(known, rules), known, rules);
  const context: Context = { database, partition, rules, found, known, cleanVersion, options };
  return joinByNames(hits, ({ row }) => [row[0], ...row[5]]).map((group) => describe(group, context));
}

interface Context {
  readonly database: AdvisoryDatabase;
  readonly partition: Partition;
  readonly rules: RowRules;
  readonly found: Package;
  /** Every row of the package, whether it speaks of this version or not. */
  readonly known: readonly Hit[];
  readonly cleanVersion: string | undefined;
  readonly options: MatchOptions;
}

function describe(group: readonly Hit[], context: Context): VulnerabilityMatch {
  const { found, partition, options } = context;
  const byId = new Map(group.map((hit) => [hit.row[0], hit]));
  const advisories = [...byId.values()].flatMap(({ row, key }) => {
    const advisory = partition.record(row);
    const affected = advisory.affected.find((each) => packageKey(each.ecosystem, each.name) === key);
    return affected === undefined ? [] : [{ advisory, affected }];
  });
  const own = advisories.flatMap(({ advisory }) => [
    advisory.id,
    ...(advisory.upstream.length > 1 ? [] : advisory.upstream),
  ]);
  const names = [...new Set([...own, ...advisories.flatMap(({ advisory }) => advisory.aliases)])];
  const id = shownId(names);
  const all = new Set([...names, ...advisories.flatMap(({ advisory }) => advisory.upstream)]);
  const kind = kindOf(advisories.map(({ affected }) => affected.kind));
  const severities = advisories.map(({ advisory, affected }) => severityOf(advisory, affected));
  const cves = [...all].filter((name) => name.startsWith('CVE-'));
  return {
    package: found,
    id,
    aliases: [...all].filter((name) => name !== id).sort(),
    kind,
    severity: chooseSeverity(kind, severities, { ...options, distribution: distributionOf(found) }),
    severities,
    exploitation: exploitationOf(context.database, cves),
    likelihood: likelihoodOf(context.database, cves),
    fix: fixOf(group, context),
    advisories,
  };
}

const KINDS: readonly AdvisoryKind[] = ['malicious', 'vulnerability', 'unsound', 'unmaintained', 'notice'];

/** The gravest kind that a joined record has. */
function kindOf(kinds: readonly AdvisoryKind[]): AdvisoryKind {
  return KINDS.find((kind) => kinds.includes(kind)) ?? 'vulnerability';
}

function severityOf(advisory: Advisory, affected: AffectedPackage): SourceSeverity {
  const cvss = affected.cvss.length > 0 ? affected.cvss : advisory.cvss;
  const rating = affected.rating ?? advisory.rating;
  return { source: advisory.source, cvss, ...(rating === undefined ? {} : { rating }) };
}

function distributionOf(found: Package): string | undefined {
  return ecosystemByName(found.ecosystem)?.released === true ? baseEcosystem(found.ecosystem) : undefined;
}

function exploitationOf(database: AdvisoryDatabase, cves: readonly string[]): Exploitation {
  const catalogue = database.kev();
  if (catalogue === undefined) return { state: 'not enriched' };
  const cve = cves.find((name) => Object.hasOwn(catalogue.entries, name));
  const entry = cve === undefined ? undefined : catalogue.entries[cve];
  return cve === undefined || entry === undefined ? { state: 'not listed' } : { state: 'exploited', cve, entry };
}

/** Where a record stands for several CVEs, the likeliest one counts. */
function likelihoodOf(database: AdvisoryDatabase, cves: readonly string[]): Likelihood {
  const scores = database.epss();
  if (scores === undefined) return { state: 'not enriched' };
  let best: Extract<Likelihood, { state: 'scored' }> | undefined;
  for (const cve of cves) {
    const score = scores.of(cve);
    if (score === undefined || (best !== undefined && best.score.probability >= score.probability)) continue;
    best = { state: 'scored', cve, score };
  }
  return best ?? { state: 'not scored' };
}

function fixOf(group: readonly Hit[], { rules, found, known, cleanVersion }: Context): Fix {
  const related = relatedTo(group, known);
  const all = candidatesIn(related, rules);
  const version = smallest(all, related, rules);
  const declared = found.declared?.range ?? '';
  const range = declared === '' ? undefined : parseRange(found.ecosystem, declared);
  return {
    ...(version === undefined ? {} : { version }),
    ...(cleanVersion === undefined ? {} : { cleanVersion }),
    inDeclaredRange: range === undefined || version === undefined ? 'unknown' : satisfies(range, version),
    all,
  };
}

/** The rows that share a name with a group: another source's record may speak of the version that one calls fixed. */
function relatedTo(group: readonly Hit[], known: readonly Hit[]): Hit[] {
  const names = new Set(group.flatMap(({ row }) => [row[0], ...row[5]]));
  return known.filter(({ row }) => [row[0], ...row[5]].some((name) => names.has(name)));
}

function candidatesIn(hits: readonly Hit[], rules: RowRules): string[] {
  return [...new Set(hits.flatMap(({ row, version }) => fixesIn(row, version, rules)))].sort(rules.compare);
}

/** The first candidate that none of the rows speaks of; a prerelease only where there is nothing else. */
function smallest(candidates: readonly string[], hits: readonly Hit[], rules: RowRules): string | undefined {
  const sound = candidates.filter((version) => !hits.some(({ row }) => rowAffects(row, version, rules)));
  return sound.find((version) => !isPrerelease(rules.scheme, version)) ?? sound[0];
}
