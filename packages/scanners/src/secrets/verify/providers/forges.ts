import { BEARER, forbidden, REFUSED, TAKEN } from '../verifier.ts';
import type { Verifier } from '../verifier.ts';

/** Code forges and builds. */
export const forges: readonly Verifier[] = [
  {
    // The only call that every kind of GitHub token may make, and that counts against no limit.
    rules: [
      'github-personal-access-token',
      'github-fine-grained-token',
      'github-oauth-token',
      'github-app-token',
      'github-legacy-token',
      'github-hub-token',
    ],
    host: 'api.github.com',
    path: '/rate_limit',
    auth: BEARER,
    headers: { Accept: 'application/vnd.github+json', 'X-GitHub-Api-Version': '2022-11-28' },
    valid: TAKEN,
    invalid: REFUSED,
    elsewhere: 'a GitHub Enterprise Server',
    source: 'https://docs.github.com/en/rest/rate-limit/rate-limit',
  },
  {
    rules: ['gitlab-personal-access-token', 'gitlab-routable-token'],
    host: 'gitlab.com',
    path: '/api/v4/personal_access_tokens/self',
    auth: { kind: 'header', name: 'PRIVATE-TOKEN' },
    valid: [...TAKEN, forbidden(['error'], 'insufficient_scope')],
    invalid: REFUSED,
    elsewhere: 'a GitLab server of your own',
    source: 'https://docs.gitlab.com/api/personal_access_tokens/',
  },
  {
    rules: ['circleci-personal-token'],
    host: 'circleci.com',
    path: '/api/v2/me',
    auth: { kind: 'header', name: 'Circle-Token' },
    valid: TAKEN,
    invalid: REFUSED,
    elsewhere: 'a CircleCI server of your own',
    source: 'https://circleci.com/docs/api/v2/',
  },
  {
    rules: ['buildkite-user-access-token'],
    host: 'api.buildkite.com',
    path: '/v2/access-token',
    auth: BEARER,
    valid: TAKEN,
    invalid: REFUSED,
    source: 'https://buildkite.com/docs/apis/rest-api/access-token',
  },
  {
    rules: ['pulumi-access-token'],
    host: 'api.pulumi.com',
    path: '/api/user',
    auth: { kind: 'header', name: 'Authorization', prefix: 'token ' },
    headers: { Accept: 'application/vnd.pulumi+8' },
    valid: TAKEN,
    invalid: REFUSED,
    elsewhere: 'a Pulumi Cloud of your own',
    source: 'https://www.pulumi.com/docs/reference/cloud-rest-api/',
  },
];
