import { cliErrors } from '../errors.ts';

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const MOST_MS = 3650 * 86_400_000;

/** Milliseconds of `90m`, `24h`, `7d`. Throws CLI_OPTION_VALUE. */
export function durationOf(option: string, text: string): number {
  const parsed = /^(?<count>\d{1,6})(?<unit>[smhd])$/.exec(text);
  const ms = Number(parsed?.groups?.['count'] ?? 0) * (UNITS[parsed?.groups?.['unit'] ?? ''] ?? 0);
  if (ms <= 0 || ms > MOST_MS) throw cliErrors.OPTION_VALUE({ option, value: text, allowed: '90m, 24h, 7d' });
  return ms;
}
