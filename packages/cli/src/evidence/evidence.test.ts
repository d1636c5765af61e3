import { generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { digestOf, fixedClock } from '@sallyport/kernel';
import type { Digest } from '@sallyport/kernel';
import { startRegistryFake } from '@sallyport/mocks';
import type { RegistryFake } from '@sallyport/mocks';
import { createRegistry } from '@sallyport/oci';
import { keySigner, verdictStatement } from '@sallyport/signing';
import type { Verdict } from '@sallyport/signing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { madeFinding, scanJson } from '../gate/testing.ts';
import { runInside } from '../testing/run-inside.ts';
import type { RanInside } from '../testing/run-inside.ts';
import { attach } from './attach.ts';

const NOW = Date.UTC(2026, 10, 24, 12);
const HOUR = 3_600_000;
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const PEOPLE = ['developer', 'gate', 'approver'] as const;

const folder = mkdtempSync(join(tmpdir(), 'sallyport-evidence-'));
const keys = new Map<string, KeyObject>();

beforeAll(() => {
  for (const name of PEOPLE) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    keys.set(name, privateKey);
    writeFileSync(join(folder, `${name}.pem`), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    writeFileSync(join(folder, `${name}.pub`), publicKey.export({ type: 'spki', format: 'pem' }));
  }
  writeFileSync(join(folder, 'sbom.json'), JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6' }));
  writeFileSync(join(folder, 'broken.json'), '[1,');
  writeFileSync(join(folder, 'other.json'), '{"name":"other"}');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('evidence on the command line', () => {
  const state: { fake?: RegistryFake; digest?: Digest } = {};
  const fake = (): RegistryFake => {
    if (state.fake === undefined) throw new Error('no registry');
    return state.fake;
  };
  const repository = (): string => `${fake().host}/shop/web`;
  const image = (): string => `${repository()}@${state.digest ?? ''}`;

  const run = (words: readonly string[], now = NOW): Promise<RanInside> => runInside(folder, words, fixedClock(now));

  /** Signs a verdict of a gate and keeps it beside the image, as a gate does. */
  async function pass(verdict: Partial<Verdict> = {}, by: (typeof PEOPLE)[number] = 'gate'): Promise<void> {
    const key = keys.get(by);
    const { digest } = state;
    if (key === undefined || digest === undefined) throw new Error('no key or image');
    const statement = verdictStatement(
      {
        digest,
        repository: repository(),
        gate: 'release',
        environment: 'production',
        result: 'PASSED',
        decidedMs: NOW,
        policyDigest: digestOf('policy'),
        inputs: [],
        levels: ['SALLYPORT_SCANNED'],
        reasons: [],
        ...verdict,
      },
      { version: '1.0.0' },
    );
    const registry = createRegistry();
    const found = {
      repository: repository(),
      digest,
      descriptor: { mediaType: MANIFEST, digest, size: 2 },
      reference: '',
    };
    await attach(registry, {
      image: found,
      statement,
      context: { signer: keySigner(key) },
      form: 'bundle',
      clock: fixedClock(NOW),
    });
    registry.close();
  }

  const deploy = (more: readonly string[] = [], now = NOW): Promise<RanInside> =>
    run(['deploy', 'verify', image(), '--environment', 'production', '--key', 'gate.pub', ...more], now);

  beforeEach(async () => {
    state.fake = await startRegistryFake({ referrersApi: false });
    const config = Buffer.from('{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}');
    fake().store.addBlob('shop/web', config);
    const manifest = {
      schemaVersion: 2,
      mediaType: MANIFEST,
      config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: digestOf(config), size: config.length },
      layers: [],
    };
    const bytes = Buffer.from(JSON.stringify(manifest));
    state.digest = fake().store.addManifest('shop/web', bytes, { mediaType: MANIFEST, tag: '1.4' }) as Digest;
  });
  afterEach(() => fake().close());

  it.each([
    ['sign without an image', ['sign', '--key', 'developer.pem'], 'sign needs an image'],
    ['sign without a key', ['sign', 'registry.example/app:1'], 'sign needs --key'],
    ['sign with a key that is not there', ['sign', 'registry.example/app:1', '--key', 'none.pem'], 'none.pem'],
    ['sign with a public key', ['sign', 'registry.example/app:1', '--key', 'gate.pub'], 'gate.pub'],
    [
      'attest a verdict',
      ['attest', 'registry.example/app:1', '--key', 'gate.pem', '--type', 'vsa', '--predicate', 'sbom.json'],
      '--type does not take',
    ],
    ['build attest without an image', ['build', 'attest', '--key', 'gate.pem'], 'attest, and an image'],
    [
      'build attest outside of a pipeline',
      ['build', 'attest', 'registry.example/app:1', '--key', 'gate.pem'],
      'no build platform',
    ],
    [
      'attest what is no SBOM',
      ['attest', 'registry.example/app:1', '--key', 'gate.pem', '--sbom', 'other.json'],
      'neither',
    ],
    [
      'attest what is no scan',
      ['attest', 'registry.example/app:1', '--key', 'gate.pem', '--scan', 'other.json'],
      'no scan',
    ],
    [
      'attest two things at once',
      ['attest', 'registry.example/app:1', '--key', 'gate.pem', '--scan', 'other.json', '--sbom', 'sbom.json'],
      'one at a time',
    ],
    [
      'attest broken JSON',
      ['attest', 'registry.example/app:1', '--key', 'gate.pem', '--type', 'custom', '--predicate', 'broken.json'],
      'no JSON',
    ],
    ['verify without anybody who counts', ['verify', 'registry.example/app:1'], 'who may have signed'],
    [
      'verify an identity without a subject',
      ['verify', 'registry.example/app:1', '--identity', 'https://issuer.example'],
      '--identity does not take',
    ],
    [
      'deploy verify by tag',
      ['deploy', 'verify', 'registry.example/app:1', '--environment', 'production', '--key', 'gate.pub'],
      'can be moved',
    ],
    [
      'deploy verify without an environment',
      ['deploy', 'verify', 'registry.example/app:1', '--key', 'gate.pub'],
      '--environment',
    ],
    [
      'approve by tag',
      [
        'approve',
        'registry.example/app:1',
        '--gate',
        'g',
        '--environment',
        'e',
        '--reason',
        'r',
        '--key',
        'approver.pem',
      ],
      'can be moved',
    ],
  ])('refuses to %s', async (_, words, said) => {
    const { code, stderr } = await run(words);

    expect(code).toBe(2);
    expect(stderr).toContain(said);
  });

  it('says of an image that is not there that it is not', async () => {
    const { code, stderr } = await run(['sign', `${repository()}:none`, '--key', 'developer.pem']);

    expect(code).toBe(2);
    expect(stderr).toContain('there is nothing at');
  });

  it.each(['bundle', 'tag', 'both'])(
    'verifies what was signed in the form %s, with the key that signed and no other',
    async (form) => {
      const signed = await run(['sign', `${repository()}:1.4`, '--key', 'developer.pem', '--form', form]);
      const own = await run(['verify', `${repository()}:1.4`, '--key', 'developer.pub']);
      const other = await run(['verify', `${repository()}:1.4`, '--key', 'gate.pub', '--explain']);
      const attested = await run(['verify', image(), '--key', 'developer.pub', '--type', 'cyclonedx']);

      expect(signed.stderr).toBe('');
      expect(signed.stdout).toContain(state.digest);
      expect([signed.code, own.code, other.code, attested.code]).toEqual([0, 0, 1, 1]);
      expect(other.stdout).toContain('✗');
    },
  );

  it('keeps the signatures that are there already', async () => {
    for (const name of ['developer', 'gate']) await run(['sign', image(), '--key', `${name}.pem`]);

    const both = ['--key', 'developer.pub', '--key', 'gate.pub'];
    const two = await run(['verify', image(), ...both, '--threshold', '2']);
    const three = await run(['verify', image(), ...both, '--threshold', '3']);

    expect([two.code, three.code]).toEqual([0, 1]);
  });

  it('verifies an attestation by its type, and takes none for a signature or a verdict', async () => {
    await run(['attest', image(), '--key', 'gate.pem', '--type', 'cyclonedx', '--predicate', 'sbom.json']);

    const asked = await run(['verify', image(), '--key', 'gate.pub', '--type', 'cyclonedx', '--json']);
    const signature = await run(['verify', image(), '--key', 'gate.pub']);
    const deployed = await deploy();

    expect([asked.code, signature.code, deployed.code]).toEqual([0, 1, 1]);
    expect(JSON.parse(asked.stdout)).toMatchObject({ version: 1, ok: true, digest: state.digest });
  });

  it('attests no scan of another image', async () => {
    const target = { kind: 'image', given: `${repository()}@${digestOf('another')}` };
    writeFileSync(join(folder, 'scan.json'), JSON.stringify({ ...JSON.parse(scanJson()), target }));

    const { code, stderr } = await run(['attest', image(), '--key', 'gate.pem', '--scan', 'scan.json']);

    expect(code).toBe(2);
    expect(stderr).toContain('it is a scan of');
  });

  it('attests an SBOM and a scan by their content', async () => {
    writeFileSync(join(folder, 'spdx.json'), JSON.stringify({ spdxVersion: 'SPDX-2.3', packages: [] }));
    writeFileSync(join(folder, 'scan.json'), scanJson({ findings: [madeFinding()] }));
    for (const [option, file] of [
      ['--sbom', 'sbom.json'],
      ['--sbom', 'spdx.json'],
      ['--scan', 'scan.json'],
    ] as const)
      await run(['attest', image(), '--key', 'gate.pem', option, file]);

    const verified = await Promise.all(
      ['cyclonedx', 'spdxjson', 'scan-result', 'vuln'].map((type) =>
        run(['verify', image(), '--key', 'gate.pub', '--type', type]),
      ),
    );

    expect(verified.map(({ code }) => code)).toEqual([0, 0, 0, 1]);
  });

  it('attests the SBOM of an image by a command of its own, made here or given', async () => {
    const given = await run(['sbom', 'attest', `${repository()}:1.4`, '--key', 'developer.pem', '--sbom', 'sbom.json']);
    const verified = await run(['verify', image(), '--key', 'developer.pub', '--type', 'cyclonedx']);
    const [none, wrong, keyless] = [
      await run(['sbom', 'attest', image(), '--key', 'developer.pem']),
      await run(['sbom', 'attest', image(), '--key', 'developer.pem', '--sbom', 'other.json']),
      await run(['sbom', 'attest', image()]),
    ];

    expect([given.code, verified.code]).toEqual([0, 0]);
    expect(given.stdout).toContain('Attested https://cyclonedx.org/bom of');
    expect([none.code, wrong.code, keyless.code]).toEqual([2, 2, 2]);
    expect([none.stderr, wrong.stderr, keyless.stderr]).toEqual([
      expect.stringContaining('no packages that are known here'),
      expect.stringContaining('neither a CycloneDX nor an SPDX document'),
      expect.stringContaining('sbom attest needs --key'),
    ]);
  });

  it('attests how a job built an image, at level 1 whatever its variables say', async () => {
    const env = {
      GITHUB_ACTIONS: 'true',
      GITHUB_REPOSITORY: 'shop/web',
      GITHUB_SHA: 'a'.repeat(40),
      GITHUB_RUN_ID: '7',
      RUNNER_ENVIRONMENT: 'github-hosted',
    };
    const built = await runInside(folder, ['build', 'attest', image(), '--key', 'gate.pem'], fixedClock(NOW), env);
    const verified = await run(['verify', image(), '--key', 'gate.pub', '--type', 'slsaprovenance1']);

    expect([built.code, verified.code]).toEqual([0, 0]);
    expect(built.stdout).toContain('SLSA Build L1');
    expect(built.stderr).toContain('L1 at most');
  });

  it.each<readonly [string, Partial<Verdict>, (typeof PEOPLE)[number]]>([
    ['a verdict of another key', {}, 'developer'],
    ['a verdict for another environment', { environment: 'staging' }, 'gate'],
    ['a verdict for another repository', { repository: 'registry.example/shop/web' }, 'gate'],
    ['a failed verdict', { result: 'FAILED' }, 'gate'],
    ['a verdict that is too old', { decidedMs: NOW - 25 * HOUR }, 'gate'],
    ['a verdict from the future', { decidedMs: NOW + HOUR }, 'gate'],
  ])('refuses a deployment with %s', async (_, verdict, by) => {
    await pass(verdict, by);

    const { code, stdout } = await deploy(['--explain']);

    expect(code).toBe(1);
    expect(stdout).toContain('may not be deployed to production');
    expect(stdout).toContain('✗ referrer');
  });

  it('refuses a deployment with nothing but a signature and an approval, and with a verdict of another gate', async () => {
    await run(['sign', image(), '--key', 'gate.pem']);
    const words = ['--gate', 'release', '--environment', 'production', '--reason', 'because', '--key', 'gate.pem'];
    const approved = await run(['approve', image(), ...words]);
    const before = await deploy();
    await pass({ gate: 'test' });
    const after = await deploy(['--gate', 'release']);

    expect([approved.code, before.code, after.code]).toEqual([0, 1, 1]);
  });

  it('lets a deployment pass with a fresh verdict, until a later one failed', async () => {
    await pass();
    const first = await deploy(['--gate', 'release', '--level', 'SALLYPORT_SCANNED', '--json'], NOW + HOUR);
    await pass({ result: 'FAILED', decidedMs: NOW + 2 * HOUR });
    const second = await deploy([], NOW + 3 * HOUR);

    expect([first.code, second.code]).toEqual([0, 1]);
    expect(JSON.parse(first.stdout)).toMatchObject({ version: 1, ok: true, environment: 'production' });
  });
});
