import type { Clock } from '@sallyport/kernel';

/** What a command may touch of its process; tests pass their own. */
export interface Io {
  readonly env: { readonly [name: string]: string | undefined };
  readonly cwd: string;
  readonly clock: Clock;
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Data: resolves when the text is accepted, so that big reports keep memory bounded. */
  out(text: string): Promise<void>;
  /** Progress, log and errors. */
  err(text: string): void;
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  readonly columns: number;
}

/** Whether text for people is coloured: `--color`, then NO_COLOR and FORCE_COLOR, then whether it goes to a terminal. */
export function wantsColour(io: Io, isTerminal: boolean, flag: string | undefined): boolean {
  if (flag === 'always') return true;
  if (flag === 'never') return false;
  if ((io.env['NO_COLOR'] ?? '') !== '') return false;
  const force = io.env['FORCE_COLOR'] ?? '';
  if (force !== '' && force !== '0') return true;
  return isTerminal && io.env['TERM'] !== 'dumb';
}
