import { cliErrors } from '../errors.ts';

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const MOST_MS = 3650 * 86_400_000;

/** No approval counts longer, whatever it says of its own end. */
export const LONGEST_APPROVAL_MS = 30 * 86_400_000;

/** Milliseconds of `90m`, `24h`, `7d`, as many as `mostMs` at most. Throws CLI_OPTION_VALUE. */
export function durationOf(option: string, text: string, mostMs = MOST_MS): number {
  const parsed = /^(?<count>\d{1,6})(?<unit>[smhd])$/.exec(text);
  const ms = Number(parsed?.groups?.['count'] ?? 0) * (UNITS[parsed?.groups?.['unit'] ?? ''] ?? 0);
  const most = mostMs === MOST_MS ? '' : `, and ${mostMs / 86_400_000}d at most`;
  if (ms <= 0 || ms > mostMs) throw cliErrors.OPTION_VALUE({ option, value: text, allowed: `90m, 24h, 7d${most}` });
  return ms;
}
