/** What a shell script runs, as a flat list: rules ask which commands there are, rarely how they nest. */
export interface ShellScript {
  /** Every simple command in the order of the text, those in substitutions before the command that they stand in. */
  readonly commands: readonly ShellCommand[];
  /** Whether the text could be read to its end: no quote, substitution or here-document is left open. */
  readonly complete: boolean;
}

/** What stands before a command: nothing, an operator, or the end of a line. */
export type ShellConnector = '' | '&&' | '||' | ';' | '&' | '|' | '\n';

export interface ShellCommand {
  /** The name and the arguments. Empty where there are only assignments or redirections. */
  readonly words: readonly ShellWord[];
  /** `NAME=value` before the name. */
  readonly assignments: readonly ShellWord[];
  readonly redirects: readonly ShellRedirect[];
  readonly connector: ShellConnector;
  /** Commands of one pipeline have the same number. */
  readonly pipeline: number;
  /** Whether it stands in `$(...)`, backquotes or `<(...)`. */
  readonly substitution: boolean;
  readonly start: number;
  readonly end: number;
}

export interface ShellWord {
  /** Without quotes and escapes; expansions stay as they are written. */
  readonly text: string;
  /** As it is written. */
  readonly raw: string;
  /** Whether `text` is what the command gets: no variable, substitution or pattern. */
  readonly literal: boolean;
  /** Whether any of it stands in quotes. */
  readonly quoted: boolean;
  readonly start: number;
  readonly end: number;
}

export interface ShellRedirect {
  /** `>`, `>>`, `<`, `<<`, `<<<`, `>&`, `&>` and the like, without the number before it. */
  readonly operator: string;
  readonly fd: number | undefined;
  readonly target: ShellWord | undefined;
  /** The text of a here-document, where it stands in the script. */
  readonly heredoc: string | undefined;
}
