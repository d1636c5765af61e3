import type { Io } from '../io.ts';

const AFTER_MS = 1000;
const TERMINAL_EVERY_MS = 100;
const LINES_EVERY_MS = 10_000;

/**
 * Shows how far a scan is, on standard error, once it has taken a second: a bar that redraws itself on a terminal,
 * a line every ten seconds elsewhere. Nothing where `quiet`.
 */
export interface Progress {
  update(scanner: string, done: number, total: number, unit: string): void;
  /** A line of its own, above the bar. */
  say(line: string): void;
  /** Takes the bar away, so that the report stands alone. */
  end(): void;
}

export function createProgress(io: Io, quiet: boolean): Progress {
  const states = new Map<string, string>();
  const started = io.clock.monotonic();
  const live = io.errIsTerminal && io.env['CI'] === undefined;
  const every = live ? TERMINAL_EVERY_MS : LINES_EVERY_MS;
  let next = started + (live ? AFTER_MS : LINES_EVERY_MS);
  let drawn = false;
  return {
    update(scanner, done, total, unit) {
      if (quiet) return;
      const now = io.clock.monotonic();
      if (now < next) return;
      states.set(scanner, `${scanner} ${bar(done, total)}${amount(done, total, unit)}`);
      next = now + every;
      const line = `scanning ${Math.round((now - started) / 1000)} s  ${[...states.values()].join('  ')}`;
      io.err(live ? `\r\u001b[K${line.slice(0, Math.max(20, io.columns - 1))}` : `${line}\n`);
      drawn = live;
    },
    say(line) {
      if (quiet) return;
      io.err(drawn ? `\r\u001b[K${line}\n` : `${line}\n`);
      drawn = false;
    },
    end() {
      if (drawn) io.err('\r\u001b[K');
      drawn = false;
    },
  };
}

function bar(done: number, total: number): string {
  if (total <= 0) return '';
  const filled = Math.round((Math.min(done, total) / total) * 20);
  return `[${'#'.repeat(filled)}${'.'.repeat(20 - filled)}] `;
}

function amount(done: number, total: number, unit: string): string {
  const number = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 0 });
  return total > 0 ? `${number(done)} of ${number(total)} ${unit}` : `${number(done)} ${unit}`;
}
