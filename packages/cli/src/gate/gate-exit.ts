import type { Decision } from '@sallyport/policy';

import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';

/** The exit code of a decision: a policy that gave no answer is a failure of its own (5), before violations (1). */
export function gateExit({ outcome, problems }: Decision): ExitCode {
  switch (outcome) {
    case 'passed':
      return EXIT.fine;
    case 'needs-approval':
      return EXIT.approval;
    case 'missing-evidence':
      return EXIT.incomplete;
    case 'failed':
      return problems.length > 0 ? EXIT.failure : EXIT.findings;
  }
}
