import { scanAll, scanChange } from '../pipeline.ts';
import type { PipelinePlan, Platform } from '../pipeline.ts';

const OUTPUTS = ['--format github', '-o sarif=sallyport.sarif'];
/** The page of the run shows the findings, or where a gate decides, its decision. */
const SUMMARY = '-o github-summary="$GITHUB_STEP_SUMMARY"';
const DECISION = '--gate-output markdown="$GITHUB_STEP_SUMMARY"';

/** GitHub Actions: annotations on the change, a summary of the run, and results under Security. */
export const platform: Platform = {
  id: 'github',
  title: 'GitHub Actions',
  path: '.github/workflows/sallyport.yml',
  next: [
    'Results appear under Security, Code scanning, where that is enabled for the repository.',
    'github/codeql-action is not pinned: replace its tag by a commit that you have checked.',
    'Make the job "scan" a required check of the main branch, and let a rule for .github/workflows ask for a review: a change could rewrite the pipeline itself.',
  ],
  write,
};

function write(plan: PipelinePlan): string {
  const change = scanChange(plan, { since: '"$BASE"', base: '"$BASE"' }, [
    ...OUTPUTS,
    plan.gate === undefined ? SUMMARY : DECISION,
  ]);
  return `# Written by sallyport ci init github.
name: sallyport

on:
  pull_request:
    # A change that is turned to another branch is judged anew; what was said for another branch does not count.
    branches: [${plan.branch}]
    types: [opened, synchronize, reopened, edited]
  push:
    branches: [${plan.branch}]

permissions: {}

jobs:
  scan:
    runs-on: ubuntu-24.04
    timeout-minutes: 30
    permissions:
      contents: read
      security-events: write # to show the results under Security
    steps:
      - uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2
        with:
          fetch-depth: 0 # the history is looked at too
          persist-credentials: false

      - uses: actions/setup-node@395ad3262231945c25e8478fd5baf05154b1d79f # v6.1.0
        with:
          node-version: 24

      - name: Scan what the change brings
        if: github.event_name == 'pull_request'
        env:
          # The head of the branch as it is now: the event's own base may be older than the policies that count.
          BASE: origin/${plan.branch}
        run: ${change}

      - name: Scan everything
        if: github.event_name != 'pull_request'
        run: ${scanAll(plan, [...OUTPUTS, SUMMARY])}

      - name: Show the results under Security
        # A change from a fork may not write there.
        if: always() && hashFiles('sallyport.sarif') != '' && github.event.pull_request.head.repo.fork != true
        uses: github/codeql-action/upload-sarif@v4 # not pinned: replace the tag by a commit that you have checked
        with:
          sarif_file: sallyport.sarif
          category: sallyport
`;
}
