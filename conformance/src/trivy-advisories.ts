import { parseAs, toValue } from '@sallyport/documents';
import { jsonList, jsonMember, jsonText, jsonTexts } from '@sallyport/kernel';

/** Ecosystems by the first half of a bucket's name, `pip::GitHub Security Advisory Pip`. */
const ECOSYSTEMS: ReadonlyMap<string, string> = new Map([
  ['npm', 'npm'],
  ['pip', 'PyPI'],
  ['go', 'Go'],
  ['cargo', 'crates.io'],
  ['composer', 'Packagist'],
  ['maven', 'Maven'],
  ['nuget', 'NuGet'],
  ['rubygems', 'RubyGems'],
  ['conan', 'ConanCenter'],
  ['erlang', 'Hex'],
  ['pub', 'Pub'],
  ['cocoapods', 'CocoaPods'],
  ['swift', 'SwiftURL'],
]);

export const ADVISORY_ECOSYSTEMS: readonly string[] = [...ECOSYSTEMS.values()];

/** Who rates, and how an id of theirs begins in our records. */
const RATERS: readonly (readonly [rater: string, beginning: string])[] = [
  ['ghsa', 'GHSA-'],
  ['ubuntu', 'UBUNTU-'],
];
const WORDS = ['UNKNOWN', 'LOW', 'MODERATE', 'HIGH', 'CRITICAL'];

/** OSV records that say what the corpus' own advisories say: one for the vulnerability, and one for each who rates it. */
export async function osvRecords(files: ReadonlyMap<string, string>): Promise<object[]> {
  const details = new Map<string, unknown>();
  for (const bucket of await bucketsOf(files.get('vulnerability.yaml') ?? ''))
    for (const pair of jsonList(bucket, 'pairs')) details.set(jsonText(pair, 'key') ?? '', jsonMember(pair, 'value'));
  const records: object[] = [];
  for (const text of files.values())
    for (const bucket of await bucketsOf(text)) records.push(...ofBucket(bucket, details));
  return records;
}

/** Buckets of distributions, and of what is no advisory, are of no ecosystem here. */
function ofBucket(bucket: unknown, details: ReadonlyMap<string, unknown>): object[] {
  const ecosystem = ECOSYSTEMS.get((jsonText(bucket, 'bucket') ?? '').split('::')[0] ?? '');
  if (ecosystem === undefined) return [];
  return jsonList(bucket, 'pairs').flatMap((pkg) => ofPackage(ecosystem, pkg, details));
}

async function bucketsOf(text: string): Promise<readonly unknown[]> {
  const read = await parseAs('yaml', text);
  const [root] = read.ok ? read.documents : [];
  const value = root === undefined ? [] : toValue(root);
  return Array.isArray(value) ? value : [];
}

function ofPackage(ecosystem: string, pkg: unknown, details: ReadonlyMap<string, unknown>): object[] {
  const name = jsonText(pkg, 'bucket') ?? '';
  return jsonList(pkg, 'pairs').flatMap((pair) => {
    const id = jsonText(pair, 'key') ?? '';
    const detail = details.get(id);
    const ranges = rangesOf(jsonMember(pair, 'value')).map((events) => ({ type: 'ECOSYSTEM', events }));
    const record = { modified: '2023-01-01T00:00:00Z', affected: [{ package: { ecosystem, name }, ranges }] };
    const raters = RATERS.flatMap(([rater, beginning]) => {
      const rated = ratingBy(rater, detail);
      return rated === undefined || id.startsWith(beginning)
        ? []
        : [{ ...record, ...rated, id: beginning + id, aliases: [id] }];
    });
    return [{ ...record, ...ratingBy(id.startsWith('GHSA-') ? 'ghsa' : 'nvd', detail), id }, ...raters];
  });
}

function ratingBy(rater: string, detail: unknown): object | undefined {
  const rank = Number(jsonMember(jsonMember(detail, 'VendorSeverity'), rater) ?? 0);
  const vector = jsonText(jsonMember(jsonMember(detail, 'CVSS'), rater), 'V3Vector');
  if (rank === 0 && vector === undefined) return undefined;
  return {
    ...(vector === undefined ? {} : { severity: [{ type: 'CVSS_V3', score: vector }] }),
    database_specific: { severity: WORDS[rank] },
  };
}

interface Bound {
  readonly from: string;
  readonly to?: string;
  readonly isIncluded?: boolean;
}

/** The events of each vulnerable range. A range that only says what is patched leaves the gaps between. */
function rangesOf(value: unknown): object[][] {
  const patched = jsonTexts(value, 'PatchedVersions');
  const vulnerable = jsonTexts(value, 'VulnerableVersions').map(boundOf);
  const bounds = vulnerable.length > 0 ? vulnerable : gapsBetween(patched.map(boundOf));
  const fixes = patched.map(plainVersion).sort((a, b) => (before(a, b) ? -1 : 1));
  return bounds.map(({ from, to, isIncluded = false }) => {
    if (to === undefined) return [{ introduced: from }];
    // A fix that is named beside a range is where the range ends for who must choose a version.
    const fix = fixes.find((version) => !before(version, to));
    if (fix !== undefined) return [{ introduced: from }, { fixed: fix }];
    return [{ introduced: from }, isIncluded ? { last_affected: to } : { fixed: to }];
  });
}

/** `>= 1.0, < 2.0`, or Maven's `[1.0,2.0)`. */
function boundOf(text: string): Bound {
  const interval = /^[[(](?<from>[^,]*),(?<to>[^\])]*)(?<close>[\])])$/.exec(text.trim())?.groups;
  if (interval !== undefined) {
    const { from = '', to = '', close } = interval;
    return { from: from || '0', ...(to === '' ? {} : { to, isIncluded: close === ']' }) };
  }
  const bound = { from: '0' } as { from: string; to?: string; isIncluded?: boolean };
  for (const { groups } of text.matchAll(/(?<op>[<>]=?)\s*(?<version>[^\s,]+)/g)) {
    const { op = '', version = '' } = groups ?? {};
    if (op.startsWith('>')) bound.from = version;
    else Object.assign(bound, { to: version, isIncluded: op === '<=' });
  }
  return bound;
}

function gapsBetween(patched: readonly Bound[]): Bound[] {
  const gaps: Bound[] = [];
  let from: string | undefined = '0';
  for (const { from: begin, to } of patched.toSorted((a, b) => (before(a.from, b.from) ? -1 : 1))) {
    if (from !== undefined && before(from, begin)) gaps.push({ from, to: begin });
    from = to;
  }
  return from === undefined ? gaps : [...gaps, { from }];
}

function plainVersion(text: string): string {
  return /(?<version>v?\d[^\s,]*)/.exec(text)?.groups?.['version'] ?? text;
}

/** Numbers by value; the advisories of the corpus have no other versions. */
function before(a: string, b: string): boolean {
  const [left, right] = [a, b].map((version) => version.replace(/^v/, '').split('.').map(Number));
  for (let index = 0; index < Math.max(left?.length ?? 0, right?.length ?? 0); index += 1) {
    const order = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (order !== 0) return order < 0;
  }
  return false;
}
