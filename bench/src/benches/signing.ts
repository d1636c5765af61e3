import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { systemClock } from '@sallyport/kernel';
import { memoryStore } from '@sallyport/ledger';
import {
  artifactFromBytes,
  generateInstanceKeys,
  generateSigningKey,
  issueInstanceCertificates,
  keySigner,
  privateSigstore,
  readTrustRoot,
  signArtifact,
  verifyBundle,
} from '@sallyport/signing';
import type { Artifact, BundlePolicy } from '@sallyport/signing';
import { bundleFromJSON } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { Verifier, toSignedEntity, toTrustMaterial } from '@sigstore/verify';

import type { Bench, BenchFigures } from '../bench.ts';

interface Job {
  readonly bundle: Uint8Array;
  readonly artifact: Artifact;
  readonly policy: BundlePolicy;
}

interface CorpusJob extends Job {
  readonly trustRootJson: unknown;
}

const CORPORA = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'corpora');
const ISSUER = 'https://token.actions.githubusercontent.com';
const SUBJECT =
  'https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main';
const DURATION_MS = 3000;
const KEYED_BUNDLES = 500;
const FRESH_BUNDLES = 300;

/**
 * Verifications a second on one core, from the bundle's bytes on: parsed anew each time, nothing kept but the trust root. The bundles
 * of the public instance are few and come round again, which helps nobody: neither verifier keeps what it verified. `keylessFresh`
 * has a bundle, key, certificate and log entry of its own each time, from a private instance.
 */
export const bench: Bench = {
  name: 'signing',
  async run() {
    const keyed = await keyedJobs();
    const rekor1 = corpusJobs(REKOR_1);
    const rekor2 = corpusJobs(REKOR_2);
    const fresh = await freshJobs();
    return {
      keylessFresh: against(fresh),
      keylessRekor1: against(rekor1),
      keylessRekor2: against(rekor2),
      keyed: measure(
        keyed.map(
          ({ job }) =>
            () =>
              verifyOnce(job),
        ),
      ),
      keyedWithLog: measure(
        keyed.map(
          ({ job, trustRoot }) =>
            () =>
              verifyOnce({ ...job, policy: { ...job.policy, trustRoot } }),
        ),
      ),
    };
  },
};

const REKOR_1 = ['happy-path-v0.1', 'happy-path-v0.2', 'happy-path-v0.3', 'happy-path-intoto-in-dsse-v3'];
const REKOR_2 = ['rekor2-happy-path', 'rekor2-dsse-happy-path'];

/** Ours and npm's @sigstore/verify on the same bundles, one after the other. */
function against(jobs: readonly CorpusJob[]): BenchFigures {
  const ours = measure(jobs.map((job) => () => verifyOnce(job)));
  const peer = measure(jobs.map(peerVerification));
  const ratio = Number(ours['verificationsPerCpuSecond']) / Number(peer['verificationsPerCpuSecond']);
  return { ours, sigstoreVerify: peer, ratio: Math.round(ratio * 10) / 10 };
}

/** The peer parses the bundle anew each time too; its trust material is kept, as is ours. */
function peerVerification(job: CorpusJob): () => void {
  const material = toTrustMaterial(TrustedRoot.fromJSON(job.trustRootJson));
  const verifier = new Verifier(material, { tlogThreshold: 1, ctlogThreshold: 1, timestampThreshold: 1 });
  const artifact = Buffer.from(job.artifact.bytes ?? new Uint8Array());
  const [identity] = job.policy.identities ?? [];
  const subjectAlternativeName = typeof identity?.subject === 'string' ? identity.subject : '';
  const policy = { subjectAlternativeName, extensions: { issuer: identity?.issuer ?? '' } };
  return () => {
    const bundle = bundleFromJSON(JSON.parse(Buffer.from(job.bundle).toString('utf8')));
    verifier.verify(toSignedEntity(bundle, artifact), policy);
  };
}

function measure(verifications: readonly (() => void)[]): BenchFigures {
  for (const verify of verifications.slice(0, 50)) verify();
  const cpu = process.cpuUsage();
  const start = performance.now();
  let count = 0;
  while (performance.now() - start < DURATION_MS) {
    verifications[count % verifications.length]?.();
    count++;
  }
  const seconds = (performance.now() - start) / 1000;
  const used = process.cpuUsage(cpu);
  return {
    bundles: verifications.length,
    verificationsPerSecond: Math.round(count / seconds),
    verificationsPerCpuSecond: Math.round(count / ((used.user + used.system) / 1_000_000)),
  };
}

function verifyOnce(job: Job): void {
  const verdict = verifyBundle(job.bundle, job.artifact, job.policy);
  if (!verdict.ok) throw new Error(`${verdict.reason}: ${verdict.detail}`);
}

function corpusJobs(names: readonly string[]): CorpusJob[] {
  const common = load('sigstore-bundles-common') as Record<string, string>;
  const cases = load('sigstore-bundles') as { case: string; files: Record<string, string> }[];
  return names.map((name) => {
    const files = cases.find((one) => one.case === name)?.files ?? {};
    const root = decode(files['trusted_root.json'] ?? common['public-good-trusted-root.json']).toString('utf8');
    return {
      trustRootJson: JSON.parse(root) as unknown,
      bundle: decode(files['bundle.sigstore.json']),
      artifact: artifactFromBytes(decode(files['artifact'] ?? common['a.txt'])),
      policy: {
        trustRoot: readTrustRoot(root),
        identities: [{ issuer: ISSUER, subject: SUBJECT }],
      },
    };
  });
}

/** As many different bundles as there is time for none to be met warm in a cache. */
async function keyedJobs() {
  const keys = generateInstanceKeys();
  const certificates = await issueInstanceCertificates(keys, systemClock);
  const store = memoryStore();
  const instance = await privateSigstore({ host: 'log.example', keys, certificates, store, clock: systemClock });
  const trustRoot = readTrustRoot(instance.trustRoot);
  const signer = keySigner(generateSigningKey());
  const jobs: { job: Job; trustRoot: NonNullable<BundlePolicy['trustRoot']> }[] = [];
  for (let i = 0; i < KEYED_BUNDLES; i++) {
    const bytes = Buffer.from(`artifact ${i}`);
    const bundle = Buffer.from(await signArtifact(bytes, { signer, log: instance.log }));
    jobs.push({ job: { bundle, artifact: artifactFromBytes(bytes), policy: { keys: [signer.publicKey] } }, trustRoot });
  }
  return jobs;
}

/** Keyless bundles of a private instance, each signed once. */
async function freshJobs(): Promise<CorpusJob[]> {
  const keys = generateInstanceKeys();
  const certificates = await issueInstanceCertificates(keys, systemClock);
  const store = memoryStore();
  const instance = await privateSigstore({ host: 'log.example', keys, certificates, store, clock: systemClock });
  const trustRoot = readTrustRoot(instance.trustRoot);
  const trustRootJson = JSON.parse(instance.trustRoot) as unknown;
  const jobs: CorpusJob[] = [];
  for (let i = 0; i < FRESH_BUNDLES; i++) {
    const bytes = Buffer.from(`artifact ${i}`);
    const signer = keySigner(generateSigningKey());
    const subject = { kind: 'uri' as const, value: SUBJECT };
    const certificate = await instance.certificateAuthority.issue({
      identity: { issuer: ISSUER, subject, claims: {} },
      publicKey: signer.publicKey,
      proofOfPossession: await signer.sign(Buffer.from(SUBJECT)),
    });
    const bundle = Buffer.from(await signArtifact(bytes, { signer, certificate, log: instance.log }));
    const policy = { trustRoot, identities: [{ issuer: ISSUER, subject: SUBJECT }] };
    jobs.push({ bundle, artifact: artifactFromBytes(bytes), policy, trustRootJson });
  }
  return jobs;
}

function load(name: string): unknown {
  return JSON.parse(gunzipSync(readFileSync(join(CORPORA, `${name}.json.gz`))).toString('utf8'));
}

function decode(base64: string | undefined): Buffer {
  return Buffer.from(base64 ?? '', 'base64');
}
