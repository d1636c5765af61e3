import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

import { updateDatabase } from '@sallyport/advisories';
import { writeCycloneDx, writeSpdx } from '@sallyport/inventory';
import type { Inventory } from '@sallyport/inventory';
import { fixedClock } from '@sallyport/kernel';
import { scan } from '@sallyport/scanners';
import type { ScanOutcome, Target } from '@sallyport/scanners';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { readCorpus } from './corpus.ts';
import { ADVISORY_ECOSYSTEMS, osvRecords } from './trivy-advisories.ts';

const REPOSITORIES = 'integration/testdata/fixtures/repo/';
const ADVISORIES = 'integration/testdata/fixtures/db/';
const WRITE = { timestamp: 0, tool: { name: 'sallyport', version: '0.1.0' } };

interface Corpus {
  readonly goldens: { readonly [path: string]: string };
  readonly fixtures: { readonly [path: string]: string };
}

const corpus = (await readCorpus('lockfiles-trivy')) as Corpus | undefined;
const isThere = corpus !== undefined;
const { goldens, fixtures } = corpus ?? { goldens: {}, fixtures: {} };
const projects = new Set(
  Object.keys(fixtures)
    .filter((path) => path.startsWith(REPOSITORIES))
    .map((path) => path.slice(REPOSITORIES.length).split('/', 1)[0] ?? ''),
);
const FORMATS = {
  CycloneDX: (inventory: Inventory) => writeCycloneDx(inventory, WRITE),
  SPDX: (inventory: Inventory) => writeSpdx(inventory, WRITE),
};

describe.skipIf(!isThere)('a scan of an SBOM of a project', () => {
  const root = isThere ? mkdtempSync(join(tmpdir(), 'sbom-equality-')) : '';
  beforeAll(async () => {
    const files = Object.entries(goldens).filter(([path]) => path.startsWith(ADVISORIES));
    const records = await osvRecords(new Map(files.map(([path, text]) => [path.slice(ADVISORIES.length), text])));
    const source = join(root, 'records');
    mkdirSync(source);
    for (const [at, record] of records.entries()) writeFileSync(join(source, `${at}.json`), JSON.stringify(record));
    await updateDatabase({ root: join(root, 'cache'), importer: 'osv-files', source, names: ADVISORY_ECOSYSTEMS });
  });
  const told: string[] = [];
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  function scanOf(target: Target): Promise<ScanOutcome> {
    const advisories = { root: join(root, 'cache'), source: 'https://advisories.example', importer: 'osv-bucket' };
    return scan({
      target,
      clock: fixedClock(0),
      signal: new AbortController().signal,
      onProgress: () => {},
      offline: true,
      only: ['dependencies'],
      // Doubts need more than the packages: manifests beside lock files, and what kind a lock file is of.
      options: { dependencies: { advisories, hygiene: false } },
    });
  }

  function writeProject(name: string): string {
    const folder = join(root, 'projects', name);
    for (const [path, text] of Object.entries(fixtures)) {
      if (!path.startsWith(`${REPOSITORIES}${name}/`)) continue;
      const to = join(folder, path.slice(REPOSITORIES.length + name.length + 1));
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(to, text);
    }
    return folder;
  }

  it.each([...projects])('says what a scan of %s itself says', async (name) => {
    const folder = writeProject(name);
    const own = await scanOf({ kind: 'dir', given: folder, root: folder });
    told.push(...own.findings.map(({ rule }) => rule));

    for (const [format, write] of Object.entries(FORMATS)) {
      const path = join(root, `${basename(folder)}.${format}.json`);
      writeFileSync(path, write(own.inventory));
      const again = await scanOf({ kind: 'sbom', given: path, root: path });
      expect(again.findings.map(withoutSources)).toEqual(own.findings.map(withoutSources));
      expect(again.inventory.packages.map(({ purl }) => purl)).toEqual(own.inventory.packages.map(({ purl }) => purl));
    }
  });

  it('had something to say', () => {
    expect(told.length).toBeGreaterThan(20);
  });
});

/** Whether the sources import a package is not in an SBOM. */
function withoutSources({ tags, message, details, ...finding }: ScanOutcome['findings'][number]): object {
  const { imported: _, ...rest } = details ?? {};
  return {
    ...finding,
    details: rest,
    message: message.replace(" The project's own sources do not import it.", ''),
    tags: tags.filter((tag) => tag !== 'imported' && tag !== 'not-imported'),
  };
}
