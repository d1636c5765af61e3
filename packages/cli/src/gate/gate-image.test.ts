import { join } from 'node:path';

import { digestOf, fixedClock } from '@sallyport/kernel';
import { startRegistryFake, writeImageLayout } from '@sallyport/mocks';
import type { RegistryFake } from '@sallyport/mocks';
import type { Digest } from '@sallyport/kernel';
import type { Decision } from '@sallyport/policy';
import { formatPublicKey, generateSigningKey, keySigner } from '@sallyport/signing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createSandbox } from '../testing/run-cli.ts';
import type { Sandbox } from '../testing/run-cli.ts';
import type { RanInside } from '../testing/run-inside.ts';
import { NOW, decided, gateIn, madeFinding, scanJson } from './testing.ts';

const CONFIG = `gates:
  release:
    environment: production
    policies:
      - use: severity
      - path: rules
    approval:
      keys: { dora: dora.pub }
`;
const SOFT = 'package soft\n\nwarn contains "think" if count(input.evidence) >= 0\n';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const HOUR = 3_600_000;
const PEOPLE = ['gate', 'dora', 'ann', 'builder'] as const;

describe('sallyport gate with --image', () => {
  let box: Sandbox;
  let fake: RegistryFake;
  let digest: Digest;
  beforeEach(async () => {
    box = createSandbox();
    for (const name of PEOPLE) {
      const key = generateSigningKey();
      box.write(`${name}.pem`, key.export({ type: 'pkcs8', format: 'pem' }));
      box.write(`${name}.pub`, formatPublicKey(keySigner(key).publicKey));
    }
    box.write('sallyport.yaml', CONFIG);
    box.write('rules/a.rego', SOFT);
    box.write('scan.json', scanJson());
    box.write('sbom.json', JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', components: [] }));
    fake = await startRegistryFake();
    digest = addImage('one');
  });
  afterEach(async () => {
    await fake.close();
    box.remove();
  });

  function addImage(label: string): Digest {
    const config = Buffer.from(JSON.stringify({ architecture: 'amd64', os: 'linux', config: { Labels: { label } } }));
    fake.store.addBlob('shop/web', config);
    const described = {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      digest: digestOf(config),
      size: config.length,
    };
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST, config: described, layers: [] }));
    return fake.store.addManifest('shop/web', bytes, { mediaType: MANIFEST }) as Digest;
  }

  const image = (of = digest): string => `${fake.host}/shop/web@${of}`;
  const at = (hours: number) => fixedClock(NOW + hours * HOUR);
  const gate = (words: readonly string[] = [], hours = 0): Promise<RanInside> =>
    gateIn(box, ['gate', 'release', '-i', 'scan.json', '--json', '--image', image(), ...words], at(hours));
  const sign = (words: readonly string[] = [], hours = 0): Promise<RanInside> =>
    gate(['--sign-key', 'gate.pem', ...words], hours);
  const deploy = (hours = 0): Promise<RanInside> =>
    gateIn(box, ['deploy', 'verify', image(), '--environment', 'production', '--key', 'gate.pub', '--json'], at(hours));
  const accepted = (ran: RanInside): string[] => decided(ran).violations.flatMap(({ id }) => ['--accept', id]);

  const flags = (given: { readonly [name: string]: string }): string[] =>
    Object.entries(given).flatMap(([name, value]) => [`--${name}`, value]);

  interface Approving {
    readonly by?: (typeof PEOPLE)[number];
    readonly of?: Digest;
    readonly gate?: string;
    readonly environment?: string;
    readonly more?: readonly string[];
  }
  const approve = ({ by = 'dora', of = digest, more = [], ...over }: Approving = {}): Promise<RanInside> =>
    gateIn(box, [
      'approve',
      image(of),
      ...flags({
        gate: over.gate ?? 'release',
        environment: over.environment ?? 'production',
        reason: 'It was looked at.',
        key: `${by}.pem`,
      }),
      ...more,
    ]);

  it.each<[string, string[], string]>([
    ['signing without an image', ['--sign-key', 'gate.pem'], '--image'],
    ['an image by its tag', ['--image', 'registry.example/shop/web:1.4'], 'can be moved'],
    [
      'another artifact than the image',
      ['--image', `registry.example/web@${digestOf('a')}`, '--artifact', digestOf('b')],
      '--artifact does not take',
    ],
    [
      'a gate without an environment',
      ['--image', `registry.example/web@${digestOf('a')}`, '--config', 'bare.yaml'],
      '--environment',
    ],
    [
      'an approver whose key is not there',
      ['--image', `registry.example/web@${digestOf('a')}`, '--config', 'keyless.yaml'],
      'none.pub',
    ],
  ])('refuses %s', async (_, words, said) => {
    box.write('bare.yaml', 'gates:\n  release:\n    policies:\n      - use: severity\n');
    box.write('keyless.yaml', CONFIG.replace('dora.pub', 'none.pub'));

    const ran = await gateIn(box, ['gate', 'release', '-i', 'scan.json', ...words]);

    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(said);
  });

  it('refuses the scan of another image', async () => {
    const given = `image:${fake.host}/shop/web@${digestOf('another')}`;
    box.write('scan.json', JSON.stringify({ ...JSON.parse(scanJson()), target: { kind: 'image', given } }));

    const ran = await gate();

    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('scan.json: it is a scan of');
  });

  it('signs FAILED where it failed, where evidence is missing, and where it needs an approval', async () => {
    const needs = await sign();
    const asked = await deploy();
    const missing = await sign(['--evidence', 'tests']);
    box.write('scan.json', scanJson({ findings: [madeFinding({ severity: 'critical' })] }));
    const failed = await sign();
    const after = await deploy();

    expect([needs.code, missing.code, failed.code, asked.code, after.code]).toEqual([4, 6, 1, 1, 1]);
    for (const { stderr } of [needs, missing, failed]) expect(stderr).toContain('Signed FAILED');
    expect(JSON.parse(asked.stdout)).toMatchObject({ ok: false, reason: 'NOT_PASSED' });
  });

  it.each<[string, Approving, string[], string]>([
    ['by a key that nobody trusts', { by: 'builder' }, [], 'no key that may approve'],
    ['by the author', { by: 'ann' }, ['--author-key', 'ann.pub'], 'author of the change'],
    ['by an approver who is the author', { by: 'dora' }, ['--author-key', 'dora.pub'], 'author of the change'],
    ['for another gate', { gate: 'other' }, [], 'WRONG_GATE'],
    ['for another environment', { environment: 'staging' }, [], 'WRONG_ENVIRONMENT'],
    ['that has ended', { more: ['--for', '1h'] }, [], 'EXPIRED'],
    ['that accepts another violation', { more: ['--accept', 'v_other'] }, [], 'does not accept'],
  ])('counts no approval %s, and says why', async (_, approving, words, said) => {
    const accepts = approving.more?.includes('--accept') === true ? [] : accepted(await gate());
    const approved = await approve({ ...approving, more: [...(approving.more ?? []), ...accepts] });

    const ran = await sign(words, 2);

    expect([approved.code, ran.code]).toEqual([0, 4]);
    expect(decided(ran).approval?.given).toEqual([
      expect.objectContaining({ counts: false, reason: expect.stringContaining(said) }),
    ]);
    expect((await deploy(2)).code).toBe(1);
  });

  it('counts no approval of another digest', async () => {
    await approve({ of: addImage('two'), more: accepted(await gate()) });

    const ran = await gate();

    expect([ran.code, decided(ran).approval?.given]).toEqual([4, []]);
  });

  it('fails at the no of an approver', async () => {
    const accepts = accepted(await gate());
    await approve({ more: ['--reject', ...accepts] });

    const ran = await sign();

    expect([ran.code, decided(ran).outcome]).toEqual([1, 'failed']);
  });

  it('passes with the approval of another person, signs PASSED, and names what it rests on', async () => {
    await gateIn(box, ['attest', image(), '--key', 'builder.pem', '--type', 'cyclonedx', '--predicate', 'sbom.json']);
    const before = await sign(['--key', 'builder.pub', '--evidence', 'sbom'], 0);
    await approve({ more: accepted(before) });
    const ran = await sign(['--key', 'builder.pub', '--evidence', 'sbom'], 1);
    const deployed = await deploy(1);

    expect([before.code, ran.code, deployed.code]).toEqual([4, 0, 0]);
    expect(decided(ran).approval?.given).toEqual([expect.objectContaining({ approver: 'dora', counts: true })]);
    const [passed] = (JSON.parse(deployed.stdout) as { verdicts: { verdict: object }[] }).verdicts;
    expect(passed?.verdict).toMatchObject({
      gate: 'release',
      environment: 'production',
      policyDigest: decided(ran).policyDigest,
      levels: ['SALLYPORT_SCANNED', 'SLSA_BUILD_LEVEL_0'],
      inputs: [
        { uri: 'file:scan.json', digest: digestOf(scanJson()) },
        { uri: expect.stringContaining(`oci://${fake.host}/shop/web@sha256:`) },
        { uri: expect.stringContaining(`oci://${fake.host}/shop/web@sha256:`) },
        { uri: 'urn:sallyport:gate-input', digest: decided(ran).inputDigest },
      ],
    });
  });

  it('scans an image, judges it and signs the decision in one step', async () => {
    writeImageLayout(join(box.root, 'full'), { layers: [[{ path: 'etc/motd', content: 'hello' }]] });
    const copied = await gateIn(box, ['copy', `oci-dir:${join(box.root, 'full')}`, `${fake.host}/shop/web:full`]);
    digest = (/sha256:[0-9a-f]{64}/.exec(copied.stdout)?.[0] ?? '') as Digest;
    const scan = ['scan', image(), '--gate', 'release', '--config', 'sallyport.yaml', '--only', 'images', '--json'];
    const needs = await gateIn(box, [...scan, '--sign-key', 'gate.pem']);
    const asked = await deploy();
    const { decision } = JSON.parse(needs.stdout) as { decision: Decision };
    await approve({ more: decision.violations.flatMap(({ id }) => ['--accept', id]) });
    const passed = await gateIn(box, [...scan, '--sign-key', 'gate.pem'], at(1));
    const deployed = await deploy(1);

    expect([needs.code, asked.code, passed.code, deployed.code]).toEqual([4, 1, 0, 0]);
    expect([needs.stderr, passed.stderr]).toEqual([
      expect.stringContaining('Signed FAILED'),
      expect.stringContaining('Signed PASSED'),
    ]);
  });

  it.each([
    ['of a folder', ['scan', '.', '--gate', 'release', '--sign-key', 'gate.pem'], 'by its digest'],
    ['without a gate', ['scan', '.', '--sign-key', 'gate.pem'], '--gate beside --sign-key'],
  ])('signs nothing of a scan %s', async (_, words, said) => {
    const ran = await gateIn(box, words);

    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(said);
    expect(ran.stderr).not.toContain('Signed');
  });

  it('takes evidence beside the image for missing where its key is not trusted', async () => {
    await gateIn(box, ['attest', image(), '--key', 'ann.pem', '--type', 'cyclonedx', '--predicate', 'sbom.json']);

    const [none, other] = [
      await gate(['--evidence', 'sbom']),
      await gate(['--evidence', 'sbom', '--key', 'builder.pub']),
    ];

    expect([none.code, other.code]).toEqual([6, 6]);
  });
});
