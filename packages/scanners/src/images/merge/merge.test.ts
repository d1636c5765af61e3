import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { writeImageLayout } from '@sallyport/mocks';
import type { LayerEntry } from '@sallyport/mocks';
import { openImageArchive } from '@sallyport/oci';
import { afterAll, describe, expect, it } from 'vitest';

import { NO_CACHE } from '../layers/cache.ts';
import { gatherLayers } from '../layers/gather.ts';
import { inventoryOf } from './inventory-of.ts';
import { mergeLayers } from './merge-layers.ts';

const root = mkdtempSync(join(tmpdir(), 'merge-'));
afterAll(() => rmSync(root, { recursive: true }));

/** What an image of these layers holds: `name@version layer`. */
async function contents(...layers: (readonly LayerEntry[])[]) {
  const folder = mkdtempSync(join(root, 'image-'));
  const { layers: digests } = writeImageLayout(folder, { layers });
  const source = await openImageArchive(folder);
  const image = await source.resolve();
  const { facts } = await gatherLayers(source, image, {
    cache: NO_CACHE,
    secrets: undefined,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  await source.close();
  const found = inventoryOf(mergeLayers(facts), digests);
  const names = found.packages.map(
    ({ id, name, version }) => `${name}@${version ?? ''} ${found.layerOf.get(id) ?? '?'}`,
  );
  return { ...found, names, facts };
}

const node = (path: string, name: string, version: string): LayerEntry => ({
  path: `${path}/node_modules/${name}/package.json`,
  content: JSON.stringify({ name, version }),
});
const dpkg = (...packages: string[]): LayerEntry => ({
  path: 'var/lib/dpkg/status',
  content: packages
    .map((each) => each.split('='))
    .map(
      ([name, version]) =>
        `Package: ${name ?? ''}\nStatus: install ok installed\nVersion: ${version ?? ''}\nArchitecture: amd64\n`,
    )
    .join('\n'),
});
const DEBIAN: LayerEntry = { path: 'etc/os-release', content: 'ID=debian\nVERSION_ID="12"\n' };

describe('layers over each other', () => {
  it('deleted files and folders take what was in them along', async () => {
    const lower = [node('app', 'a', '1.0.0'), node('app', 'b', '1.0.0'), node('old', 'c', '1.0.0')];

    const { names } = await contents(lower, [{ path: 'app/node_modules/.wh.a' }, { path: '.wh.old' }]);

    expect(names).toEqual(['b@1.0.0 0']);
  });

  it('a folder that hides what is below shows what comes with it', async () => {
    const upper = [{ path: 'app/node_modules/.wh..wh..opq' }, node('app', 'b', '2.0.0')];

    const { names } = await contents([node('app', 'a', '1.0.0'), node('app', 'b', '1.0.0')], upper);

    expect(names).toEqual(['b@2.0.0 1']);
  });

  it('a file or link in the place of a folder takes it away', async () => {
    const lower = [node('app', 'a', '1.0.0'), node('web', 'b', '1.0.0')];

    const { names } = await contents(lower, [
      { path: 'app', content: 'x' },
      { path: 'web', type: 'symlink', link: '/srv' },
    ]);

    expect(names).toEqual([]);
  });

  it('a deletion does not reach what the same layer brings', async () => {
    const upper = [{ path: 'app/.wh.node_modules' }, node('app', 'b', '2.0.0')];

    const { names } = await contents([node('app', 'a', '1.0.0')], upper);

    expect(names).toEqual(['b@2.0.0 1']);
  });

  it('hard links show what they lead to, whatever its name and place in the archive', async () => {
    const store = { path: 'store/0a1b', content: JSON.stringify({ name: 'a', version: '1.0.0' }) };
    const link = { path: 'app/node_modules/a/package.json', type: 'hard-link' as const, link: 'store/0a1b' };
    const second = {
      path: 'web/node_modules/b/package.json',
      type: 'hard-link' as const,
      link: 'app/node_modules/b/package.json',
    };

    const { packages } = await contents([store, link, node('app', 'b', '1.0.0'), second]);

    expect(packages.map(({ name, location }) => [name, location?.path]).toSorted()).toEqual([
      ['a', 'app/node_modules/a/package.json'],
      ['b', 'app/node_modules/b/package.json'],
      ['b', 'web/node_modules/b/package.json'],
    ]);
  });
});

describe('packages of the distribution', () => {
  it('come from the layer since which the database lists them in this version', async () => {
    const { names } = await contents(
      [DEBIAN, dpkg('libc6=2.36-9', 'zlib1g=1.2')],
      [dpkg('libc6=2.36-9', 'zlib1g=1.3', 'curl=7.88')],
      [{ path: 'x', content: 'y' }],
    );

    expect(names).toEqual(['libc6@2.36-9 0', 'zlib1g@1.3 1', 'curl@7.88 1']);
  });

  it('belong to the release that the image says, and to none without it', async () => {
    const known = await contents([DEBIAN, { path: 'etc/debian_version', content: '12.5\n' }, dpkg('zlib1g=1.2')]);
    const unknown = await contents([dpkg('zlib1g=1.2')]);

    expect(known.operatingSystem).toEqual({ id: 'debian', version: '12.5' });
    expect(known.packages[0]).toMatchObject({
      ecosystem: 'Debian:12',
      purl: 'pkg:deb/debian/zlib1g@1.2?arch=amd64&distro=debian-12',
    });
    expect(unknown.packages[0]?.ecosystem).toBe('');
  });

  it('of third parties are told by name, and not taken for the distribution', async () => {
    const foreign =
      'Package: docker-ce\nStatus: install ok installed\nVersion: 5:24.0\nArchitecture: amd64\nMaintainer: Docker <support@docker.com>\n';

    const { packages, foreign: told } = await contents([DEBIAN, { path: 'var/lib/dpkg/status', content: foreign }]);

    expect([...told]).toEqual([['docker', ['docker-ce']]]);
    expect(packages[0]).toMatchObject({ ecosystem: '', purl: expect.stringMatching(/^pkg:deb\/docker\/docker-ce@/) });
  });

  it('answer for the packages of languages whose files they own, on a merged /usr too', async () => {
    const own = node('usr/share', 'a', '1.0.0');
    const list = {
      path: 'var/lib/dpkg/info/node-a.list',
      content: '/usr/share/node_modules/a/package.json\n/lib/node_modules/c/package.json\n',
    };

    const { names, ownedByOs } = await contents([
      DEBIAN,
      dpkg('node-a=1'),
      list,
      own,
      node('app', 'b', '1.0.0'),
      node('usr/lib', 'c', '1.0.0'),
    ]);

    expect(names).toEqual(['node-a@1 0', 'b@1.0.0 0']);
    expect(ownedByOs).toBe(2);
  });
});

describe('damaged files', () => {
  it('cost what they hold, and are told', async () => {
    const { names, facts } = await contents([
      { path: 'app/node_modules/x/package.json', content: '{' },
      node('app', 'b', '1.0.0'),
    ]);

    expect(names).toEqual(['b@1.0.0 0']);
    expect(facts[0]?.skipped).toMatchObject([
      { reason: 'malformed', count: 1, examples: ['app/node_modules/x/package.json'] },
    ]);
  });
});
