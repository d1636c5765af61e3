import { fixedClock } from '@sallyport/kernel';
import { describe, expect, it } from 'vitest';

import { readStatement, formatStatement } from '../intoto/statement.ts';
import type { Environment } from './platform.ts';
import { buildProvenance, readBuild } from './provenance.ts';

const commit = 'a'.repeat(40);
const subject = [{ name: 'web', digest: { sha256: 'b'.repeat(64) } }];
const clock = fixedClock(1_790_000_000_000);

const environments: Readonly<Record<string, Environment>> = {
  github: {
    GITHUB_ACTIONS: 'true',
    GITHUB_SERVER_URL: 'https://git.example',
    GITHUB_REPOSITORY: 'shop/web',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_SHA: commit,
    GITHUB_RUN_ID: '77',
    GITHUB_WORKFLOW_REF: 'shop/web/.github/workflows/build.yml@refs/heads/main',
    RUNNER_ENVIRONMENT: 'github-hosted',
  },
  gitlab: {
    GITLAB_CI: 'true',
    CI_SERVER_URL: 'https://git.example',
    CI_PROJECT_URL: 'https://git.example/shop/web',
    CI_COMMIT_REF_NAME: 'main',
    CI_COMMIT_SHA: commit,
    CI_JOB_URL: 'https://git.example/shop/web/-/jobs/7',
    CI_PIPELINE_ID: '70',
    CI_RUNNER_ID: '5',
  },
  jenkins: {
    JENKINS_URL: 'https://ci.example/',
    BUILD_TAG: 'jenkins-web-7',
    BUILD_ID: '7',
    BUILD_URL: 'https://ci.example/job/web/7/',
    GIT_URL: ['https://user', 'secret@git.example/shop/web.git'].join(':'),
    GIT_BRANCH: 'origin/main',
    GIT_COMMIT: commit,
    JOB_NAME: 'web',
    NODE_NAME: 'agent-1',
  },
  'cloud-build': {
    BUILD_ID: 'x-1',
    PROJECT_ID: 'shop',
    REPO_URL: 'https://git.example/shop/web',
    REF_NAME: 'main',
    COMMIT_SHA: commit,
  },
  azure: {
    TF_BUILD: 'True',
    SYSTEM_COLLECTIONURI: 'https://azure.example/org/',
    SYSTEM_TEAMPROJECT: 'Shop Team',
    BUILD_BUILDID: '7',
    BUILD_REPOSITORY_URI: 'https://org@azure.example/org/_git/web',
    BUILD_SOURCEBRANCH: 'refs/heads/main',
    BUILD_SOURCEVERSION: commit,
  },
};

describe('provenance', () => {
  it('is not made outside of a known build platform', () => {
    expect(() => readBuild({})).toThrow(expect.objectContaining({ code: 'SIGNING_NO_PIPELINE' }));
  });

  it.each(Object.entries(environments))(
    'of %s names the platform, the run and the commit, and claims L1 only',
    (name, env) => {
      const { facts, level, limits, statement } = buildProvenance({ env, subject, clock });

      expect(facts.platform).toBe(name);
      expect(facts.source?.commit).toBe(commit);
      expect(level).toBe(1);
      expect(limits[0]).toMatch(/L1 at most/);
      expect(readStatement(formatStatement(statement))).toMatchObject({
        predicate: { buildDefinition: { resolvedDependencies: [{ digest: { gitCommit: commit } }] } },
      });
    },
  );

  it('holds no credential of a clone URL', () => {
    for (const env of Object.values(environments)) {
      const text = JSON.stringify(buildProvenance({ env, subject, clock }).statement);

      expect(text).not.toMatch(/secret|org@|user/);
    }
  });

  it('names no source where the commit is no commit', () => {
    const env = { ...environments['github'], GITHUB_SHA: 'main' };

    expect(buildProvenance({ env, subject, clock }).facts.source).toBeUndefined();
  });

  const claims = {
    sha: commit,
    repository: 'shop/web',
    ref: 'refs/heads/main',
    run_id: '77',
    runner_environment: 'github-hosted',
  };

  it('claims L2 where a token of the platform says the same of a hosted runner', () => {
    const env = environments['github']!;

    expect(buildProvenance({ env, subject, clock, verifiedClaims: claims }).level).toBe(2);
    const selfHosted = { ...claims, runner_environment: 'self-hosted' };
    expect(buildProvenance({ env, subject, clock, verifiedClaims: selfHosted }).level).toBe(1);
  });

  it.each(['sha', 'repository', 'ref', 'run_id'])('refuses a token that disagrees on %s', (claim) => {
    const verifiedClaims = { ...claims, [claim]: 'another' };

    expect(() => buildProvenance({ env: environments['github']!, subject, clock, verifiedClaims })).toThrow(
      expect.objectContaining({ code: 'SIGNING_CLAIMS' }),
    );
  });
});
