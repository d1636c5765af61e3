import { array, object, oneOf, optional, string, withDefault } from '@sallyport/documents';
import type { ShapeValue } from '@sallyport/documents';

import type { Breach } from '../policy.ts';
import { defineBuiltin } from './builtin.ts';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const TIME = string({ pattern: /^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, what: 'a time as HH:MM' });
const MOMENT = string({
  check: (text) =>
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})$/.test(text) && !Number.isNaN(Date.parse(text))
      ? undefined
      : `"${text.slice(0, 60)}" is no date-time with a zone`,
});

const PARAMETERS = object({
  timeZone: withDefault(string({ check: checkZone }), 'UTC', 'The time zone of the windows, Europe/Berlin.'),
  windows: withDefault(
    array(object({ days: array(oneOf(DAYS), { minItems: 1 }), from: TIME, to: TIME })),
    [],
    'When it may pass; at any time where none is given. The end is not part of a window.',
  ),
  freezes: withDefault(
    array(
      object({
        from: MOMENT,
        to: MOMENT,
        reason: string({ minLength: 1 }),
        environments: optional(array(string()), 'Where it holds; everywhere where left out.'),
      }),
    ),
    [],
    'When nothing passes.',
  ),
});

export const builtin = defineBuiltin({
  id: 'deploy-windows',
  title: 'It passes at a good time',
  summary: 'Objects outside of the windows for deployments, and within a freeze.',
  parameters: PARAMETERS,
  requires: () => [],
  judge: (input, parameters) => {
    const now = Date.parse(input.time);
    const breaches = parameters.freezes
      .filter(({ from, to }) => now >= Date.parse(from) && now < Date.parse(to))
      // Where the environment is not known, a freeze of some environment holds: a gate fails closed.
      .filter(
        ({ environments }) =>
          environments === undefined || input.environment === undefined || environments.includes(input.environment),
      )
      .map(({ reason, to }) => breach('freeze', `Nothing passes until ${to}: ${reason}`, `Wait until ${to}.`));
    if (parameters.windows.length > 0 && !isOpen(now, parameters))
      breaches.push(
        breach(
          'window',
          `${input.time} lies outside of the windows (${shown(parameters)})`,
          'Wait for the next window.',
        ),
      );
    return { breaches };
  },
});

function breach(rule: string, message: string, fix: string): Breach {
  return { rule, message, enforcement: 'deny', severity: 'medium', paths: [['time']], fix };
}

function isOpen(now: number, { windows, timeZone }: ShapeValue<typeof PARAMETERS>): boolean {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(now);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  const day = part('weekday').toLowerCase();
  const time = `${part('hour')}:${part('minute')}`;
  return windows.some(({ days, from, to }) => {
    if (from < to) return days.some((one) => one === day) && time >= from && time < to;
    // Over midnight: it belongs to the day on which it begins.
    const before = DAYS[(DAYS.findIndex((one) => one === day) + 6) % 7];
    return (days.some((one) => one === day) && time >= from) || (days.some((one) => one === before) && time < to);
  });
}

function shown({ windows, timeZone }: ShapeValue<typeof PARAMETERS>): string {
  return `${windows.map(({ days, from, to }) => `${days.join(' ')} ${from}-${to}`).join(', ')} ${timeZone}`;
}

function checkZone(zone: string): string | undefined {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: zone }).format(0);
    return undefined;
  } catch {
    return `"${zone.slice(0, 60)}" is no time zone`;
  }
}
