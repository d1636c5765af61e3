import type { Sighting, Verification } from '@sallyport/findings';
import { rfc3339 } from '@sallyport/kernel';
import type { Clock } from '@sallyport/kernel';

import { candidatesFor, fileOf } from './candidates.ts';
import type { Candidate } from './candidates.ts';
import type { Connect } from './connect.ts';
import { judge, notVerified } from './judge.ts';
import type { Judgement } from './judge.ts';
import type { KeptSecrets } from './kept-secrets.ts';
import { prepareRequest } from './request.ts';
import type { PreparedRequest } from './request.ts';
import { send } from './send.ts';
import type { Verifier } from './verifier.ts';

export interface VerifyRequest {
  readonly verifiers: readonly Verifier[];
  readonly kept: KeptSecrets;
  readonly connect: Connect;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Called after each secret that was asked about. */
  readonly onProgress: (done: number, total: number) => void;
}

/** One distinct secret that can be asked about. */
interface Job {
  readonly verifier: Verifier;
  readonly seen: readonly Sighting[];
  readonly candidates: readonly Candidate[];
}

/** So many hosts are asked at once; each is asked one thing at a time. */
const MOST_HOSTS = 4;
/** After so many failures in a row a host is asked no more. */
const MOST_FAILURES = 2;

/**
 * Asks the providers of the secrets that were found whether they still take them: each distinct secret once, each host one at a
 * time. Returns the sightings with what was learnt. Nothing that goes wrong here ends a scan: it is a reason why a
 * secret is not verified. Throws only where the scan was told to stop.
 */
export async function verifySightings(sightings: readonly Sighting[], request: VerifyRequest): Promise<Sighting[]> {
  const results = new Map<string, Verification>();
  const jobs = jobsFor(sightings, request);
  let done = 0;
  const queues = [...Map.groupBy(jobs, (job) => job.verifier.host).values()];
  const askHost = async (queue: readonly Job[]): Promise<void> => {
    const host = askedHost(request);
    for (const job of queue) {
      const { verification, by } = await host(job);
      for (const sighting of job.seen) results.set(keyOf(sighting), verification);
      if (verification.state === 'valid') speakForPartners(by, verification, results);
      request.onProgress((done += 1), jobs.length);
    }
  };
  const worker = async (): Promise<void> => {
    for (let queue = queues.pop(); queue !== undefined; queue = queues.pop()) await askHost(queue);
  };
  await Promise.all(Array.from({ length: MOST_HOSTS }, worker));
  return sightings.map((sighting) => withResult(sighting, results.get(keyOf(sighting)) ?? unasked(sighting, request)));
}

function jobsFor(sightings: readonly Sighting[], { verifiers, kept }: VerifyRequest): Job[] {
  const byRule = new Map(verifiers.flatMap((verifier) => verifier.rules.map((rule) => [rule, verifier])));
  const byFile = Map.groupBy(sightings, fileOf);
  const bySecret = new Map<string, { readonly verifier: Verifier; readonly seen: Sighting[] }>();
  for (const sighting of sightings) {
    const kind = kindOf(sighting, kept);
    const verifier = kind === undefined ? undefined : byRule.get(kind);
    if (verifier === undefined) continue;
    // The same value under two rules of one provider is one secret.
    const key = `${verifier.host}${verifier.path}\n${sighting.group ?? ''}`;
    const known = bySecret.get(key);
    if (known === undefined) bySecret.set(key, { verifier, seen: [sighting] });
    else known.seen.push(sighting);
  }
  return [...bySecret.values()]
    .map((secret) => ({ ...secret, candidates: candidatesFor(secret.verifier, secret.seen, byFile, kept) }))
    .filter((job) => job.candidates.length > 0);
}

interface Asked {
  readonly verification: Verification;
  /** What was sent last; undefined where nothing was. */
  readonly by: Candidate | undefined;
}

function kindOf({ rule, group }: Sighting, kept: KeptSecrets): string | undefined {
  return group === undefined ? undefined : kept.get(rule, group)?.kind;
}

/** One host during one scan: it is left in peace once it said that it has enough, or does not answer. */
function askedHost(request: VerifyRequest): (job: Job) => Promise<Asked> {
  let failures = 0;
  let stopped: string | undefined;
  const ask = async (prepared: PreparedRequest, verifier: Verifier): Promise<Judgement> => {
    const answer = await send(prepared, request);
    const judgement = typeof answer === 'string' ? notVerified(answer) : judge(verifier, answer);
    const failed = typeof answer === 'string' || answer.status >= 500;
    failures = failed ? failures + 1 : 0;
    const enough = typeof answer !== 'string' && answer.status === 429;
    if (enough || failures >= MOST_FAILURES) stopped = judgement.reason;
    return judgement;
  };
  return async ({ verifier, candidates }) => {
    const { host } = verifier;
    let last = notVerified('It cannot be sent to its provider as it stands.');
    let by: Candidate | undefined;
    for (const candidate of candidates) {
      const prepared = prepareRequest(verifier, candidate.values, request.clock.now());
      if (prepared === undefined) continue;
      if (stopped !== undefined) return { verification: notVerified(`Not asked any more: ${stopped}`), by: undefined };
      by = candidate;
      last = await ask(prepared, verifier);
      if (last.state === 'valid') break;
    }
    const checkedAt = rfc3339(request.clock.now());
    return { verification: by === undefined ? last : { ...last, host, checkedAt }, by };
  };
}

/** A key's identifier is as valid as the pair that it belongs to; of a pair that is refused nothing is known about either part. */
function speakForPartners(
  candidate: Candidate | undefined,
  verification: Verification,
  results: Map<string, Verification>,
): void {
  for (const partner of candidate?.partners ?? [])
    results.set(keyOf(partner), { ...verification, reason: `${verification.host} takes it with what belongs to it.` });
}

function unasked(sighting: Sighting, { kept }: VerifyRequest): Verification {
  return kindOf(sighting, kept) === undefined
    ? notVerified('There is no check for this kind of secret.')
    : notVerified('What belongs to it was not found in the same file, and it cannot be checked alone.');
}

function keyOf({ rule, group = '' }: Sighting): string {
  return `${rule}\n${group}`;
}

function withResult(sighting: Sighting, verification: Verification): Sighting {
  return { ...sighting, ...(verification.state === 'valid' ? { confidence: 'high' } : {}), verification };
}
