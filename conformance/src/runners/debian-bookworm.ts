import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Finding } from '@sallyport/findings';
import type { Inventory } from '@sallyport/inventory';
import { jsonList, jsonMember, jsonText, jsonTexts, systemClock } from '@sallyport/kernel';
import { writeImageLayout } from '@sallyport/mocks';
import { scan } from '@sallyport/scanners';

import type { CaseResult, ConformanceRunner } from '../runner.ts';

interface Corpus {
  /** dpkg's status file of a real Debian 12. */
  readonly status: string;
  readonly expected: readonly (readonly [source: string, fixed: string, cve: string])[];
}

const RELEASE = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n';

/** An image with a real package database: every expected vulnerability of a source package is found, and no other. */
export const runner: ConformanceRunner = {
  name: 'debian-bookworm',
  async run(cases, { corporaDir }) {
    const folder = mkdtempSync(join(tmpdir(), 'debian-bookworm-'));
    try {
      const { status, expected } = cases as Corpus;
      const files = [
        { path: 'etc/os-release', content: RELEASE },
        { path: 'var/lib/dpkg/status', content: status },
      ];
      writeImageLayout(join(folder, 'image'), { layers: [files] });
      const { findings, inventory } = await scanImage(folder, join(corporaDir, 'osv-mirror'));
      return compare(expected, rowsOf(findings, inventory));
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

async function scanImage(folder: string, source: string) {
  const root = join(folder, 'image');
  const advisories = { root: join(folder, 'advisories'), source, importer: 'osv-bucket' };
  return scan({
    target: { kind: 'oci-dir', given: `oci-dir:${root}`, root },
    clock: systemClock,
    signal: new AbortController().signal,
    offline: false,
    only: ['images'],
    options: { images: { dependencies: { advisories }, secrets: false } },
    onProgress: () => undefined,
  });
}

/** `source fixed CVE` for each place of each finding. */
function rowsOf(findings: readonly Finding[], { packages }: Inventory): Set<string> {
  const sources = new Map(packages.map(({ purl, source, name }) => [purl, source?.name ?? name]));
  const rows = findings.flatMap(({ details }) => {
    const id = jsonText(jsonMember(details, 'vulnerability'), 'id');
    return jsonList(details, 'places').flatMap((place) => {
      const name = sources.get(jsonText(place, 'purl') ?? '') ?? '';
      return jsonTexts(jsonMember(place, 'fix'), 'all').map((fixed) => `${name} ${fixed} ${id ?? ''}`);
    });
  });
  return new Set(rows);
}

function* compare(expected: Corpus['expected'], found: ReadonlySet<string>): Generator<CaseResult> {
  const wanted = new Set(expected.map((row) => row.join(' ')));
  for (const row of expected) {
    const id = row.join(' ');
    yield found.has(id) ? { id, passed: true } : { id, passed: false, reason: 'not found' };
  }
  for (const id of found) if (!wanted.has(id)) yield { id, passed: false, reason: 'found, and not expected' };
}
