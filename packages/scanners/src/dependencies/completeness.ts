import type { CoveragePart } from '@sallyport/findings';

import type { Collected } from './collect/collect.ts';
import type { Vulnerable } from './match/find-vulnerable.ts';

/** Most files whose reason is told. */
const MOST_TOLD = 20;
const IN_REASON = 2;

/**
 * Whether the part is complete: silence on packages proves nothing where a file that names some could not be read, or
 * where no advisory could be held to any of them.
 */
export function completeness(
  { unread }: Pick<Collected, 'unread'>,
  { state, notMatched }: Pick<Vulnerable, 'state' | 'notMatched'>,
  packages: number,
): Pick<CoveragePart, 'state' | 'reason' | 'mend'> {
  const reasons = [...unreadReason(unread), ...unjudgedReason(packages, notMatched)];
  if (reasons.length === 0 || state.state === 'failed') return state;
  if (state.state === 'missing') return { ...state, reason: [state.reason, ...unreadReason(unread)].join(' ') };
  const first = unread.length > 0 ? 'correct what could not be read' : 'make a lock file, so that versions are known';
  return {
    state: 'missing',
    reason: reasons.join(' '),
    mend: `${first}, or accept it: sallyport scan --allow-missing dependencies`,
  };
}

/** Whether advisories could be held to at least one of the packages, where there are some. */
export function isJudged({ notMatched }: Pick<Vulnerable, 'notMatched'>, packages: number): boolean {
  return packages === 0 || notMatched < packages;
}

function unreadReason(unread: readonly string[]): string[] {
  if (unread.length === 0) return [];
  const more = unread.length > IN_REASON ? ` and ${unread.length - IN_REASON} more` : '';
  const files = unread.length === 1 ? '1 file that names packages' : `${unread.length} files that name packages`;
  return [`${files} could not be read: ${unread.slice(0, IN_REASON).join('; ')}${more}.`];
}

function unjudgedReason(packages: number, notMatched: number): string[] {
  return isJudged({ notMatched }, packages) ? [] : [`No advisory could be held to any of the ${packages} packages.`];
}

/** One line for each file that could not be read. */
export function unreadNotes({ unread, unreadTestData }: Pick<Collected, 'unread' | 'unreadTestData'>): string[] {
  return [
    ...notesOn('Could not be read', unread),
    ...notesOn('Could not be read, and lies among test data, so that the scan counts as complete', unreadTestData),
  ];
}

function notesOn(what: string, unread: readonly string[]): string[] {
  const rest = unread.length - MOST_TOLD;
  const told = unread.slice(0, MOST_TOLD).map((each) => `${what}: ${each}`);
  return rest > 0 ? [...told, `${what}: ${rest} more files`] : told;
}
