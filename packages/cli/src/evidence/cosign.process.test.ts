import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { systemClock } from '@sallyport/kernel';
import { dockerRegistryProgram, startDockerRegistry, writeImageLayout } from '@sallyport/mocks';
import type { RunningRegistry } from '@sallyport/mocks';
import { formatCosignKey, formatPublicKey, generateSigningKey, keySigner } from '@sallyport/signing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { runInside } from '../testing/run-inside.ts';
import type { RanInside } from '../testing/run-inside.ts';

const PASSWORD = { COSIGN_PASSWORD: 'a password' };
const PEOPLE = ['ours', 'theirs', 'other'] as const;
const UNLOGGED = ['--insecure-ignore-tlog=true'];
const registryProgram = dockerRegistryProgram();

/** Real cosign, where it is at hand: cosign 2 writes tags, cosign 3 bundles. */
const peers = [
  { name: 'cosign 2', program: process.env['SALLYPORT_COSIGN_2'] ?? 'cosign2', signing: [] },
  {
    name: 'cosign 3',
    program: process.env['SALLYPORT_COSIGN_3'] ?? 'cosign3',
    signing: ['--use-signing-config=false'],
  },
].map((peer) => ({ ...peer, available: spawnSync(peer.program, ['version']).status === 0 }));

describe.each(peers)('sallyport and $name at one registry (needs both programs)', ({ program, available, ...peer }) => {
  const skipped = !available || registryProgram === undefined;
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-cosign-'));
  const state: { registry?: RunningRegistry } = {};
  beforeAll(async () => {
    if (registryProgram === undefined) return;
    state.registry = await startDockerRegistry(registryProgram);
    for (const name of PEOPLE) {
      const key = generateSigningKey();
      writeFileSync(join(folder, `${name}.key`), formatCosignKey(key, PASSWORD.COSIGN_PASSWORD));
      writeFileSync(join(folder, `${name}.pub`), formatPublicKey(keySigner(key).publicKey));
    }
    writeFileSync(join(folder, 'sbom.json'), JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6' }));
  });
  afterAll(async () => {
    await state.registry?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const ours = (...words: string[]): Promise<RanInside> => runInside(folder, words, systemClock, PASSWORD);
  const theirs = (...words: string[]): boolean => {
    const env = { ...process.env, ...PASSWORD, HOME: folder, TUF_ROOT: join(folder, 'tuf') };
    return spawnSync(program, words, { env, cwd: folder, timeout: 60_000 }).status === 0;
  };
  /** Pushes an image that no other test has, and gives its name by digest. */
  async function newImage(label: string): Promise<string> {
    const { digest } = writeImageLayout(join(folder, label), { layers: [], config: { Labels: { label } } });
    const repository = `${state.registry?.host ?? ''}/shop/${label}`;
    await ours('copy', `oci-dir:${label}`, `${repository}:1`, '--quiet');
    return `${repository}@${digest}`;
  }

  it.skipIf(skipped)('verifies signatures of sallyport, and refuses those of another key or image', async () => {
    const [image, bare] = [await newImage('signed'), await newImage('bare')];
    const signed = await ours('sign', image, '--key', 'ours.key');

    const verify = (key: string, of: string): boolean => theirs('verify', '--key', `${key}.pub`, ...UNLOGGED, of);

    expect(signed.stderr).toBe('');
    expect([verify('ours', image), verify('other', image), verify('ours', bare)]).toEqual([true, false, false]);
  });

  it.skipIf(skipped)('verifies attestations of sallyport by their type, and by no other key', async () => {
    const image = await newImage('attested');
    await ours('attest', image, '--key', 'ours.key', '--sbom', 'sbom.json');

    const verify = (key: string, type: string): boolean =>
      theirs('verify-attestation', '--key', `${key}.pub`, '--type', type, ...UNLOGGED, image);

    expect([verify('ours', 'cyclonedx'), verify('other', 'cyclonedx'), verify('ours', 'vuln')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it.skipIf(skipped)(
    'signs and attests what sallyport verifies, and refuses for another key, image or type',
    async () => {
      const [image, bare] = [await newImage('by-cosign'), await newImage('by-nobody')];
      const words = ['--key', 'theirs.key', '--tlog-upload=false', '--yes', ...peer.signing];

      const made = [
        theirs('sign', ...words, image),
        theirs('attest', ...words, '--type', 'cyclonedx', '--predicate', 'sbom.json', image),
      ];
      const verify = async (key: string, of: string, ...more: string[]): Promise<number> =>
        (await ours('verify', of, '--key', `${key}.pub`, ...more)).code;

      expect(made).toEqual([true, true]);
      expect([await verify('theirs', image), await verify('theirs', image, '--type', 'cyclonedx')]).toEqual([0, 0]);
      expect([
        await verify('other', image),
        await verify('theirs', bare),
        await verify('theirs', image, '--type', 'spdxjson'),
      ]).toEqual([1, 1, 1]);
    },
  );

  it.skipIf(skipped)('keeps the signature of the other beside its own', async () => {
    const image = await newImage('both');
    const words = ['--key', 'theirs.key', '--tlog-upload=false', '--yes', ...peer.signing];
    theirs('sign', ...words, image);
    await ours('sign', image, '--key', 'ours.key');

    const both = await ours('verify', image, '--key', 'ours.pub', '--key', 'theirs.pub', '--threshold', '2');
    const cosign = PEOPLE.map((key) => theirs('verify', '--key', `${key}.pub`, ...UNLOGGED, image));

    expect(both.code).toBe(0);
    expect(cosign).toEqual([true, true, false]);
  });
});
