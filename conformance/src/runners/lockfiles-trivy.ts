import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { matchPackages, openDatabase, updateDatabase } from '@sallyport/advisories';
import type { AdvisoryDatabase, VulnerabilityMatch } from '@sallyport/advisories';
import { comparatorOf, ecosystemByName } from '@sallyport/inventory';
import type { Package } from '@sallyport/inventory';
import { loadLockFiles } from '@sallyport/scanners';

import type { CaseResult, ConformanceRunner } from '../runner.ts';
import { sbomProblems } from '../sbom-round-trip.ts';
import { ADVISORY_ECOSYSTEMS, osvRecords } from '../trivy-advisories.ts';

interface Corpus {
  readonly goldens: { readonly [path: string]: string };
  readonly fixtures: { readonly [path: string]: string };
}

const GOLDENS = 'integration/testdata/';
const ADVISORIES = `${GOLDENS}fixtures/db/`;
const REPOSITORIES = `${GOLDENS}fixtures/repo/`;

/** The goldens to run: their name, and the repository where it is not the one that the golden names. */
const NAMES = `bun cargo.lock cocoapods composer.lock composer.vendor conan dotnet gomod gomod-skip gradle mix.lock npm
npm-ubuntu-severity npm-with-dev nuget packagesprops pip pipenv pnpm poetry pom pubspec.lock pylock sbt swift test-repo
uv yarn`.split(/\s+/);

/**
 * Trivy's own expectations: which packages each lock file names, and which advisories speak of them; and that an SBOM of
 * these packages, in both formats, says the same.
 */
export const runner: ConformanceRunner = {
  name: 'lockfiles-trivy',
  async run(cases) {
    const corpus = cases as Corpus;
    const root = mkdtempSync(join(tmpdir(), 'lockfiles-trivy-'));
    try {
      const database = await databaseOf(corpus, root);
      const results: CaseResult[] = [];
      for (const name of NAMES) results.push({ id: name, ...(await check(corpus, name, database)) });
      database.close();
      return results;
    } finally {
      rmSync(root, { recursive: true });
    }
  },
};

async function databaseOf({ goldens }: Corpus, root: string): Promise<AdvisoryDatabase> {
  const files = Object.entries(goldens).filter(([path]) => path.startsWith(ADVISORIES));
  const records = await osvRecords(new Map(files.map(([path, text]) => [path.slice(ADVISORIES.length), text])));
  const source = join(root, 'records');
  mkdirSync(source);
  for (const [index, record] of records.entries()) writeFileSync(join(source, `${index}.json`), JSON.stringify(record));
  const cache = join(root, 'cache');
  const updated = await updateDatabase({ root: cache, importer: 'osv-files', source, names: ADVISORY_ECOSYSTEMS });
  const failed = updated.find(({ outcome }) => outcome === 'failed');
  if (failed !== undefined) throw new Error(`the advisories of ${failed.name} could not be read`);
  return openDatabase(cache);
}

interface Golden {
  readonly ArtifactName: string;
  readonly Results?: readonly GoldenResult[];
}

interface GoldenResult {
  readonly Target: string;
  readonly Class: string;
  readonly Packages?: readonly GoldenPackage[];
  readonly Vulnerabilities?: readonly GoldenVulnerability[];
}

interface GoldenPackage {
  readonly Name: string;
  readonly Version?: string;
  readonly Relationship?: string;
  readonly Dev?: boolean;
  readonly Locations?: readonly { readonly StartLine: number; readonly EndLine: number }[];
}

interface GoldenVulnerability {
  readonly PkgName: string;
  readonly InstalledVersion: string;
  readonly VulnerabilityID: string;
  readonly FixedVersion?: string;
  readonly Severity: string;
}

async function check(corpus: Corpus, name: string, database: AdvisoryDatabase): Promise<Omit<CaseResult, 'id'>> {
  const golden = JSON.parse(corpus.goldens[`${GOLDENS}${name}.json.golden`] ?? '{}') as Golden;
  const folder = name === 'test-repo' ? 'trivy-ci-test' : golden.ArtifactName.replace(/^.*\//, '');
  const found = await packagesIn(corpus, `${REPOSITORIES}${folder}/`);
  if (name === 'gomod-skip') found.delete('submod2/go.mod');
  const problems: string[] = [];
  const wanted = new Map((golden.Results ?? []).map((result) => [result.Target, result]));
  for (const target of new Set([...wanted.keys(), ...found.keys()])) {
    const packages = (found.get(target) ?? []).filter(({ dev }) => name === 'npm-with-dev' || !dev);
    const prefer = name === 'npm-ubuntu-severity' ? ['Ubuntu'] : [];
    const { matches } = matchPackages(database, packages, { prefer });
    problems.push(...compare(target, wanted.get(target), { packages, matches }));
    problems.push(...sbomProblems(packages, database, { prefer }).map((problem) => `${target}: ${problem}`));
  }
  if (wanted.size === 0) problems.push('the golden has no results');
  const [first] = problems;
  return first === undefined ? { passed: true } : { passed: false, reason: problems.slice(0, 3).join('; ') };
}

/** The packages of every lock file and manifest of a repository, by path. */
async function packagesIn({ fixtures }: Corpus, folder: string): Promise<Map<string, readonly Package[]>> {
  const { isLockFile, readLockFile } = await loadLockFiles();
  const files = new Map(
    Object.entries(fixtures)
      .filter(([path]) => path.startsWith(folder) && !path.includes('/node_modules/'))
      .map(([path, text]) => [path.slice(folder.length), Buffer.from(text)]),
  );
  const paths = [...files.keys()].filter((path) => isLockFile(path));
  const found = new Map<string, readonly Package[]>();
  for (const path of paths) {
    const bytes = files.get(path) ?? Buffer.alloc(0);
    const read = await readLockFile(path, bytes, { read: (other) => files.get(other), paths });
    if (read?.ok === false) throw new Error(`${path}: ${read.problem}`);
    if (read !== undefined && read.packages.length > 0) found.set(path, read.packages);
  }
  return found;
}

interface Seen {
  readonly packages: readonly Package[];
  readonly matches: readonly VulnerabilityMatch[];
}

function compare(target: string, wanted: GoldenResult | undefined, { packages, matches }: Seen): string[] {
  const wantedFindings = (wanted?.Vulnerabilities ?? []).map(findingOf);
  const findings = matches.map((match) => matchLine(match, wanted));
  const problems = difference(`findings of ${target}`, wantedFindings, findings);
  if (wanted === undefined && packages.length > 0) problems.push(`${target}: no packages are expected`);
  if (wanted?.Packages === undefined) return problems;
  const listed = wanted.Packages.filter(({ Relationship }) => Relationship !== 'root' && Relationship !== 'workspace');
  const ours = new Map(packages.map((found) => [`${found.name}@${plain(found.version ?? '')}`, found]));
  // What is asked for without a version is not in the golden: nothing can be said of it.
  const versioned = packages.filter(({ version }) => version !== undefined);
  return [
    ...problems,
    ...difference(
      `packages of ${target}`,
      listed.map(packageLine),
      versioned.map((found) => ourLine(found, listed)),
    ),
    ...listed.flatMap((each) => misplaced(each, ours.get(`${each.Name}@${plain(each.Version ?? '')}`))),
  ];
}

function difference(what: string, wanted: readonly string[], found: readonly string[]): string[] {
  const missing = wanted.filter((each) => !found.includes(each));
  const extra = found.filter((each) => !wanted.includes(each));
  const said = [
    missing.length > 0 ? `missing ${missing.join(', ')}` : '',
    extra.length > 0 ? `extra ${extra.join(', ')}` : '',
  ];
  return missing.length + extra.length === 0 ? [] : [`${what}: ${said.filter((part) => part !== '').join(' and ')}`];
}

const RELATIONS: ReadonlyMap<string, string> = new Map([['indirect', 'transitive']]);

function packageLine({ Name, Version = '', Relationship, Dev = false }: GoldenPackage): string {
  const relation = Relationship === undefined ? '' : (RELATIONS.get(Relationship) ?? Relationship);
  return `${Name}@${plain(Version)} ${relation} ${Dev ? 'dev' : ''}`.trim();
}

/** The relation counts only where the golden says one. */
function ourLine({ name, version = '', relation, dev }: Package, listed: readonly GoldenPackage[]): string {
  const says = listed.some((each) => each.Name === name && each.Relationship !== undefined);
  return `${name}@${plain(version)} ${says ? relation : ''} ${dev ? 'dev' : ''}`.trim();
}

/** A package that is placed elsewhere than on the lines that the golden gives. */
function misplaced({ Name, Locations = [] }: GoldenPackage, found: Package | undefined): string[] {
  const [wanted] = Locations;
  const range = found?.location?.range;
  if (wanted === undefined || range === undefined) return [];
  const { line } = range.start;
  return line >= wanted.StartLine - 1 && line <= wanted.EndLine
    ? []
    : [`${Name} stands in line ${wanted.StartLine}, not ${line}`];
}

function findingOf(each: GoldenVulnerability): string {
  const { PkgName, InstalledVersion, VulnerabilityID, FixedVersion = '', Severity } = each;
  return `${PkgName}@${plain(InstalledVersion)} ${VulnerabilityID} fixed in ${plain(FixedVersion)} ${Severity}`;
}

function matchLine(match: VulnerabilityMatch, wanted: GoldenResult | undefined): string {
  const { package: found, id, severity, fix } = match;
  const golden = wanted?.Vulnerabilities?.find((each) => each.VulnerabilityID === id && each.PkgName === found.name);
  const isSame = golden?.FixedVersion !== undefined && fix.version === smallestFix(golden.FixedVersion, found);
  const fixed = isSame ? plain(golden.FixedVersion ?? '') : (fix.version ?? '');
  const rating = severity.rating.toUpperCase();
  return `${found.name}@${plain(found.version ?? '')} ${id} fixed in ${fixed} ${rating}`;
}

/** Of the versions that a golden lists as fixed, the smallest that is newer than the installed one. */
function smallestFix(listed: string, { ecosystem, version = '' }: Package): string | undefined {
  const compare = comparatorOf(ecosystemByName(ecosystem)?.scheme ?? 'semver');
  const named = [...listed.matchAll(/(?:^|,)\s*(?:>=\s*)?(?<version>v?\d[^\s,]*)/g)];
  const versions = named.map(({ groups }) => groups?.['version'] ?? '');
  return versions.filter((each) => compare(each, version) > 0).toSorted(compare)[0];
}

function plain(version: string): string {
  return version.replace(/^v(?=\d)/, '');
}
