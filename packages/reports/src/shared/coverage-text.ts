import type { CoveragePart, Skipped, SkipReason } from '@sallyport/findings';

import { formatBytes, formatNumber, plural } from './summary.ts';

const REASONS: Readonly<Record<SkipReason, string>> = {
  binary: 'binary',
  'too-large': 'too large',
  unreadable: 'unreadable',
  vanished: 'vanished during the scan',
  'symlink-loop': 'symbolic link loop',
  'outside-target': 'outside of the target',
  ignored: 'ignored by configuration',
  encrypted: 'encrypted',
  malformed: 'malformed',
  'too-deep': 'nested too deep',
  limit: 'over a limit',
  'missing-object': 'missing from the repository',
  unsupported: 'of an unsupported kind',
};

function skipReasonText(reason: SkipReason): string {
  return REASONS[reason];
}

/** `3 binary (a.png, b.png, …)`: raw, escape it for the format. At most `examples` paths are named. */
export function skippedText(skipped: Skipped, examples: number): string {
  const shown = skipped.examples.slice(0, examples);
  const more = skipped.count > shown.length && shown.length > 0 ? ', …' : '';
  const list = shown.length === 0 ? '' : ` (${shown.join(', ')}${more})`;
  return `${formatNumber(skipped.count)} ${skipReasonText(skipped.reason)}${list}${skipped.note === undefined ? '' : `: ${skipped.note}`}`;
}

/** `1,204 files, 14.2 MB`: what a part looked at, in its own units. */
export function lookedText(part: CoveragePart): string {
  const amounts = Object.entries(part.looked).map(([unit, amount]) => lookedAmount(unit, amount));
  return amounts.length === 0 ? 'nothing' : amounts.join(', ');
}

function lookedAmount(unit: string, amount: number): string {
  if (unit === 'bytes') return formatBytes(amount);
  return plural(amount, unit.endsWith('s') ? unit.slice(0, -1) : unit, unit);
}

/** One sentence on what happened to a part. Raw, escape it for the format. */
export function partSentence(part: CoveragePart): string {
  const reason = part.reason === undefined ? '' : `: ${part.reason}`;
  switch (part.state) {
    case 'ran':
      return lookedSentence(part);
    case 'missing': {
      const some = Object.values(part.looked).some((amount) => amount > 0);
      return some ? `${lookedSentence(part)}, in part${reason}` : `could not run${reason}`;
    }
    case 'failed':
      return `failed${reason}`;
    case 'skipped':
      return `skipped${reason === '' ? ' on request' : reason}`;
    case 'not-applicable':
      return `not applicable${reason}`;
  }
}

function lookedSentence(part: CoveragePart): string {
  return `looked at ${lookedText(part)} with ${plural(part.rules, 'rule')}`;
}
