/** A moment as a wall clock in some time zone shows it. */
export interface Civil {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanosecond: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  readonly offsetSeconds: number;
  readonly zone: string;
}

const NS = 1_000_000_000n;

function floorDiv(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}

/** What the clocks of a time zone (a name of the IANA database) show; undefined for an unknown zone. */
export function localParts(ns: bigint, zone: string): Civil | undefined {
  const seconds = floorDiv(ns, NS);
  const offset = zone === 'UTC' ? { seconds: 0, name: 'UTC' } : offsetAt(Number(seconds) * 1000, zone);
  if (offset === undefined) return undefined;
  const date = new Date((Number(seconds) + offset.seconds) * 1000);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    nanosecond: Number(ns - seconds * NS),
    weekday: date.getUTCDay(),
    offsetSeconds: offset.seconds,
    zone: offset.name,
  };
}

/** The offset of a zone from UTC at a moment, and the zone's short name then. */
function offsetAt(ms: number, zone: string): { seconds: number; name: string } | undefined {
  try {
    const parts = (style: 'longOffset' | 'short'): string =>
      new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: style })
        .formatToParts(ms)
        .find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
    const [, sign, hours = '0', minutes = '0', rest = '0'] =
      /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?/.exec(parts('longOffset')) ?? [];
    const seconds = Number(hours) * 3600 + Number(minutes) * 60 + Number(rest);
    return { seconds: sign === '-' ? -seconds : seconds, name: parts('short') };
  } catch {
    return undefined;
  }
}

/** Nanoseconds since the epoch; months and days beyond their ranges carry over, as in Go. */
export function civilToNs(
  parts: Pick<Civil, 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'nanosecond' | 'offsetSeconds'>,
): bigint {
  const date = new Date(0);
  date.setUTCFullYear(parts.year, parts.month - 1, parts.day);
  date.setUTCHours(parts.hour, parts.minute, parts.second, 0);
  return (BigInt(date.getTime()) / 1000n - BigInt(parts.offsetSeconds)) * NS + BigInt(parts.nanosecond);
}
