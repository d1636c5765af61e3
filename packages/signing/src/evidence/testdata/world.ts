/** A small installation for tests: two logs, a gate and other signers, each with its own key, and a clock that stands still. */
import { digestOf, fixedClock } from '@sallyport/kernel';
import { memoryStore } from '@sallyport/ledger';

import { generateInstanceKeys, issueInstanceCertificates, privateSigstore } from '../../authority/private-sigstore.ts';
import type { PrivateSigstore } from '../../authority/private-sigstore.ts';
import type { Statement } from '../../intoto/statement.ts';
import { generateSigningKey, keySigner } from '../../keys/signer.ts';
import type { Signer } from '../../keys/signer.ts';
import { signStatement } from '../../sign.ts';
import { readTrustRoot } from '../../sigstore/trusted-root.ts';
import type { TrustRoot } from '../../sigstore/trusted-root.ts';
import { verdictStatement } from '../verdict.ts';
import type { Verdict } from '../verdict.ts';
import type { DeploymentPolicy } from '../verify-deployment.ts';

export const START = 1_790_000_000_000;
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const digest = digestOf('the image');
export const repository = 'registry.example/shop/web';
export const query = { digest, repository, environment: 'production' };

/** A gate with its own log, clock and keys, as a small installation has them. */
export async function setUp() {
  const clock = fixedClock(START);
  const newInstance = async (host: string) => {
    const keys = generateInstanceKeys();
    const certificates = await issueInstanceCertificates(keys, clock);
    return privateSigstore({ host, keys, certificates, store: memoryStore(), clock });
  };
  const instance = await newInstance('log.example');
  const foreign = await newInstance('foreign.example');
  clock.advance(HOUR);
  const [gate, otherGate, scanner, approver, author] = Array.from({ length: 5 }, () => keySigner(generateSigningKey()));
  return {
    clock,
    instance,
    foreign,
    gate: gate!,
    otherGate: otherGate!,
    scanner: scanner!,
    approver: approver!,
    author: author!,
  };
}

export type World = Awaited<ReturnType<typeof setUp>>;

function verdictOf(world: World, changes: Partial<Verdict> = {}): Verdict {
  return {
    digest,
    repository,
    gate: 'release',
    environment: 'production',
    result: 'PASSED',
    decidedMs: world.clock.now(),
    policyDigest: digestOf('the policy'),
    inputs: [],
    levels: ['SLSA_BUILD_LEVEL_2'],
    reasons: [],
    ...changes,
  };
}

export const statementOf = (world: World, changes: Partial<Verdict> = {}) =>
  verdictStatement(verdictOf(world, changes), { version: '1.0.0' });

export async function signed(statement: Statement, signer: Signer, instance: PrivateSigstore) {
  return { source: statement.predicateType, bundle: await signStatement(statement, { signer, log: instance.log }) };
}

export const trustOf = (instance: PrivateSigstore): TrustRoot => readTrustRoot(instance.trustRoot);

export function policyOf(world: World, changes: Partial<DeploymentPolicy> = {}): DeploymentPolicy {
  return {
    verdictSigners: [
      { signer: { key: world.gate.publicKey }, gates: ['release'], environments: ['production', 'staging'] },
      { signer: { key: world.otherGate.publicKey }, gates: ['scan'] },
    ],
    trustRoot: trustOf(world.instance),
    ...changes,
  };
}

