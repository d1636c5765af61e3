import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { systemClock } from '@sallyport/kernel';
import { tarOf, writeImageLayout } from '@sallyport/mocks';
import type { ImageSketch, LayerEntry } from '@sallyport/mocks';
import { afterAll, describe, expect, it } from 'vitest';

import type { ScannerResult } from '../scanner.ts';
import { scan } from './scan.ts';

const root = mkdtempSync(join(tmpdir(), 'hostile-image-'));
afterAll(() => rmSync(root, { recursive: true }));

const RELEASE: LayerEntry = { path: 'etc/os-release', content: 'ID=debian\nVERSION_ID="12"\n' };

function write(sketch: ImageSketch) {
  const folder = mkdtempSync(join(root, 'image-'));
  const { layers } = writeImageLayout(folder, sketch);
  return { folder, blobOf: (index: number) => join(folder, 'blobs/sha256', (layers[index] ?? '').slice(7)) };
}

async function scanFolder(folder: string, cacheDir?: string): Promise<ScannerResult> {
  return scan({
    target: { kind: 'oci-dir', given: `oci-dir:${folder}`, root: folder },
    clock: systemClock,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    offline: true,
    options: {},
    ...(cacheDir === undefined ? {} : { cacheDir }),
  });
}

describe('an image that lies', () => {
  it('about a layer is an error, and leaves nothing that later scans would believe', async () => {
    const cacheDir = join(root, 'cache');
    const { folder, blobOf } = write({ layers: [[RELEASE], [{ path: 'a', content: 'x'.repeat(100_000) }]] });
    const blob = blobOf(1);
    writeFileSync(blob, readFileSync(blob).subarray(0, 40));

    await expect(scanFolder(folder, cacheDir)).rejects.toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^OCI_/) }),
    );

    const layers = join(cacheDir, 'layers');
    const kept = existsSync(layers) ? readdirSync(layers, { recursive: true }).map(String) : [];
    expect(kept.filter((name) => name.includes(blob.slice(-64)))).toEqual([]);
  });

  it('by paths that lead out of it stays inside, and that is told', async () => {
    const escaping = { path: '../../app/node_modules/a/package.json', content: '{"name":"a","version":"1.0.0"}' };

    const { inventory, coverage } = await scanFolder(write({ layers: [[RELEASE, escaping]] }).folder);

    expect(inventory?.packages.map(({ location }) => location?.path)).toEqual(['app/node_modules/a/package.json']);
    expect(coverage.skipped).toMatchObject([{ reason: 'outside-target', count: 1 }]);
  });

  it('by links that go in circles or nowhere is read all the same', async () => {
    const entries: LayerEntry[] = [
      RELEASE,
      { path: 'app/node_modules/a/package.json', type: 'hard-link', link: 'app/node_modules/b/package.json' },
      { path: 'app/node_modules/b/package.json', type: 'hard-link', link: 'app/node_modules/a/package.json' },
      { path: 'app/node_modules/c/package.json', type: 'hard-link', link: 'nowhere' },
      { path: 'app/node_modules/d/package.json', type: 'symlink', link: '../d/package.json' },
    ];

    const { inventory } = await scanFolder(write({ layers: [entries] }).folder);

    expect(inventory?.packages).toEqual([]);
  });

  it('by paths that no system allows is read without them, and that is told', async () => {
    const record = (text: string): string => {
      const plain = ` path=${text}\n`;
      const length = plain.length + String(plain.length + 4).length;
      return `${length}${plain}`;
    };
    const pax = tarOf([{ path: 'pax', content: record(`${'java/'.repeat(20_000)}release`) }]).subarray(0, -1024);
    pax.write('x', 156);
    pax.write('        ', 148);
    const sum = pax.subarray(0, 512).reduce((total, byte) => total + byte, 0);
    pax.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    const layer = Buffer.concat([pax, tarOf([{ path: 'x', content: 'JAVA_VERSION="17"' }])]);

    const { inventory, coverage } = await scanFolder(write({ layers: [[RELEASE], layer] }).folder);

    expect(inventory?.packages).toEqual([]);
    expect(coverage.skipped).toMatchObject([{ reason: 'unsupported', count: 1 }]);
  });

  it('with names of the prototype is read as any other', async () => {
    const names = ['__proto__', 'constructor'].map((name) => ({
      path: `app/node_modules/${name}/package.json`,
      content: JSON.stringify({ name, version: '1.0.0' }),
    }));

    const { inventory } = await scanFolder(write({ layers: [[RELEASE, ...names]] }).folder);

    expect(inventory?.packages.map(({ name }) => name).toSorted()).toEqual(['__proto__', 'constructor']);
  });

  it('with control characters and newlines in its build steps is told in one line each', async () => {
    const history = [{ created_by: 'ADD a\n\u001B[31mred /x' }];

    const { sightings } = await scanFolder(
      write({ layers: [[RELEASE, { path: 'x', content: '1', mode: 0o4755 }]], history }).folder,
    );

    const step = sightings.find(({ rule }) => rule === 'setuid-file')?.remediation.steps?.at(-1) ?? '';
    expect(step).toContain('ADD a');
    expect(step).not.toMatch(/\n/);
  });
});
