import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { digestOf, rfc3339, systemClock } from '@sallyport/kernel';
import type { Digest } from '@sallyport/kernel';
import { startDockerRegistry, startRegistryFake, writeImageLayout } from '@sallyport/mocks';
import { createRegistry } from '@sallyport/oci';
import {
  bundleManifest,
  formatPublicKey,
  generateSigningKey,
  keySigner,
  PREDICATE,
  signStatement,
  verdictStatement,
} from '@sallyport/signing';

import type { Bench } from '../bench.ts';

const RUNS = 21;
const ENVIRONMENT = 'production';
const bin = join(import.meta.dirname, '..', '..', '..', 'dist', 'package', 'bin', 'sallyport.cjs');

/**
 * How long the built `sallyport deploy verify` takes over bare Node.js against a registry on loopback: Debian's
 * docker-registry where it is on PATH, our fake otherwise. Medians of interleaved runs, a process each, in milliseconds.
 */
export const bench: Bench = {
  name: 'deploy-verify',
  async run({ peer }) {
    if (!existsSync(bin)) throw new Error('there is no dist/package: run npm run build first');
    const folder = mkdtempSync(join(tmpdir(), 'bench-deploy-'));
    const program = peer('docker-registry');
    const registry = await startRegistry(program);
    try {
      const image = await deployableImage(folder, registry.host);
      writeFileSync(join(folder, 'bare.mjs'), '');
      const verify = [bin, 'deploy', 'verify', image, '--environment', ENVIRONMENT, '--key', join(folder, 'gate.pub')];
      const times: Record<'bare' | 'verify', number[]> = { bare: [], verify: [] };
      for (let i = 0; i < RUNS; i += 1) {
        times.bare.push(await timed([join(folder, 'bare.mjs')], folder));
        times.verify.push(await timed(verify, folder));
      }
      return {
        registry: program === undefined ? 'fake' : 'docker-registry',
        bareNodeMs: median(times.bare),
        deployVerifyMs: median(times.verify),
        overBareMs: Math.round((median(times.verify) - median(times.bare)) * 10) / 10,
      };
    } finally {
      await registry.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function startRegistry(program: string | undefined): Promise<{ host: string; stop(): Promise<void> }> {
  if (program !== undefined) return startDockerRegistry(program);
  const fake = await startRegistryFake({ referrersApi: false });
  return { host: fake.host, stop: () => fake.close() };
}

/** Pushes an image, and attaches the verdict of a gate that passed it. */
async function deployableImage(folder: string, host: string): Promise<string> {
  const { digest } = writeImageLayout(join(folder, 'image'), { layers: [] });
  const repository = `${host}/shop/web`;
  await timed([bin, 'copy', `oci-dir:${join(folder, 'image')}`, `${repository}:1`], folder);
  const signer = keySigner(generateSigningKey());
  writeFileSync(join(folder, 'gate.pub'), formatPublicKey(signer.publicKey));
  const bundle = await signStatement(passed(repository, digest), { signer });
  const registry = createRegistry();
  const manifest = await registry.getManifest(repository, digest);
  if (manifest === undefined) throw new Error('the image was not pushed');
  const subject = { mediaType: manifest.mediaType, digest, size: manifest.bytes.length };
  const created = rfc3339(systemClock.now());
  const predicateType = PREDICATE.verificationSummary;
  await registry.attachContent(repository, bundleManifest(bundle, subject, { created, predicateType }));
  registry.close();
  return `${repository}@${digest}`;
}

function passed(repository: string, digest: Digest) {
  const verdict = {
    digest,
    repository,
    gate: 'release',
    environment: ENVIRONMENT,
    result: 'PASSED' as const,
    decidedMs: systemClock.now(),
    policyDigest: digestOf('policy'),
    inputs: [],
    levels: [],
    reasons: [],
  };
  return verdictStatement(verdict, { version: '1' });
}

/** Milliseconds of one process, which must end with 0. */
async function timed(args: readonly string[], home: string): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, args, { env: { PATH: process.env['PATH'], HOME: home }, stdio: 'ignore' });
  const code = await new Promise((resolve) => {
    child.on('exit', resolve);
  });
  if (code !== 0) throw new Error(`${args.slice(1, 3).join(' ')} ended with ${String(code)}`);
  return performance.now() - started;
}

function median(times: readonly number[]): number {
  return Math.round((times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0) * 10) / 10;
}
