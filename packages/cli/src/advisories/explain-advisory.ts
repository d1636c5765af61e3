import { join } from 'node:path';

import { openDatabase } from '@sallyport/advisories';
import type { Advisory, AdvisoryDatabase } from '@sallyport/advisories';
import type { Finding, ScanResult } from '@sallyport/findings';
import { jsonMember, jsonTexts } from '@sallyport/kernel';
import { visibleText } from '@sallyport/reports';

const MOST_PACKAGES = 20;
const MOST_INTERVALS = 6;
const MOST_FINDINGS = 10;
const MOST_REFERENCES = 8;
const LONGEST_TEXT = 1500;

/**
 * What the last scans found of a vulnerability, and what every record of it on this machine says; undefined where neither
 * knows it. Paragraphs, each with a title in its first line.
 */
export function explainAdvisory(
  name: string,
  results: readonly ScanResult[],
  cacheDir: string | undefined,
): string[] | undefined {
  const found = results.flatMap(({ findings }) => findings).filter((finding) => isOf(finding, name));
  const { records, signals } = cacheDir === undefined ? { records: [], signals: [] } : recordsOf(name, cacheDir);
  const [first] = records;
  const [seen] = found;
  if (first === undefined && seen === undefined) return undefined;
  const title = records.map(({ summary }) => summary.trim()).find((text) => text !== '') ?? seen?.title ?? '';
  const text = records.map(({ details }) => details.trim()).find((each) => each !== '');
  return [
    visibleText(`${name}  ${title}`),
    block('In the last scans', foundLines(found)),
    ...(first === undefined
      ? []
      : [
          block('Names', [namesOf(records).join(', ')]),
          block('What each source says', records.flatMap(sourceLines)),
          block('Affected', affectedLines(records)),
          block('Signals, each for itself', signals),
        ]),
    ...(text === undefined ? [] : [`In the words of a source\n${cut(text)}`]),
    ...(first === undefined ? [] : [block('References', referencesOf(records))]),
  ];
}

/** Which partitions were looked through; for the sentence that nothing was found. */
export function partitionNames(cacheDir: string | undefined): string[] {
  if (cacheDir === undefined) return [];
  return withDatabase(cacheDir, (database) => database.pointers().map(({ name }) => name)).toSorted();
}

function withDatabase<T>(cacheDir: string, use: (database: AdvisoryDatabase) => T): T {
  const database = openDatabase(join(cacheDir, 'advisories'));
  try {
    return use(database);
  } finally {
    database.close();
  }
}

function isOf({ details }: Finding, name: string): boolean {
  const vulnerability = jsonMember(details, 'vulnerability');
  return jsonMember(vulnerability, 'id') === name || jsonTexts(vulnerability, 'aliases').includes(name);
}

/** The records that bear the name, and those that these say are the same. */
function recordsOf(name: string, cacheDir: string): { records: readonly Advisory[]; signals: readonly string[] } {
  return withDatabase(cacheDir, (database) => {
    const named = database.find(name);
    const others = named.flatMap(({ id, aliases }) => [id, ...aliases]).filter((other) => other !== name);
    const all = [...named, ...[...new Set(others)].flatMap((other) => database.find(other))];
    const records = [...new Map(all.map((record) => [`${record.source} ${record.id}`, record])).values()];
    return { records, signals: signalsOf(database, namesOf(records)) };
  });
}

function signalsOf(database: AdvisoryDatabase, names: readonly string[]): string[] {
  const cves = names.filter((name) => name.startsWith('CVE-'));
  const catalogue = database.kev();
  const scores = database.epss();
  const listed = cves.find((cve) => catalogue !== undefined && Object.hasOwn(catalogue.entries, cve));
  const score = cves.flatMap((cve) => scores?.of(cve) ?? [])[0];
  const kev = listed === undefined ? 'not listed, which is no proof that nobody exploits it' : 'exploited in the wild';
  const epss =
    score === undefined ? 'has no score' : `${(score.probability * 100).toFixed(2)} % for an attack within 30 days`;
  return [
    `KEV: ${catalogue === undefined ? 'not asked; sallyport db update kev' : kev}`,
    `EPSS: ${scores === undefined ? 'not asked; sallyport db update epss' : epss}`,
  ];
}

function namesOf(records: readonly Advisory[]): string[] {
  return [...new Set(records.flatMap(({ id, aliases, upstream }) => [id, ...aliases, ...upstream]))].toSorted();
}

function foundLines(found: readonly Finding[]): string[] {
  if (found.length === 0) return ['not found: no package in a scan kept on this machine has it'];
  const lines = found.slice(0, MOST_FINDINGS).map(({ id, severity, occurrences: [{ location }], remediation }) => {
    return `${id} ${severity}, ${location.path}: ${remediation.summary} More: sallyport explain ${id}`;
  });
  return found.length > MOST_FINDINGS ? [...lines, `and ${found.length - MOST_FINDINGS} more`] : lines;
}

function sourceLines({ id, source, published, modified, cvss, rating, affected }: Advisory): string[] {
  const scores = [...cvss, ...affected.flatMap((each) => each.cvss)];
  const known = [...new Map(scores.map((each) => [each.vector, each])).values()];
  const ratings = [...new Set([rating, ...affected.map((each) => each.rating)])].filter((each) => each !== undefined);
  const dates = `published ${published.slice(0, 10) || 'on an unknown day'}, last changed ${modified.slice(0, 10)}`;
  return [
    `${source} (${id}): ${dates}`,
    ...known.map(({ version, score, vector }) => `  CVSS ${version} ${score.toFixed(1)} (${vector})`),
    ...ratings.map((each) => `  ${each}, in its own word`),
  ];
}

function affectedLines(records: readonly Advisory[]): string[] {
  const lines = records.flatMap(({ affected }) =>
    affected.map(({ ecosystem, name, intervals, versions }) => {
      const ranges = intervals.map(({ from, to, toInclusive }) => {
        const start = from === '0' ? 'every version' : `from ${from}`;
        return to === undefined
          ? `${start}, no fix is known`
          : `${start} ${toInclusive === true ? 'to' : 'before'} ${to}`;
      });
      const listed = versions.length === 0 ? [] : [`${versions.length} versions by name`];
      return `${ecosystem} ${name}: ${firstOf([...ranges, ...listed], MOST_INTERVALS).join('; ')}`;
    }),
  );
  return firstOf([...new Set(lines)], MOST_PACKAGES);
}

function referencesOf(records: readonly Advisory[]): string[] {
  const urls = records.flatMap(({ references }) => references).filter((url) => /^https?:\/\//.test(url));
  return firstOf([...new Set(urls)], MOST_REFERENCES);
}

function firstOf(all: readonly string[], most: number): string[] {
  return all.length > most ? [...all.slice(0, most), `and ${all.length - most} more`] : [...all];
}

const block = (title: string, lines: readonly string[]): string =>
  [title, ...lines.map((line) => `  ${visibleText(line)}`)].join('\n');

function cut(text: string): string {
  const shown = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
  return shown
    .split(/\r?\n/)
    .map((line) => `  ${line}`)
    .join('\n');
}
