import type { ExitCode } from './exit-codes.ts';
import type { Io } from './io.ts';

/** One option of a command; `--help`, parsing and shell completion are made from it. */
export interface OptionSpec {
  /** Without the dashes: `fail-on`. */
  readonly name: string;
  /** One letter: `o` for `-o`. */
  readonly short?: string;
  readonly summary: string;
  /** What stands for the value in help; an option without it is a switch. */
  readonly value?: string;
  /** The only values allowed. */
  readonly choices?: readonly string[];
  /** May be given several times; a comma also separates values. */
  readonly many?: boolean;
  /** Environment variable that stands for the option where it is not given: SALLYPORT_FAIL_ON. */
  readonly env?: string;
}

/** A command as it stands in `list.ts`: enough for help, loaded when it runs. */
export interface CommandListing {
  readonly name: string;
  readonly summary: string;
  /** Commands are shown under these headings. */
  readonly group: 'Find' | 'Decide' | 'Prove' | 'Help';
  load(): Promise<{ readonly command: Command }>;
}

export interface Command {
  /** How it is called, after `sallyport `: `scan [TARGET]`. */
  readonly usage: string;
  /** What it does, in a few sentences. */
  readonly description: string;
  readonly options: readonly OptionSpec[];
  /** Most positional arguments; anything beyond is wrong usage. */
  readonly maxArguments: number;
  readonly examples: readonly { readonly line: string; readonly what: string }[];
  run(input: CommandInput, io: Io): Promise<ExitCode>;
}

export interface CommandInput {
  readonly arguments: readonly string[];
  readonly options: ParsedOptions;
}

/** Options by name, with flag before environment. */
export interface ParsedOptions {
  flag(name: string): boolean;
  text(name: string): string | undefined;
  list(name: string): readonly string[];
}

/** Options that every command has. */
export const GLOBAL_OPTIONS: readonly OptionSpec[] = [
  { name: 'help', short: 'h', summary: 'Show this help.' },
  {
    name: 'color',
    value: 'WHEN',
    choices: ['auto', 'always', 'never'],
    summary: 'Colour output: auto, always or never.',
  },
  { name: 'verbose', short: 'v', summary: 'Say more on standard error.' },
];
