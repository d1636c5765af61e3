import type { ScanResult } from '@sallyport/findings';
import { isDigest } from '@sallyport/kernel';
import type { Digest } from '@sallyport/kernel';
import type { Decision, InputParts } from '@sallyport/policy';
import type { Registry } from '@sallyport/oci';
import { signerFor, verdictStatement } from '@sallyport/signing';
import type { Verdict } from '@sallyport/signing';

import { attach } from '../evidence/attach.ts';
import type { Attached } from '../evidence/attach.ts';
import { keyServices, located } from '../evidence/keys.ts';
import { findImage } from '../evidence/with-registry.ts';
import type { Io } from '../io.ts';
import { VERSION } from '../version.ts';
import type { JudgedImage } from './judged-image.ts';

/** What a decision rests on, for the verdict that is signed of it. */
export interface Basis {
  readonly image: JudgedImage;
  readonly environment: string;
  /** When judging began: a verdict is never younger than what it looked at. */
  readonly startedMs: number;
  readonly parts: readonly InputParts[];
  /** Files and attestations that were judged. */
  readonly inputs: Verdict['inputs'];
}

const MOST_REASONS = 20;
const LONGEST_REASON = 300;

/**
 * Signs what a gate decided as a SLSA verification summary and keeps it beside the image. Only a gate that passed signs PASSED;
 * whatever else it said, needing an approval among it, is signed as FAILED, so that an earlier PASSED counts no more.
 */
export async function signVerdict(
  registry: Registry,
  decision: Decision,
  basis: Basis,
  { key, io }: { readonly key: string; readonly io: Io },
): Promise<Attached & { readonly result: Verdict['result'] }> {
  const signer = await signerFor(located(key, io), { env: io.env, services: await keyServices(io) });
  const image = await findImage(registry, basis.image.reference);
  const verdict = verdictOf(decision, basis);
  const statement = verdictStatement(verdict, { version: VERSION });
  const attached = await attach(registry, { image, statement, context: { signer }, form: 'bundle', clock: io.clock });
  return { ...attached, result: verdict.result };
}

/** A decision as the verdict that is signed of it. */
function verdictOf(decision: Decision, basis: Basis): Verdict {
  const passed = decision.outcome === 'passed';
  const whole = { uri: 'urn:sallyport:gate-input', digest: requireSha256(decision.inputDigest) };
  const { repository, digest } = basis.image;
  return {
    repository,
    digest,
    gate: decision.gate,
    environment: basis.environment,
    result: passed ? 'PASSED' : 'FAILED',
    decidedMs: basis.startedMs,
    policyDigest: requireSha256(decision.policyDigest),
    inputs: [...basis.inputs, whole],
    levels: passed ? levelsOf(basis) : [],
    reasons: reasonsOf(decision),
  };
}

function requireSha256(text: string): Digest {
  if (!isDigest(text)) throw new TypeError(`${text} is no digest`);
  return text;
}

/** What the evidence shows: that everything that should have been scanned was, and who says how it was built. */
function levelsOf({ parts }: Basis): string[] {
  const scans = parts.flatMap((one) => one.scans.map(({ result }) => result));
  const built = parts.some(({ evidence }) => evidence.some(({ type, verified }) => type === 'provenance' && verified));
  // Provenance of a key alone shows no more than that it is there: L1.
  return [
    ...(scans.length > 0 && scans.every(isComplete) ? ['SALLYPORT_SCANNED'] : []),
    built ? 'SLSA_BUILD_LEVEL_1' : 'SLSA_BUILD_LEVEL_0',
  ];
}

function isComplete({ coverage }: ScanResult): boolean {
  return coverage.parts.every(({ state }) => state !== 'missing' && state !== 'failed');
}

function reasonsOf({ summary, problems, missing, violations }: Decision): string[] {
  const open = violations.filter(({ waiver, enforcement }) => waiver?.state !== 'waived' && enforcement !== 'dryrun');
  const all = [
    summary,
    ...problems.map(({ message }) => message),
    ...missing.map(({ evidence, reason }) => `${evidence}: ${reason}`),
    ...open.map(({ id, message }) => `${id}: ${message}`),
  ];
  const shown = all.slice(0, MOST_REASONS).map((reason) => reason.toWellFormed().slice(0, LONGEST_REASON));
  return all.length > MOST_REASONS ? [...shown, `and ${all.length - MOST_REASONS} more`] : shown;
}
