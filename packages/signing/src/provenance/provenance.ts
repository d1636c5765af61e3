/**
 * SLSA provenance v1 from inside a job. A job can write anything into its own environment, so what is made of variables
 * alone claims Build L1 at most; L2 needs a token of the platform whose claims say the same.
 */
import type { Clock } from '@sallyport/kernel';
import { rfc3339 } from '@sallyport/kernel';

import type { JsonObject } from '../encoding/strict-json.ts';
import { signingErrors } from '../errors.ts';
import { PREDICATE } from '../intoto/predicate-types.ts';
import type { Statement, Subject } from '../intoto/statement.ts';
import type { BuildFacts, Environment, PlatformName } from './platform.ts';
import { platforms } from './platforms.ts';

export interface ProvenanceOptions {
  readonly env: Environment;
  readonly subject: readonly Subject[];
  readonly clock: Clock;
  /** When the build began; milliseconds since the Unix epoch. */
  readonly startedMs?: number;
  /** Where it is not to be recognised by its variables. */
  readonly platform?: PlatformName;
  /** Claims of an OIDC token of the platform; its signature, audience and time were verified by the caller. */
  readonly verifiedClaims?: Readonly<Record<string, unknown>>;
}

export interface Provenance {
  readonly statement: Statement;
  readonly facts: BuildFacts;
  /** The highest SLSA Build level that may be claimed for it. */
  readonly level: 1 | 2;
  /** Why not more, in words. */
  readonly limits: readonly string[];
}

export function readBuild(env: Environment, name?: PlatformName): BuildFacts {
  const platform = platforms.find((one) => (name === undefined ? one.detect(env) : one.name === name));
  if (platform === undefined) throw signingErrors.NO_PIPELINE();
  return platform.read(env);
}

export function buildProvenance(options: ProvenanceOptions): Provenance {
  const facts = readBuild(options.env, options.platform);
  const level = levelOf(facts, options.verifiedClaims);
  const started = options.startedMs === undefined ? {} : { startedOn: rfc3339(options.startedMs) };
  const { source } = facts;
  const predicate: JsonObject = {
    buildDefinition: {
      buildType: facts.buildType,
      externalParameters: facts.externalParameters,
      internalParameters: facts.internalParameters,
      resolvedDependencies: source === undefined ? [] : [{ uri: source.uri, digest: { gitCommit: source.commit } }],
    },
    runDetails: {
      builder: { id: facts.builderId },
      metadata: {
        ...(facts.invocationId === undefined ? {} : { invocationId: facts.invocationId }),
        ...started,
        finishedOn: rfc3339(options.clock.now()),
      },
    },
  };
  const statement = { subject: options.subject, predicateType: PREDICATE.provenance, predicate };
  const limits =
    level === 2 ? [] : ['made from environment variables, which the job itself can set: SLSA Build L1 at most'];
  return { statement, facts, level, limits };
}

/** Claims of each platform's tokens by what they must equal. Jenkins has none of its own. */
const CLAIMS: Readonly<
  Partial<Record<PlatformName, (facts: BuildFacts) => Readonly<Record<string, string | undefined>>>>
> = {
  github: (facts) => ({
    sha: facts.source?.commit,
    repository: pathOf(facts.externalParameters['repository']),
    ref: facts.externalParameters['ref'],
    run_id: /\/runs\/(\d+)\//.exec(facts.invocationId ?? '')?.[1],
  }),
  gitlab: (facts) => ({
    sha: facts.source?.commit,
    project_path: pathOf(facts.externalParameters['repository']),
    ref: facts.externalParameters['ref'],
    pipeline_id: facts.internalParameters['pipelineId'],
  }),
};

function pathOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).pathname.slice(1) : undefined;
}

function levelOf(facts: BuildFacts, claims: ProvenanceOptions['verifiedClaims']): 1 | 2 {
  const expected = CLAIMS[facts.platform]?.(facts);
  if (claims === undefined || expected === undefined) return 1;
  for (const [claim, value] of Object.entries(expected)) {
    const stated = claims[claim];
    const token = typeof stated === 'string' || typeof stated === 'number' ? String(stated) : 'missing';
    if (value === undefined || token !== value) {
      throw signingErrors.CLAIMS({ claim, token, provenance: value ?? 'missing' });
    }
  }
  // Whoever owns a runner can reach into the build, so only a runner of the platform's own is a hosted one.
  return facts.internalParameters['runnerEnvironment'] === 'self-hosted' ? 1 : hostedLevel(facts, claims);
}

/** The token must say itself that a hosted runner ran it; the variable is the job's to set. */
function hostedLevel(facts: BuildFacts, claims: Readonly<Record<string, unknown>>): 1 | 2 {
  const hosted = facts.platform === 'github' ? 'github-hosted' : 'gitlab-hosted';
  return claims['runner_environment'] === hosted ? 2 : 1;
}
