/** The build platforms that are recognised, one object each. */
import { gitSource, pick, withoutCredentials } from './platform.ts';
import type { Platform } from './platform.ts';

const github: Platform = {
  name: 'github',
  detect: (env) => env['GITHUB_ACTIONS'] === 'true',
  read(env) {
    const server = env['GITHUB_SERVER_URL'] ?? 'https://github.com';
    const repository = `${server}/${env['GITHUB_REPOSITORY'] ?? ''}`;
    const run = `${repository}/actions/runs/${env['GITHUB_RUN_ID'] ?? ''}/attempts/${env['GITHUB_RUN_ATTEMPT'] ?? '1'}`;
    return {
      platform: 'github',
      buildType: 'https://actions.github.io/buildtypes/workflow/v1',
      builderId:
        env['RUNNER_ENVIRONMENT'] === 'github-hosted'
          ? 'https://github.com/actions/runner/github-hosted'
          : 'https://github.com/actions/runner/self-hosted',
      invocationId: run,
      source: gitSource(repository, env['GITHUB_REF'], env['GITHUB_SHA']),
      externalParameters: {
        repository,
        // owner/name/.github/workflows/file.yml@ref, of which only the path is the workflow's own.
        ...(env['GITHUB_WORKFLOW_REF'] === undefined ? {} : { workflow: workflowPath(env['GITHUB_WORKFLOW_REF']) }),
        ...pick(env, { ref: 'GITHUB_REF' }),
      },
      internalParameters: pick(env, {
        eventName: 'GITHUB_EVENT_NAME',
        repositoryId: 'GITHUB_REPOSITORY_ID',
        repositoryOwnerId: 'GITHUB_REPOSITORY_OWNER_ID',
        runnerEnvironment: 'RUNNER_ENVIRONMENT',
      }),
    };
  },
};

function workflowPath(reference: string): string {
  const path = reference.split('@')[0] ?? '';
  return path.split('/').slice(2).join('/');
}

const gitlab: Platform = {
  name: 'gitlab',
  detect: (env) => env['GITLAB_CI'] === 'true',
  read: (env) => ({
    platform: 'gitlab',
    buildType: 'https://docs.gitlab.com/ci/yaml',
    builderId: `${env['CI_SERVER_URL'] ?? 'https://gitlab.com'}/-/runners/${env['CI_RUNNER_ID'] ?? 'unknown'}`,
    invocationId: env['CI_JOB_URL'],
    source: gitSource(env['CI_PROJECT_URL'], env['CI_COMMIT_REF_NAME'], env['CI_COMMIT_SHA']),
    externalParameters: pick(env, {
      repository: 'CI_PROJECT_URL',
      ref: 'CI_COMMIT_REF_NAME',
      config: 'CI_CONFIG_PATH',
      job: 'CI_JOB_NAME',
    }),
    internalParameters: pick(env, {
      pipelineSource: 'CI_PIPELINE_SOURCE',
      pipelineId: 'CI_PIPELINE_ID',
      projectId: 'CI_PROJECT_ID',
      runnerVersion: 'CI_RUNNER_VERSION',
      image: 'CI_JOB_IMAGE',
    }),
  }),
};

const jenkins: Platform = {
  name: 'jenkins',
  detect: (env) => env['JENKINS_URL'] !== undefined && env['BUILD_TAG'] !== undefined,
  read: (env) => ({
    platform: 'jenkins',
    buildType: 'https://www.jenkins.io/doc/book/pipeline/jenkinsfile',
    builderId: `${(env['JENKINS_URL'] ?? '').replace(/\/+$/, '')}/computer/${env['NODE_NAME'] ?? 'unknown'}`,
    invocationId: env['BUILD_URL'],
    source: gitSource(env['GIT_URL'], env['GIT_BRANCH'], env['GIT_COMMIT']),
    externalParameters: {
      ...pick(env, { job: 'JOB_NAME', ref: 'GIT_BRANCH' }),
      ...(env['GIT_URL'] === undefined ? {} : { repository: withoutCredentials(env['GIT_URL']) }),
    },
    internalParameters: pick(env, { buildNumber: 'BUILD_NUMBER', executor: 'EXECUTOR_NUMBER' }),
  }),
};

/** Cloud Build sets variables only as substitutions that the configuration passes on; these are their usual names. */
const cloudBuild: Platform = {
  name: 'cloud-build',
  detect: (env) => env['BUILD_ID'] !== undefined && env['PROJECT_ID'] !== undefined && env['JENKINS_URL'] === undefined,
  read(env) {
    const location = env['LOCATION'] ?? 'global';
    const builds = `https://cloudbuild.googleapis.com/v1/projects/${env['PROJECT_ID'] ?? ''}/locations/${location}/builds`;
    return {
      platform: 'cloud-build',
      buildType: 'https://cloud.google.com/build/gcb-buildtypes/google-worker/v1',
      builderId: 'https://cloudbuild.googleapis.com/GoogleHostedWorker',
      invocationId: `${builds}/${env['BUILD_ID'] ?? ''}`,
      source: gitSource(env['REPO_URL'], env['REF_NAME'] ?? env['BRANCH_NAME'], env['COMMIT_SHA']),
      externalParameters: pick(env, { repository: 'REPO_URL', ref: 'REF_NAME', config: 'TRIGGER_BUILD_CONFIG_PATH' }),
      internalParameters: pick(env, { trigger: 'TRIGGER_NAME', projectNumber: 'PROJECT_NUMBER' }),
    };
  },
};

const azure: Platform = {
  name: 'azure',
  detect: (env) => env['TF_BUILD']?.toLowerCase() === 'true',
  read(env) {
    const base = `${env['SYSTEM_COLLECTIONURI'] ?? ''}${encodeURIComponent(env['SYSTEM_TEAMPROJECT'] ?? '')}`;
    return {
      platform: 'azure',
      buildType: 'https://learn.microsoft.com/azure/devops/pipelines/yaml-schema',
      builderId: `${base}/_settings/agentqueues?agent=${encodeURIComponent(env['AGENT_NAME'] ?? 'unknown')}`,
      invocationId: `${base}/_build/results?buildId=${env['BUILD_BUILDID'] ?? ''}`,
      source: gitSource(env['BUILD_REPOSITORY_URI'], env['BUILD_SOURCEBRANCH'], env['BUILD_SOURCEVERSION']),
      externalParameters: {
        ...pick(env, { definition: 'BUILD_DEFINITIONNAME', ref: 'BUILD_SOURCEBRANCH' }),
        ...(env['BUILD_REPOSITORY_URI'] === undefined
          ? {}
          : { repository: withoutCredentials(env['BUILD_REPOSITORY_URI']) }),
      },
      internalParameters: pick(env, { reason: 'BUILD_REASON', agentVersion: 'AGENT_VERSION', os: 'AGENT_OS' }),
    };
  },
};

export const platforms: readonly Platform[] = [github, gitlab, azure, jenkins, cloudBuild];
