import { spawnSync } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { digestOf, systemClock } from '@sallyport/kernel';
import { memoryStore } from '@sallyport/ledger';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { generateInstanceKeys, issueInstanceCertificates, privateSigstore } from '../authority/private-sigstore.ts';
import { formatCosignKey, readCosignKey } from '../keys/cosign-key-file.ts';
import { readPublicKey } from '../keys/public-key.ts';
import { formatPublicKey, generateSigningKey, keySigner } from '../keys/signer.ts';
import { signArtifact, signStatement } from '../sign.ts';
import { artifactFromBytes } from '../sigstore/artifact.ts';
import { readTrustRoot } from '../sigstore/trusted-root.ts';
import { verifyBundle } from '../sigstore/verify-bundle.ts';

/** Real cosign, where it is at hand: cosign 2 and cosign 3 differ in their formats. */
const peers = [
  { name: 'cosign 2', program: process.env['SALLYPORT_COSIGN_2'] ?? 'cosign2' },
  { name: 'cosign 3', program: process.env['SALLYPORT_COSIGN_3'] ?? 'cosign3' },
].map((peer) => ({ ...peer, available: spawnSync(peer.program, ['version']).status === 0 }));

describe.each(peers)('$name (needs the program)', ({ program, available, name }) => {
  const state = { folder: '' };
  beforeAll(async () => {
    state.folder = await mkdtemp(join(tmpdir(), 'signing-cosign-'));
  });
  afterAll(() => rm(state.folder, { recursive: true, force: true }));
  const path = (file: string) => join(state.folder, file);
  const run = (args: readonly string[]) => {
    const env = { ...process.env, COSIGN_PASSWORD: 'a password', HOME: state.folder, TUF_ROOT: path('tuf') };
    const result = spawnSync(program, args, { env, encoding: 'utf8', cwd: state.folder, timeout: 60_000 });
    return { ok: result.status === 0, output: `${result.stdout}${result.stderr}` };
  };

  async function newInstance() {
    const keys = generateInstanceKeys();
    const certificates = await issueInstanceCertificates(keys, systemClock);
    const host = 'log.example';
    return privateSigstore({ host, keys, certificates, store: memoryStore(), clock: systemClock });
  }

  it.skipIf(!available)('opens the key files that we write, and we open its', async () => {
    const key = generateSigningKey();
    await writeFile(path('ours.key'), formatCosignKey(key, 'a password'));

    const theirs = run(['public-key', '--key', path('ours.key')]);
    expect(theirs.output).toContain(formatPublicKey(keySigner(key).publicKey).trim());
    expect(run(['generate-key-pair', '--output-key-prefix', path('theirs')]).ok).toBe(true);
    const opened = readCosignKey(await readFile(path('theirs.key'), 'utf8'), 'a password');
    const published = readPublicKey(await readFile(path('theirs.pub'), 'utf8'));
    expect(keySigner(opened).publicKey.fingerprint).toBe(published.fingerprint);
    expect(createPrivateKey(opened.export({ type: 'pkcs8', format: 'pem' })).type).toBe('private');
  });

  it.skipIf(!available)(
    'verifies our signatures and attestations offline, and refuses another artifact’s',
    async () => {
      const instance = await newInstance();
      const signer = keySigner(generateSigningKey());
      const bytes = Buffer.from('an artifact');
      const subject = [{ name: 'artifact', digest: { sha256: digestOf(bytes).slice('sha256:'.length) } }];
      const statement = { subject, predicateType: 'https://example.com/predicate/v1', predicate: { fine: true } };
      const context = { signer, log: instance.log, timestampAuthority: instance.timestampAuthority };
      await writeFile(path('artifact'), bytes);
      await writeFile(path('other'), 'another artifact');
      await writeFile(path('key.pub'), formatPublicKey(signer.publicKey));
      await writeFile(path('trusted_root.json'), instance.trustRoot);
      await writeFile(path('signature.json'), await signArtifact(bytes, context));
      await writeFile(path('attestation.json'), await signStatement(statement, context));

      const common = ['--key', path('key.pub'), '--trusted-root', path('trusted_root.json'), '--offline'];
      const format = name === 'cosign 2' ? ['--new-bundle-format'] : [];
      const blob = (file: string) =>
        run(['verify-blob', '--bundle', path('signature.json'), ...common, ...format, path(file)]);
      const type = ['--type', statement.predicateType];
      const attestation = (file: string) =>
        run([
          'verify-blob-attestation',
          '--bundle',
          path('attestation.json'),
          ...common,
          ...format,
          ...type,
          path(file),
        ]);

      expect(blob('artifact')).toEqual({ ok: true, output: expect.stringContaining('Verified OK') });
      expect(blob('other').ok).toBe(false);
      expect(attestation('artifact')).toEqual({ ok: true, output: expect.stringContaining('Verified OK') });
      expect(attestation('other').ok).toBe(false);
    },
  );

  it.skipIf(!available)('signs what we verify, and what we refuse for another artifact', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await writeFile(path('signer.key'), formatCosignKey(privateKey, 'a password'));
    await writeFile(path('artifact'), 'an artifact');
    const unlogged =
      name === 'cosign 2'
        ? ['--new-bundle-format', '--tlog-upload=false']
        : ['--use-signing-config=false', '--tlog-upload=false'];

    const args = ['sign-blob', '--key', path('signer.key'), '--bundle', path('theirs.json'), '--yes', ...unlogged];
    expect(run([...args, path('artifact')])).toMatchObject({ ok: true });

    const bundle = await readFile(path('theirs.json'));
    const policy = { keys: [keySigner(privateKey).publicKey] };
    expect(verifyBundle(bundle, artifactFromBytes(Buffer.from('an artifact')), policy)).toMatchObject({ ok: true });
    expect(verifyBundle(bundle, artifactFromBytes(Buffer.from('another')), policy)).toMatchObject({ ok: false });
    expect(readTrustRoot((await newInstance()).trustRoot).logs).toHaveLength(1);
  });
});
