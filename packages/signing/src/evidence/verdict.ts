/**
 * A gate's decision as a SLSA Verification Summary Attestation (slsa.dev/spec/v1.2/verification_summary). Gate and
 * environment stand in its verifier and policy, where every VSA reader compares them: a pass for one is none for another.
 */
import type { Digest } from '@sallyport/kernel';

import { isJsonObject } from '../encoding/strict-json.ts';
import type { Json, JsonObject } from '../encoding/strict-json.ts';
import { signingErrors } from '../errors.ts';
import { objectIn, requireKnownMembers, sha256In, textIn, textsIn, timeIn } from '../intoto/known-members.ts';
import { PREDICATE } from '../intoto/predicate-types.ts';
import type { Statement } from '../intoto/statement.ts';
import { refuse } from '../refusal.ts';
import { subjectOf } from './subject.ts';

export interface Verdict {
  readonly digest: Digest;
  /** Registry and repository without tag, for example `registry.example/shop/web`. */
  readonly repository: string;
  readonly gate: string;
  readonly environment: string;
  readonly result: 'PASSED' | 'FAILED';
  /** When the gate decided, by its own clock; milliseconds since the Unix epoch. */
  readonly decidedMs: number;
  /** Digest of the policy that was applied. */
  readonly policyDigest: Digest;
  /** Bundles that the decision rests on. */
  readonly inputs: readonly { readonly uri: string; readonly digest: Digest }[];
  /** What is attested, for example `SLSA_BUILD_LEVEL_2`, `SALLYPORT_SCANNED`. */
  readonly levels: readonly string[];
  /** Why, for people. */
  readonly reasons: readonly string[];
}

export interface VerdictContext {
  /** URI under which the gates and environments are named (default `urn:sallyport:local`). */
  readonly authority?: string;
  readonly version: string;
}

export const LOCAL_AUTHORITY = 'urn:sallyport:local';
const REASONS = 'urn:sallyport:vsa:reasons';
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const KNOWN: ReadonlySet<string> = new Set([
  'verifier',
  'timeVerified',
  'resourceUri',
  'policy',
  'inputAttestations',
  'verificationResult',
  'verifiedLevels',
  'dependencyLevels',
  'slsaVersion',
]);
const VERIFIER: ReadonlySet<string> = new Set(['id', 'version']);
const POLICY: ReadonlySet<string> = new Set(['uri', 'digest', 'annotations', 'name', 'mediaType', 'downloadLocation']);

export function verdictStatement(verdict: Verdict, context: VerdictContext): Statement {
  const authority = context.authority ?? LOCAL_AUTHORITY;
  for (const name of [verdict.gate, verdict.environment]) {
    if (!NAME.test(name))
      throw signingErrors.STATEMENT({ detail: `${JSON.stringify(name)} is no name of a gate or environment` });
  }
  const predicate: JsonObject = {
    verifier: { id: `${authority}/gates/${verdict.gate}`, version: { sallyport: context.version } },
    timeVerified: new Date(verdict.decidedMs).toISOString(),
    resourceUri: `oci://${verdict.repository}`,
    policy: { uri: `${authority}/environments/${verdict.environment}`, digest: digestSet(verdict.policyDigest) },
    inputAttestations: verdict.inputs.map(({ uri, digest }) => ({ uri, digest: digestSet(digest) })),
    verificationResult: verdict.result,
    verifiedLevels: verdict.result === 'FAILED' ? ['FAILED'] : verdict.levels,
    slsaVersion: '1.1',
    ...(verdict.reasons.length === 0 ? {} : { [REASONS]: verdict.reasons }),
  };
  return {
    subject: [{ name: verdict.repository, digest: digestSet(verdict.digest) }],
    predicateType: PREDICATE.verificationSummary,
    predicate,
  };
}

function digestSet(digest: Digest): { readonly sha256: string } {
  return { sha256: digest.slice('sha256:'.length) };
}

/** Reads a verdict; refuses what is no VSA, names no gate or environment, or says more than is understood. */
export function readVerdict(statement: Statement): Verdict {
  if (statement.predicateType !== PREDICATE.verificationSummary) {
    return refuse('WRONG_PREDICATE', `${statement.predicateType.slice(0, 200)} is no verdict`);
  }
  const what = 'the verdict';
  const { predicate } = statement;
  requireKnownMembers(predicate, KNOWN, what);
  const verifier = objectIn(predicate, 'verifier', what);
  const policy = objectIn(predicate, 'policy', what);
  requireKnownMembers(verifier, VERIFIER, 'the verifier');
  requireKnownMembers(policy, POLICY, 'the policy');
  const gate = nameAfter(textIn(verifier, 'id', 'the verifier'), 'gates');
  const environment = nameAfter(textIn(policy, 'uri', 'the policy'), 'environments');
  if (gate === undefined) return refuse('WRONG_GATE', 'the verifier names no gate');
  if (environment === undefined) return refuse('WRONG_ENVIRONMENT', 'the policy names no environment');
  const resource = textIn(predicate, 'resourceUri', what);
  if (!resource.startsWith('oci://')) return refuse('WRONG_REPOSITORY', 'the verdict is about no image repository');
  return {
    digest: subjectOf(statement),
    repository: resource.slice('oci://'.length),
    gate,
    environment,
    result: readResult(predicate['verificationResult']),
    decidedMs: timeIn(predicate, 'timeVerified', what),
    policyDigest: (sha256In(policy['digest']) ?? refuse('MALFORMED_STATEMENT', 'the policy has no digest')) as Digest,
    inputs: readInputs(predicate['inputAttestations']),
    levels: textsIn(predicate, 'verifiedLevels', what),
    reasons: textsIn(predicate, REASONS, what),
  };
}

function readResult(value: Json | undefined): 'PASSED' | 'FAILED' {
  return value === 'PASSED' || value === 'FAILED' ? value : refuse('MALFORMED_STATEMENT', 'the verdict has no result');
}

/** `web` of `https://host.example/gates/web`. */
function nameAfter(uri: string, part: string): string | undefined {
  const [name = '', kind] = uri.split('/').toReversed();
  return kind === part && NAME.test(name) ? name : undefined;
}

function readInputs(value: Json | undefined): Verdict['inputs'] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return refuse('MALFORMED_STATEMENT', 'the inputs of the verdict are no list');
  return value.map((input: Json) => {
    const digest = isJsonObject(input) ? sha256In(input['digest']) : undefined;
    const uri = isJsonObject(input) ? input['uri'] : undefined;
    if (digest === undefined) return refuse('MALFORMED_STATEMENT', 'an input of the verdict has no digest');
    return { uri: typeof uri === 'string' ? uri : '', digest: digest as Digest };
  });
}

const SLSA_LEVEL = /^(SLSA_[A-Z_]+_LEVEL_)(\d)$/;

/** True if the levels attest the required one; a higher level of the same SLSA track does. */
export function hasLevel(levels: readonly string[], required: string): boolean {
  const [, track, number] = SLSA_LEVEL.exec(required) ?? [];
  if (track === undefined) return levels.includes(required);
  return levels.some((level) => {
    const [, ownTrack, ownNumber] = SLSA_LEVEL.exec(level) ?? [];
    return ownTrack === track && Number(ownNumber) >= Number(number);
  });
}
