import { GLOBAL_OPTIONS } from '../command.ts';
import type { Command, OptionSpec } from '../command.ts';
import { cliErrors } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { commands } from './list.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

interface Described {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly OptionSpec[];
  /** For each argument the words that it may be: `update` and `status` of db. Ends at the first that may be anything. */
  readonly words: readonly (readonly string[])[];
}

export const command: Command = {
  usage: 'completion bash|zsh|fish',
  description: 'Prints the completion script for your shell: commands, their options and the values that these take.',
  options: [],
  maxArguments: 1,
  examples: [
    { line: 'sallyport completion bash > ~/.local/share/bash-completion/completions/sallyport', what: 'for bash' },
    { line: 'sallyport completion zsh > "${fpath[1]}/_sallyport"', what: 'for zsh' },
    { line: 'sallyport completion fish > ~/.config/fish/completions/sallyport.fish', what: 'for fish' },
  ],
  async run(input, io) {
    const shell = SHELLS.find((name) => name === input.arguments[0]);
    if (shell === undefined) {
      throw cliErrors.MISSING_ARGUMENT({
        command: 'completion',
        what: `a shell, one of ${SHELLS.join(', ')}`,
        example: 'sallyport completion bash',
      });
    }
    const described = await Promise.all(
      commands.map(async ({ name, summary, load }) => {
        const { command: loaded } = await load();
        return { name, summary, options: [...loaded.options, ...GLOBAL_OPTIONS], words: wordsOf(loaded.usage) };
      }),
    );
    await io.out({ bash, zsh, fish }[shell](described));
    return EXIT.fine;
  },
};

/** From `ci init github|gitlab`: [[init], [github, gitlab]]. */
function wordsOf(usage: string): string[][] {
  const [, ...rest] = usage.split(' ');
  const end = rest.findIndex((word) => !/^[a-z]+(?:\|[a-z]+)*$/.test(word));
  return rest.slice(0, end === -1 ? undefined : end).map((word) => word.split('|'));
}

function bash(described: readonly Described[]): string {
  const cases = described.map(
    (one) =>
      `    ${one.name}) options="${one.options.map((option) => `--${option.name}`).join(' ')}" words=(${one.words.map((words) => `"${words.join(' ')}"`).join(' ')}) ;;`,
  );
  const values = choices(described).map(
    ([name, words]) => `    "${name}") COMPREPLY=($(compgen -W "${words}" -- "$current")); return ;;`,
  );
  return `_sallyport() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" options="" words=()
  # bash takes --name=value for three words.
  [ "$current" = "=" ] && current=""
  [ "$previous" = "=" ] && previous="\${COMP_WORDS[COMP_CWORD-2]}"
  case "\${COMP_WORDS[1]} $previous" in
${values.join('\n')}
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${described.map((one) => one.name).join(' ')} help --version --help" -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
  esac
  case "$current" in
    -*) COMPREPLY=($(compgen -W "$options" -- "$current")); return ;;
  esac
  case "\${words[COMP_CWORD-2]}" in
    ?*) COMPREPLY=($(compgen -W "\${words[COMP_CWORD-2]}" -- "$current")) ;;
    *) COMPREPLY=($(compgen -f -- "$current")) ;;
  esac
}
complete -o filenames -F _sallyport sallyport
`;
}

function zsh(described: readonly Described[]): string {
  const cases = described.map((one) => {
    const options = one.options.map(
      (option) =>
        `      '--${option.name}${option.value === undefined ? '' : '='}[${plain(option.summary)}]${zshValue(option)}'`,
    );
    return `    ${one.name}) _arguments \\\n${[...options, ...one.words.map((words, index) => `      '${index + 1}:what:(${words.join(' ')})'`)].join(' \\\n')} \\\n      '*:file:_files' ;;`;
  });
  const names = described.map((one) => `    '${one.name}:${plain(one.summary)}'`);
  return `#compdef sallyport
_sallyport() {
  local -a commands
  commands=(
${names.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local name=$words[2]
  shift words; (( CURRENT-- ))
  case $name in
${cases.join('\n')}
  esac
}
_sallyport "$@"
`;
}

function zshValue(option: OptionSpec): string {
  if (option.value === undefined) return '';
  return option.choices === undefined ? `:${option.value}:_files` : `:${option.value}:(${option.choices.join(' ')})`;
}

function fish(described: readonly Described[]): string {
  const lines = described.flatMap((one) => [
    `complete -c sallyport -n __fish_use_subcommand -a ${one.name} -d '${plain(one.summary)}'`,
    ...one.words.map(
      (words) =>
        `complete -c sallyport -n '__fish_seen_subcommand_from ${one.name}; and not __fish_seen_subcommand_from ${words.join(' ')}' -x -a '${words.join(' ')}'`,
    ),
    ...one.options.map((option) => {
      const takes =
        option.value === undefined ? '' : option.choices === undefined ? ' -r' : ` -x -a '${option.choices.join(' ')}'`;
      const short = option.short === undefined ? '' : ` -s ${option.short}`;
      return `complete -c sallyport -n '__fish_seen_subcommand_from ${one.name}' -l ${option.name}${short}${takes} -d '${plain(option.summary)}'`;
    }),
  ]);
  return `${lines.join('\n')}\n`;
}

/** The options with a closed set of values, as `scan --format`: commands differ in what they take. */
function choices(described: readonly Described[]): [string, string][] {
  return described.flatMap(({ name, options }) =>
    options.flatMap((option): [string, string][] =>
      option.choices === undefined ? [] : [[`${name} --${option.name}`, option.choices.join(' ')]],
    ),
  );
}

/** A summary without the characters that a shell's quoting or zsh's brackets would trip over. */
function plain(text: string): string {
  return text.replaceAll(/['"`$\\[\]:]/g, '');
}
