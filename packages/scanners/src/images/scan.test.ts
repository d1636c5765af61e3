import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { updateDatabase } from '@sallyport/advisories';
import { writeCycloneDx, writeSpdx } from '@sallyport/inventory';
import { fixedClock } from '@sallyport/kernel';
import { writeImageLayout } from '@sallyport/mocks';
import type { ImageSketch, LayerEntry } from '@sallyport/mocks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { ScanContext } from '../scanner.ts';
import { scan as scanDependencies } from '../dependencies/scan.ts';
import { scan } from './scan.ts';

const root = mkdtempSync(join(tmpdir(), 'scan-image-'));
const advisories = { root: join(root, 'advisories'), source: join(root, 'records'), importer: 'osv-files' };
const NOW = Date.parse('2026-11-24T12:00:00Z');

/** One advisory: `fixed` is the first version without it. */
function record(id: string, ecosystem: string, name: string, fixed: string): object {
  const ranges = [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed }] }];
  const affected = [{ package: { ecosystem, name }, ranges }];
  return { id, modified: '2026-01-01T00:00:00Z', summary: `Flaw ${id}`, affected };
}

beforeAll(async () => {
  mkdirSync(advisories.source);
  const records = [
    record('CVE-2026-1001', 'Debian:12', 'openssl', '3.0.12-1'),
    record('CVE-2026-1002', 'Debian:12', 'curl', '7.89-1'),
    record('CVE-2026-1003', 'Debian:12', 'linux', '6.2-1'),
    record('CVE-2026-1004', 'Debian:12', 'linux', '6.3-1'),
    record('CVE-2026-1005', 'npm', 'left', '2.0.0'),
    record('CVE-2026-1006', 'Debian:12', 'zlib', '1.4-1'),
  ];
  for (const each of records)
    writeFileSync(join(advisories.source, `${(each as { id: string }).id}.json`), JSON.stringify(each));
  await updateDatabase({ ...advisories, importer: 'osv-files', names: ['Debian', 'npm'] });
});
afterAll(() => rmSync(root, { recursive: true }));

const status = (...packages: readonly (readonly [name: string, version: string, source?: string])[]): LayerEntry => ({
  path: 'var/lib/dpkg/status',
  content: packages
    .map(
      ([name, version, source = name]) =>
        `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nSource: ${source}\nVersion: ${version}\n`,
    )
    .join('\n'),
});
const RELEASE: LayerEntry = {
  path: 'etc/os-release',
  content: 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian 12"\n',
};
/** Put together here: no complete token stands in this repository. */
const TOKEN = ['ghp', '_', 'aZ3kQ9xW7vB2nM5cL8pR4tY6', 'uJ1hGf0dSeWq'].join('');

const OLD_BASE: readonly (readonly LayerEntry[])[] = [
  [
    RELEASE,
    status(['libssl3', '3.0.11-1', 'openssl'], ['zlib1g', '1.2-1', 'zlib'], ['linux-libc-dev', '6.1-1', 'linux']),
  ],
];
const NEW_BASE: readonly (readonly LayerEntry[])[] = [
  [
    RELEASE,
    status(['libssl3', '3.0.12-1', 'openssl'], ['zlib1g', '1.3-1', 'zlib'], ['linux-libc-dev', '6.1-1', 'linux']),
  ],
];
const OWN: readonly (readonly LayerEntry[])[] = [
  [
    status(
      ['libssl3', '3.0.11-1', 'openssl'],
      ['zlib1g', '1.2-1', 'zlib'],
      ['linux-libc-dev', '6.1-1', 'linux'],
      ['curl', '7.88-1'],
    ),
  ],
  [
    { path: 'app/node_modules/left/package.json', content: '{"name":"left","version":"1.0.0"}' },
    { path: 'app/.npmrc', content: `//registry.example/:_authToken=${TOKEN}\n` },
    { path: 'app/tool', content: 'x', mode: 0o4755 },
    { path: 'app/open', type: 'folder', mode: 0o777 },
  ],
  [{ path: 'app/.wh..npmrc' }],
];
const HISTORY = [
  { created_by: '/bin/sh -c #(nop) ADD file:1234 in / ' },
  { created_by: '/bin/sh -c #(nop)  CMD ["bash"]', empty_layer: true },
  { created_by: 'RUN /bin/sh -c apt-get install -y curl # buildkit' },
  { created_by: 'COPY . /app # buildkit' },
  { created_by: 'RUN /bin/sh -c rm /app/.npmrc # buildkit' },
];

async function scanned(
  sketch: ImageSketch,
  options: { readonly [name: string]: unknown } = {},
  more: Partial<ScanContext> = {},
) {
  const folder = mkdtempSync(join(root, 'image-'));
  const { layers } = writeImageLayout(folder, sketch);
  const result = await scan({
    target: { kind: 'oci-dir', given: `oci-dir:${folder}`, root: folder },
    clock: fixedClock(NOW),
    signal: new AbortController().signal,
    onProgress: () => undefined,
    offline: true,
    options: { dependencies: { advisories }, ...options },
    ...more,
  });
  const rules = result.sightings.map(({ rule }) => rule);
  const of = (rule: string) => result.sightings.find((sighting) => sighting.rule === rule);
  return { ...result, layers, rules, of, folder };
}

describe('an image', () => {
  it('shows its vulnerabilities with the layer and the step that brought each, base or own', async () => {
    const { of, layers } = await scanned({ layers: [...OLD_BASE, ...OWN], history: HISTORY });

    expect(of('CVE-2026-1001')).toMatchObject({
      scanner: 'dependencies',
      location: { path: 'var/lib/dpkg/status', layer: layers[0] },
      message: expect.stringMatching(/It comes with the base image\.$/),
      details: { image: { layer: 0, from: 'base', instruction: 'ADD file:1234 in /' } },
    });
    expect(of('CVE-2026-1002')).toMatchObject({
      location: { layer: layers[1] },
      message: expect.stringMatching(/Layer 2 brought it: RUN apt-get install -y curl$/),
      details: { image: { layer: 1, from: 'own', instruction: 'RUN apt-get install -y curl' } },
    });
    expect(of('CVE-2026-1005')?.location).toEqual({ path: 'app/node_modules/left/package.json', layer: layers[2] });
  });

  it('puts the vulnerabilities of the kernel that are told for its headers into one finding', async () => {
    const { rules, of } = await scanned({ layers: OLD_BASE });

    expect(rules.filter((rule) => rule === 'CVE-2026-1003' || rule === 'CVE-2026-1004')).toEqual([]);
    expect(of('kernel-headers')).toMatchObject({
      severity: 'info',
      details: { vulnerabilities: ['CVE-2026-1003', 'CVE-2026-1004'] },
    });
  });

  it('shows a secret that a later layer deletes, and never its value', async () => {
    const { sightings, layers, coverage } = await scanned({ layers: [...OLD_BASE, ...OWN] });

    const secret = sightings.find(({ scanner }) => scanner === 'secrets');
    expect(secret).toMatchObject({
      location: { path: 'app/.npmrc', layer: layers[2] },
      tags: expect.arrayContaining(['hidden-layer']),
    });
    expect(JSON.stringify([sightings, coverage])).not.toContain(TOKEN);
  });

  it('shows secrets in its environment and its history, and never their values', async () => {
    const config = {
      Env: [
        'PATH=/usr/bin',
        `GITHUB_TOKEN=${TOKEN}`,
        'DB_PASSWORD=hunter-and-gatherer',
        'API_KEY=',
        'TOKEN=/run/secrets/token',
      ],
    };

    const { sightings } = await scanned({
      layers: OLD_BASE,
      config,
      history: [{ created_by: `RUN git clone https://x:${TOKEN}@git.example/a` }],
    });

    const secrets = sightings.filter(({ scanner }) => scanner === 'secrets');
    expect(secrets.some(({ tags }) => tags.includes('image-environment'))).toBe(true);
    expect(secrets.some(({ tags }) => tags.includes('image-history'))).toBe(true);
    expect(sightings.filter(({ rule }) => rule === 'secret-in-env').map(({ anchor }) => anchor)).toEqual([
      'DB_PASSWORD',
    ]);
    expect(JSON.stringify(sightings)).not.toContain(TOKEN);
    expect(JSON.stringify(sightings)).not.toContain('hunter-and-gatherer');
  });

  it('is judged by its configuration and its permissions', async () => {
    const bad = await scanned({
      layers: [...OLD_BASE, ...OWN],
      config: { ExposedPorts: { '22/tcp': {}, '80/tcp': {} } },
      history: [
        ...HISTORY.slice(0, 3),
        { created_by: 'ADD https://host.example/a /a # buildkit' },
        { created_by: 'RUN /bin/sh -c apt-get update # buildkit' },
      ],
    });
    const good = await scanned({
      layers: [[RELEASE]],
      config: { User: '10001', Healthcheck: { Test: ['CMD', 'true'] }, ExposedPorts: { '80/tcp': {} } },
    });

    for (const rule of [
      'root-user',
      'no-health-check',
      'remote-access-port',
      'setuid-file',
      'world-writable',
      'add-instruction',
      'update-alone',
    ])
      expect(bad.rules).toContain(rule);
    expect(good.rules).toEqual([]);
  });

  it('says that the support of its system has ended, and until when it lasts', async () => {
    const ended = await scanned({
      layers: [[{ path: 'usr/lib/os-release', content: 'ID=debian\nVERSION_ID="10"\nPRETTY_NAME="Debian 10"\n' }]],
    });
    const lasts = await scanned({ layers: [[RELEASE]] });
    const unknown = await scanned({ layers: [[{ path: 'x', content: 'y' }]] });

    expect(ended.of('end-of-life')).toMatchObject({ severity: 'high', location: { path: 'usr/lib/os-release' } });
    expect(lasts.coverage.notes).toContain('Debian 12, supported until 2028-06-30.');
    expect(unknown.coverage.notes).toContain('No file says which operating system this is.');
  });

  it('without advisories is no clean one', async () => {
    const { coverage } = await scanned({ layers: OLD_BASE }, { dependencies: {} });

    expect(coverage).toMatchObject({ state: 'missing', looked: { packages: 3, layers: 1 } });
  });
});

describe('a newer base image', () => {
  it('mends what a real rescan after rebasing no longer finds', async () => {
    const base = mkdtempSync(join(root, 'base-'));
    writeImageLayout(base, { layers: NEW_BASE });
    const rebuilt = [
      ...NEW_BASE,
      [
        status(
          ['libssl3', '3.0.12-1', 'openssl'],
          ['zlib1g', '1.3-1', 'zlib'],
          ['linux-libc-dev', '6.1-1', 'linux'],
          ['curl', '7.88-1'],
        ),
      ],
      ...OWN.slice(1),
    ];

    const before = await scanned({ layers: [...OLD_BASE, ...OWN], history: HISTORY }, { rebase: `oci-dir:${base}` });
    const after = await scanned({ layers: rebuilt, history: HISTORY });

    const mended = before.sightings.filter(
      ({ details }) => (details?.['image'] as { rebaseFixes?: boolean })?.rebaseFixes === true,
    );
    const gone = before.sightings.filter(
      ({ scanner, rule }) => scanner === 'dependencies' && !after.rules.includes(rule),
    );
    expect(mended.map(({ rule }) => rule)).toEqual(['CVE-2026-1001']);
    expect(mended).toEqual(gone);
    expect(before.coverage.notes.find((note) => note.includes('would mend'))).toMatch(
      /would mend 1 of 6 vulnerabilities\./,
    );
  });

  it('that was named as the present base tells base from own layers for sure', async () => {
    const base = mkdtempSync(join(root, 'base-'));
    writeImageLayout(base, { layers: OLD_BASE });

    const sure = await scanned({ layers: [...OLD_BASE, ...OWN] }, { base: `oci-dir:${base}` });
    const other = await scanned({ layers: NEW_BASE }, { base: `oci-dir:${base}` });

    expect(sure.of('CVE-2026-1001')?.tags).toContain('base-layer');
    expect(sure.of('CVE-2026-1002')?.tags).toContain('own-layer');
    expect(other.coverage.notes.join(' ')).toContain('it was not built on the base image that was named');
  });
});

describe('layers that were seen before', () => {
  it('are not read again, and nothing of a secret is kept', async () => {
    const cacheDir = join(root, 'cache');
    const sketch = { layers: [...OLD_BASE, ...OWN] };

    const cold = await scanned(sketch, {}, { cacheDir });
    rmSync(join(cold.folder, 'blobs', 'sha256', (cold.layers[0] ?? '').slice(7)));
    const warm = await scan({
      target: { kind: 'oci-dir', given: 'x', root: cold.folder },
      clock: fixedClock(NOW),
      signal: new AbortController().signal,
      onProgress: () => undefined,
      offline: true,
      cacheDir,
      options: { dependencies: { advisories } },
    });

    expect(warm.sightings).toEqual(cold.sightings);
    expect(warm.inventory).toEqual(cold.inventory);
    for (const path of filesIn(join(cacheDir, 'layers'))) expect(readFileSync(path).includes(TOKEN)).toBe(false);
  });
});

describe('the SBOM of an image', () => {
  it('is judged as the image is', async () => {
    const { inventory, sightings } = await scanned({ layers: [...OLD_BASE, ...OWN] });
    const folder = mkdtempSync(join(root, 'sbom-'));
    const made = { timestamp: NOW, tool: { name: 'test', version: '1' } };
    const texts = {
      'bom.cdx.json': writeCycloneDx(inventory ?? { packages: [] }, made),
      'bom.spdx.json': writeSpdx(inventory ?? { packages: [] }, made),
    };

    for (const [name, text] of Object.entries(texts)) {
      writeFileSync(join(folder, name), text);
      const target = { kind: 'sbom', given: name, root: join(folder, name) } as const;
      const context = {
        target,
        clock: fixedClock(NOW),
        signal: new AbortController().signal,
        onProgress: () => undefined,
        offline: true,
      };
      const of = await scanDependencies({ ...context, options: { advisories } });

      const told = of.sightings.map(({ rule, anchor = '' }) => `${rule} ${anchor}`);
      const vulnerable = sightings.filter(
        ({ scanner, rule }) => scanner === 'dependencies' || rule === 'kernel-headers',
      );
      expect(told.toSorted()).toEqual(vulnerable.map(({ rule, anchor = '' }) => `${rule} ${anchor}`).toSorted());
    }
  });
});

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
