import { cliErrors } from './errors.ts';
import { GLOBAL_OPTIONS } from './command.ts';
import type { Command, CommandInput, OptionSpec, ParsedOptions } from './command.ts';
import { nearest } from '@sallyport/kernel';

interface Given {
  readonly values: Map<string, string[]>;
  readonly positionals: string[];
}

/**
 * Parses what stands behind the command's name. Options may stand anywhere; `--` ends them; `-o x`, `-ox`, `--o=x` and
 * `--o x` all work; an unknown option names the nearest right one. `-` alone is an argument (standard input).
 */
export function parseArguments(
  name: string,
  command: Command,
  argv: readonly string[],
  env: { readonly [name: string]: string | undefined },
): CommandInput {
  const specs = [...command.options, ...GLOBAL_OPTIONS];
  const given: Given = { values: new Map(), positionals: [] };
  for (let i = 0; i < argv.length; i += 1) {
    const word = argv[i] ?? '';
    if (word === '--') {
      given.positionals.push(...argv.slice(i + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') given.positionals.push(word);
    else i += takeOption({ name, specs, given }, word, argv[i + 1]);
  }
  const extra = given.positionals[command.maxArguments];
  if (extra !== undefined) throw cliErrors.TOO_MANY_ARGUMENTS({ command: name, value: extra });
  return { arguments: given.positionals, options: parsedOptions(specs, given.values, env) };
}

interface Parsing {
  readonly name: string;
  readonly specs: readonly OptionSpec[];
  readonly given: Given;
}

/** Records one option and returns how many further words it used up. */
function takeOption(parsing: Parsing, word: string, following: string | undefined): 0 | 1 {
  const { label, spec, attached } = findOption(parsing, word);
  const values = parsing.given.values.get(spec.name) ?? [];
  parsing.given.values.set(spec.name, values);
  if (spec.value === undefined) {
    if (attached !== undefined) throw cliErrors.OPTION_TAKES_NO_VALUE({ option: label });
    values.push('true');
    return 0;
  }
  const value = attached ?? following;
  if (value === undefined || (attached === undefined && value.startsWith('-') && value.length > 1)) {
    throw cliErrors.OPTION_NEEDS_VALUE({ option: label });
  }
  values.push(...checked(spec, label, value));
  return attached === undefined ? 1 : 0;
}

function findOption(parsing: Parsing, word: string): { label: string; spec: OptionSpec; attached: string | undefined } {
  const long = word.startsWith('--');
  const equals = word.indexOf('=');
  const label = long ? word.slice(0, equals === -1 ? undefined : equals) : word.slice(0, 2);
  const spec = parsing.specs.find((candidate) =>
    long ? candidate.name === label.slice(2) : candidate.short === label.slice(1),
  );
  if (spec === undefined) {
    const near = nearest(
      label.replace(/^-+/, ''),
      parsing.specs.map((candidate) => candidate.name),
    );
    const hint = near === undefined ? `See sallyport ${parsing.name} --help.` : `Did you mean --${near}?`;
    throw cliErrors.UNKNOWN_OPTION({ command: parsing.name, name: label, hint });
  }
  if (long) return { label, spec, attached: equals === -1 ? undefined : word.slice(equals + 1) };
  return { label, spec, attached: word.length > 2 ? word.slice(2).replace(/^=/, '') : undefined };
}

function checked(spec: OptionSpec, label: string, value: string): string[] {
  const values = spec.many === true ? value.split(',').filter((part) => part !== '') : [value];
  const wrong = spec.choices === undefined ? undefined : values.find((part) => !spec.choices?.includes(part));
  if (wrong !== undefined) throw wrongValue(label, wrong, spec.choices ?? []);
  return values;
}

/** The error for a value that is none of `choices`, with the one that may have been meant. */
export function wrongValue(option: string, value: string, choices: readonly string[]): Error {
  const near = nearest(value, choices);
  const allowed = choices.join(', ') + (near === undefined ? '' : ` (did you mean ${near}?)`);
  return cliErrors.OPTION_VALUE({ option, value, allowed });
}

function parsedOptions(
  specs: readonly OptionSpec[],
  given: ReadonlyMap<string, readonly string[]>,
  env: { readonly [name: string]: string | undefined },
): ParsedOptions {
  // All are read at once, so that a wrong value in the environment is refused even where nobody asks for it.
  const all = new Map(specs.map((spec) => [spec.name, given.get(spec.name) ?? fromEnvironment(spec, env)]));
  const read = (name: string): readonly string[] => all.get(name) ?? [];
  return { flag: (name) => read(name).length > 0, text: (name) => read(name).at(-1), list: read };
}

function fromEnvironment(spec: OptionSpec, env: { readonly [name: string]: string | undefined }): readonly string[] {
  const value = spec.env === undefined ? undefined : env[spec.env];
  if (spec.env === undefined || value === undefined || value === '') return [];
  if (spec.value === undefined) return value === '0' || value === 'false' ? [] : ['true'];
  return checked(spec, spec.env, value);
}
