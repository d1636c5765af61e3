import type { CoveragePart, ScanResult } from '@sallyport/findings';

import type { RenderOptions } from '../../report-format.ts';
import { partSentence, skippedText } from '../../shared/coverage-text.ts';
import { pathUri } from '../../shared/place.ts';
import { incompleteParts, isIncomplete, plural } from '../../shared/summary.ts';
import { visibleText } from '../../shared/visible-text.ts';
import { GITHUB_LIMITS } from './limits.ts';

/** How many results there are, and how many of them are left out. */
interface Cut {
  readonly omitted: number;
  readonly total: number;
}

/**
 * The run as a SARIF `invocation`. `executionSuccessful` is false where a part could not run or nothing was looked at, so that a
 * report without results does not read as clean; every gap in the coverage is a notification.
 */
export function sarifInvocation(result: ScanResult, options: RenderOptions, cut: Cut): object {
  const { parts } = result.coverage;
  const ran = parts.some((part) => part.state === 'ran');
  const notifications = [
    ...(parts.length === 0
      ? [notification('error', 'scan-incomplete', 'No scanner ran: this result proves nothing.')]
      : []),
    ...parts.flatMap((part) => partNotifications(part, options)),
    ...cutNotifications(cut),
  ];
  return {
    executionSuccessful: ran && incompleteParts(result, options).length === 0,
    startTimeUtc: result.startedAt,
    ...endTime(result),
    toolExecutionNotifications: notifications,
    toolConfigurationNotifications: result.suppressionIssues.map((issue) => ({
      ...notification(issue.level === 'info' ? 'note' : 'warning', `suppression-${issue.kind}`, issue.message),
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: pathUri(issue.path), uriBaseId: '%SRCROOT%' },
            region: { startLine: Math.max(1, issue.line) },
          },
        },
      ],
    })),
  };
}

function endTime(result: ScanResult): { endTimeUtc?: string } {
  const start = Date.parse(result.startedAt);
  return Number.isNaN(start) ? {} : { endTimeUtc: new Date(start + result.durationMs).toISOString() };
}

function partNotifications(part: CoveragePart, options: RenderOptions): object[] {
  const mend = part.mend === undefined ? '' : ` To mend: ${part.mend}`;
  const incomplete = isIncomplete(part, options);
  const level = incomplete ? 'error' : 'note';
  return [
    notification(level, incomplete ? 'scan-incomplete' : 'coverage', `${part.scanner} ${partSentence(part)}.${mend}`),
    ...part.skipped.map((skipped) =>
      notification('note', 'not-looked-at', `${part.scanner}: not looked at: ${skippedText(skipped, 10)}`),
    ),
    ...part.notes.map((note) => notification('note', 'coverage', `${part.scanner}: ${note}`)),
  ];
}

function cutNotifications({ omitted, total }: Cut): object[] {
  if (omitted > 0) {
    const text = `${plural(omitted, 'result')} of ${total} left out, none worse than those kept: GitHub refuses a run with more than ${GITHUB_LIMITS.resultsAccepted}. The JSON report has all.`;
    return [notification('warning', 'results-cut', text)];
  }
  if (total <= GITHUB_LIMITS.resultsKept) return [];
  const text = `GitHub keeps the first ${GITHUB_LIMITS.resultsKept} of these ${total} results; they are sorted worst first.`;
  return [notification('note', 'results-cut', text)];
}

function notification(level: 'error' | 'warning' | 'note', id: string, text: string): object {
  return { level, descriptor: { id }, message: { text: visibleText(text).replaceAll(/[[\]\\]/g, String.raw`\$&`) } };
}

/** The notifications' descriptors, for the tool's metadata. */
export const NOTIFICATION_DESCRIPTORS: readonly object[] = [
  descriptor('coverage', 'ScanCoverage', 'What a scanner looked at.'),
  descriptor('not-looked-at', 'NotLookedAt', 'Pieces of the target that were not looked at, and why.'),
  descriptor('results-cut', 'ResultsCut', 'Results that a limit of the receiver leaves out.'),
  descriptor('scan-incomplete', 'ScanIncomplete', 'A scanner that should have run could not.'),
  descriptor('suppression-expired', 'SuppressionExpired', 'A suppression that has expired.'),
  descriptor('suppression-malformed', 'SuppressionMalformed', 'A suppression that cannot be read.'),
  descriptor('suppression-no-expiry', 'SuppressionNoExpiry', 'A suppression without an expiry.'),
  descriptor('suppression-no-reason', 'SuppressionNoReason', 'A suppression without a reason.'),
  descriptor('suppression-unused', 'SuppressionUnused', 'A suppression that matches nothing.'),
];

function descriptor(id: string, name: string, text: string): object {
  return { id, name, shortDescription: { text }, fullDescription: { text }, help: { text } };
}
