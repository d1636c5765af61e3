import type { ShellScript } from '../shell/ast.ts';
import type { Source } from '../source.ts';

interface Placed {
  readonly start: number;
  readonly end: number;
}

export interface Dockerfile {
  readonly source: Source;
  /** `# escape=`, `# syntax=`, `# check=` at the head of the file. */
  readonly directives: readonly DockerDirective[];
  readonly comments: readonly DockerComment[];
  readonly instructions: readonly DockerInstruction[];
  /** What Docker would refuse; the rest of the file is read all the same. */
  readonly problems: readonly DockerProblem[];
}

export interface DockerDirective extends Placed {
  /** In small letters. */
  readonly name: string;
  readonly value: string;
}

export interface DockerComment extends Placed {
  /** Behind the `#`, without blanks around. */
  readonly text: string;
}

export interface DockerProblem extends Placed {
  readonly message: string;
}

/** A word of an instruction. */
export interface DockerWord extends Placed {
  /** As it is written, joined lines joined. */
  readonly raw: string;
  /** Without quotes and escapes; variables stay as they are written. */
  readonly text: string;
}

export interface DockerFlag extends Placed {
  /** Without the dashes: `mount` of `--mount=type=cache`. */
  readonly name: string;
  readonly value: string | undefined;
}

export interface DockerPair extends Placed {
  readonly key: DockerWord;
  /** Undefined where there is none (`ARG name`). */
  readonly value: DockerWord | undefined;
}

export interface DockerHeredoc extends Placed {
  readonly name: string;
  /** Whether variables in it are replaced: its word is not quoted. */
  readonly expand: boolean;
  /** The text between its lines; of `<<-` without leading tabs. `start` and `end` are those of the text as written. */
  readonly content: string;
}

export interface DockerInstruction extends Placed {
  /** In capitals. Of `ONBUILD RUN` it is `ONBUILD`, and the instruction stands in `inner`. */
  readonly keyword: string;
  readonly keywordEnd: number;
  /** Which build stage it belongs to, from 0; -1 before the first FROM. */
  readonly stage: number;
  readonly flags: readonly DockerFlag[];
  /** What follows the keyword and the flags, lines joined. */
  readonly argument: string;
  readonly words: readonly DockerWord[];
  /** Whether the argument is a JSON array (the exec form); `words` are then its strings. */
  readonly json: boolean;
  /** Of ENV, LABEL and ARG. */
  readonly pairs: readonly DockerPair[];
  readonly heredocs: readonly DockerHeredoc[];
  /** The commands of RUN, CMD, ENTRYPOINT and HEALTHCHECK in the shell form, where the shell is a POSIX one. */
  readonly script: ShellScript | undefined;
  /** The instruction of ONBUILD, and the CMD of HEALTHCHECK. */
  readonly inner: DockerInstruction | undefined;
}
