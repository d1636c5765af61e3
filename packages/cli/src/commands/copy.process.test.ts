import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { digestOf } from '@sallyport/kernel';
import { startRegistryFake } from '@sallyport/mocks';
import type { RegistryFake } from '@sallyport/mocks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createSandbox } from '../testing/run-cli.ts';
import type { Sandbox } from '../testing/run-cli.ts';

const PASSWORD = ['pass', 'word', '42'].join('-');
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

describe('sallyport copy', () => {
  let sandbox: Sandbox;
  let fake: RegistryFake;
  let digest: string;

  beforeEach(async () => {
    sandbox = createSandbox();
    fake = await startRegistryFake({ auth: { kind: 'bearer', username: 'robot', password: PASSWORD } });
    digest = storeImage();
  });
  afterEach(async () => {
    await fake.close();
    sandbox.remove();
  });

  /** An image with one layer, and a signature attached to it. */
  function storeImage(): string {
    const describe = (bytes: Buffer, mediaType: string) => ({ mediaType, digest: digestOf(bytes), size: bytes.length });
    const config = Buffer.from('{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}');
    const layer = Buffer.from('content of a layer');
    const store = (content: object, tag?: string): Buffer => {
      const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST, ...content }));
      fake.store.addManifest('app', bytes, { mediaType: MANIFEST, ...(tag === undefined ? {} : { tag }) });
      return bytes;
    };
    for (const blob of [config, layer]) fake.store.addBlob('app', blob);
    const parts = { config: describe(config, 'application/vnd.oci.image.config.v1+json') };
    const layers = [describe(layer, 'application/vnd.oci.image.layer.v1.tar')];
    const image = store({ ...parts, layers }, 'v1');
    store({ ...parts, artifactType: 'application/vnd.test', layers: [], subject: describe(image, MANIFEST) });
    return digestOf(image);
  }

  function logIn(password = PASSWORD): void {
    const folder = join(sandbox.root, 'home', '.docker');
    mkdirSync(folder, { recursive: true });
    const auth = Buffer.from(`robot:${password}`).toString('base64');
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ auths: { [fake.host]: { auth } } }));
  }

  it.each([
    [['copy'], 'an image and where it goes'],
    [['copy', 'registry.example/app:v1'], 'where the image goes'],
    [['copy', 'NO IMAGE', 'oci-dir:out'], 'not an image reference'],
    [['copy', 'registry.example/app:v1', 'oci-dir:out', '--platform', 'linux'], 'not a platform'],
    [['copy', 'registry.example/app:v1', 'oci-dir:out', '--offline'], 'runs offline'],
    [['copy', 'oci-dir:missing', 'oci-dir:out'], 'missing'],
  ])('%j says what is wrong and writes nothing', async (words, what) => {
    const { code, stderr, stdout } = await sandbox.run(words);

    expect(stderr).toContain(what);
    expect([code === 2 || code === 5, stdout]).toEqual([true, '']);
    expect(readdirSync(sandbox.target)).toEqual([]);
  });

  it('is denied with a wrong password, which it does not show', async () => {
    const wrong = [PASSWORD, 'wrong'].join('-');
    logIn(wrong);

    const { code, stderr } = await sandbox.run(['copy', `${fake.host}/app:v1`, 'oci-dir:out']);

    expect(code).toBe(5);
    expect(stderr).toContain('docker login');
    expect(stderr).not.toContain(wrong);
  });

  it('takes an image with what is attached to it, as a person reads it and as a program does', async () => {
    logIn();

    const first = await sandbox.run(['copy', `${fake.host}/app:v1`, `${fake.host}/prod/app:v1`]);
    const second = await sandbox.run(['copy', `${fake.host}/app:v1`, 'oci-archive:app.tar:v1', '--json', '--quiet']);
    const third = await sandbox.run([
      'copy',
      'oci-archive:app.tar',
      'oci-dir:layout:v1',
      '-q',
      '--no-referrers',
      '--offline',
    ]);

    expect([first.code, second.code, third.code]).toEqual([0, 0, 0]);
    expect(first.stdout).toContain(`${digest} is at ${fake.host}/prod/app:v1, with 1 attached`);
    expect(first.stderr).toContain('linked from the other repository');
    expect(JSON.parse(second.stdout)).toMatchObject({ version: 1, digest, referrers: 1, blobs: { sent: 2 } });
    expect(second.stderr + third.stderr).toBe('');
    expect(fake.store.manifest('prod/app', 'v1')?.digest).toBe(digest);
    expect(readFileSync(join(sandbox.target, 'layout', 'index.json'), 'utf8')).toContain(digest);
  });

  it('leaves no archive where the registry lies', async () => {
    logIn();
    fake.faults.add({ fault: { kind: 'wrong-content' }, path: 'blobs' });

    const { code, stderr } = await sandbox.run(['copy', `${fake.host}/app:v1`, 'oci-archive:app.tar']);

    expect(code).toBe(5);
    expect(stderr).toContain('do not use it');
    expect(existsSync(join(sandbox.target, 'app.tar'))).toBe(false);
    expect(readdirSync(sandbox.target)).toEqual([]);
  });
});
