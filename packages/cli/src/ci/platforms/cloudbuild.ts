import { NOT_PINNED, scanAll, scanChange } from '../pipeline.ts';
import type { PipelinePlan, Platform } from '../pipeline.ts';

/** Google Cloud Build: results in the build's log, which fails with the scan. */
export const platform: Platform = {
  id: 'cloudbuild',
  title: 'Google Cloud Build',
  path: 'cloudbuild.yaml',
  next: [
    'Make two triggers of the file: one for pull requests, one for pushes to the main branch.',
    'The image node:24 is not pinned: replace its tag by a digest that you have checked.',
  ],
  write(plan: PipelinePlan): string {
    return `# Written by sallyport ci init cloudbuild.
steps:
  - id: scan
    name: node:24 # ${NOT_PINNED}
    entrypoint: bash
    args:
      - -ceu
      # Cloud Build clones the last commit only, and the history is looked at too.
      # _BASE_BRANCH is set on a pull request: then only what it brings counts.
      - |
        if [ -d .git ]; then git fetch --quiet --unshallow origin || git fetch --quiet origin; fi
        if [ -n "$_BASE_BRANCH" ]; then
          git fetch --quiet origin "$_BASE_BRANCH"
          ${scanChange(plan, { since: 'FETCH_HEAD', base: 'FETCH_HEAD' }, [])}
        else
          ${scanAll(plan, [])}
        fi
substitutions:
  _BASE_BRANCH: ""
options:
  substitutionOption: ALLOW_LOOSE
timeout: 1800s
`;
  },
};
