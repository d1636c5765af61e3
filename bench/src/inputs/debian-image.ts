import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { seededRandom } from '@sallyport/kernel';
import { writeImageLayout } from '@sallyport/mocks';

import type { BenchContext } from '../bench.ts';

const MIRROR = 'http://deb.debian.org/debian';
const PACKAGES = 'python3-pip,nginx,imagemagick,npm,ruby,openjdk-17-jre-headless,build-essential';

export interface DebianImage {
  readonly layout: string;
  readonly tarBytes: number;
  /** Names and versions of the source packages in it, as dpkg writes them. */
  readonly sources: readonly (readonly [name: string, version: string])[];
}

/** A real Debian 12 image of one layer and about 1 GB, built once where mmdebstrap is on PATH; undefined without it. */
export function debianImage(context: BenchContext): DebianImage | undefined {
  const tar = join(context.cacheDir, 'debian-12.tar');
  const layout = join(context.cacheDir, 'debian-12');
  const list = join(context.cacheDir, 'debian-12.packages');
  const isOther = !existsSync(list) || readFileSync(list, 'utf8').split('\n')[0] !== PACKAGES;
  if (!existsSync(tar) || isOther) {
    const program = context.peer('mmdebstrap');
    if (program === undefined) return undefined;
    for (const old of [tar, layout, list]) rmSync(old, { recursive: true, force: true });
    build(program, tar);
    renameSync(`${tar}.new.packages`, list);
  }
  if (!existsSync(join(layout, 'index.json'))) writeImageLayout(layout, { layers: [readFileSync(tar)] });
  const [, ...lines] = readFileSync(list, 'utf8').split('\n');
  const sources = new Map(lines.filter((line) => line !== '').map((line) => line.split(' ') as [string, string]));
  return { layout, tarBytes: statSync(tar).size, sources: [...sources] };
}

function build(program: string, tar: string): void {
  const fresh = `${tar}.new.tar`;
  const format = '${source:Package} ${source:Version}\\n';
  const list = `{ echo ${PACKAGES}; dpkg-query --admindir "$1/var/lib/dpkg" -W -f '${format}'; } > "${tar}.new.packages"`;
  const words = ['--variant=minbase', `--include=${PACKAGES}`, `--customize-hook=${list}`];
  const built = spawnSync(program, [...words, 'bookworm', fresh, `deb ${MIRROR} bookworm main`], { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`mmdebstrap failed: ${built.stderr.slice(-500)}`);
  renameSync(fresh, tar);
}

export interface DebianAdvisory {
  readonly id: string;
  readonly name: string;
  readonly fixed: string;
}

const PER_SOURCE = 4;

/**
 * Advisories made up for the packages of an image: one in four speaks of the version that it
 * has, as many as a real image of this age has. None for the kernel, of
 * whose headers one scanner makes one finding and the other many.
 */
export function advisoriesFor({ sources }: Pick<DebianImage, 'sources'>): DebianAdvisory[] {
  const { below } = seededRandom(12);
  const told = sources.filter(([name]) => name !== 'linux');
  return told.flatMap(([name, version], index) =>
    Array.from({ length: PER_SOURCE }, (_, at) => ({
      id: `CVE-2026-${20_000 + index * PER_SOURCE + at}`,
      name,
      fixed: at === 0 ? `${version}+deb12u${1 + below(9)}` : `${version}~${1 + below(9)}`,
    })),
  );
}

/** The same in OSV's form, file by file. */
export function* asOsv(advisories: readonly DebianAdvisory[]): Generator<readonly [string, string]> {
  for (const { id, name, fixed } of advisories) {
    const events = [{ introduced: '0' }, { fixed }];
    const affected = [{ package: { ecosystem: 'Debian:12', name }, ranges: [{ type: 'ECOSYSTEM', events }] }];
    yield [`${id}.json`, JSON.stringify({ id, modified: '2026-01-01T00:00:00Z', affected })];
  }
}
