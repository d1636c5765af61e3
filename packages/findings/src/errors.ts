import { defineErrors } from '@sallyport/kernel';

/** What this package asks the user to correct. */
export const findingsErrors = defineErrors('findings', {
  BASELINE_MALFORMED: {
    message: 'The baseline is no scan result: {problem}.',
    next: 'Give a JSON report of `sallyport scan --json`, or a SARIF 2.1.0 log.',
    exit: 2,
  },
  BASELINE_TOO_LARGE: {
    message: 'The baseline has {sizeBytes} bytes, more than the {maxBytes} that are read.',
    next: 'Take a report of a smaller part of the repository as the baseline.',
    exit: 2,
  },
  DIFF_MALFORMED: {
    message: 'Line {line} of the diff is no part of a unified diff.',
    next: 'Make the diff with `git diff -U0 --no-color --no-ext-diff REF`.',
    exit: 2,
  },
});
