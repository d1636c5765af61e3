import { NOT_PINNED, scanAll, scanChange } from '../pipeline.ts';
import type { PipelinePlan, Platform } from '../pipeline.ts';

const OUTPUTS = [
  '-o gitlab-secrets=gl-secret-detection-report.json',
  '-o gitlab-codequality=gl-code-quality-report.json',
  '-o junit=sallyport.xml',
];

const CHANGE = {
  since: '"$CI_MERGE_REQUEST_DIFF_BASE_SHA"',
  base: '"origin/$CI_MERGE_REQUEST_TARGET_BRANCH_NAME"',
};
const TARGET = '$CI_MERGE_REQUEST_TARGET_BRANCH_NAME';

/** The merge base may be old: the head of the target has the policies that count. A clone for a merge request lacks it. */
function fetchTarget({ gate }: PipelinePlan): string {
  if (gate === undefined) return '';
  return `        git fetch --quiet origin "+refs/heads/${TARGET}:refs/remotes/origin/${TARGET}"\n`;
}

/** GitLab CI: results in the merge request's widgets for security, code quality and tests. */
export const platform: Platform = {
  id: 'gitlab',
  title: 'GitLab CI',
  path: '.gitlab-ci.yml',
  next: [
    'The image node:24 is not pinned: replace its tag by a digest that you have checked.',
    'Let "Pipelines must succeed" hold for merge requests, and a code owner review changes of .gitlab-ci.yml: a change could rewrite the pipeline itself.',
    'Where a .gitlab-ci.yml is there already, keep the job in a file of its own and include it.',
  ],
  write(plan: PipelinePlan): string {
    return `# Written by sallyport ci init gitlab.
sallyport:
  stage: test
  image: node:24 # ${NOT_PINNED}
  timeout: 30 minutes
  variables:
    GIT_DEPTH: "0" # the history is looked at too
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event" && $CI_MERGE_REQUEST_TARGET_BRANCH_NAME == $CI_DEFAULT_BRANCH
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  script:
    # On a merge request only what it brings counts, on the main branch everything.
    - |
      if [ -n "$CI_MERGE_REQUEST_DIFF_BASE_SHA" ]; then
${fetchTarget(plan)}        ${scanChange(plan, CHANGE, OUTPUTS)}
      else
        ${scanAll(plan, OUTPUTS)}
      fi
  artifacts:
    when: always
    expire_in: 30 days
    reports:
      secret_detection: gl-secret-detection-report.json
      codequality: gl-code-quality-report.json
      junit: sallyport.xml
`;
  },
};
