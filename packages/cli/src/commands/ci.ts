import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { nearest, systemCode } from '@sallyport/kernel';

import type { PipelinePlan, Platform } from '../ci/pipeline.ts';
import { platforms } from '../ci/platforms/list.ts';
import type { Command, CommandInput } from '../command.ts';
import { cliErrors } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { VERSION } from '../version.ts';

const NAMES = platforms.map(({ id }) => id).join('|');
const EXAMPLE = 'sallyport ci init github';
/** Names of branches and gates go into scripts: nothing that a shell or YAML would read otherwise. */
const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/;

export const command: Command = {
  usage: `ci init ${NAMES}`,
  description:
    "Writes a pipeline for this repository: on a change only what it brings counts, on the main branch everything, and results are\nshown in the platform's own way. Where sallyport.yaml defines a gate, it decides on changes, by the policies of the main branch.\nWhat runs is pinned to a commit where one is known, and marked where not.",
  options: [
    { name: 'branch', value: 'NAME', summary: 'The main branch (default: the one of origin, else main).' },
    {
      name: 'gate',
      value: 'NAME',
      summary: 'The gate that decides on changes (default: merge, or the only one there is).',
    },
    { name: 'print', summary: 'Print the pipeline and write nothing.' },
    { name: 'force', summary: 'Replace a file that is already there.' },
  ],
  maxArguments: 2,
  examples: [
    { line: EXAMPLE, what: 'writes .github/workflows/sallyport.yml' },
    { line: 'sallyport ci init gitlab --print', what: 'to put into a pipeline that is there already' },
    { line: 'sallyport ci init jenkins --gate merge --branch trunk', what: 'with a gate and another main branch' },
  ],
  async run(input, io) {
    const platform = await platformOf(input);
    const plan = await planOf(input, io);
    const text = platform.write(plan);
    if (input.options.flag('print')) {
      await io.out(text);
      return EXIT.fine;
    }
    const path = join(io.cwd, platform.path);
    if (existsSync(path) && !input.options.flag('force'))
      throw cliErrors.FILE_EXISTS({
        path: platform.path,
        next: 'Print it with --print, or replace the file with --force.',
      });
    write(path, text, platform.path);
    await io.out([`Wrote ${platform.path} for ${platform.title}.`, ...remarks(plan, platform), ''].join('\n'));
    return EXIT.fine;
  },
};

async function platformOf(input: CommandInput): Promise<Platform> {
  const [verb, name] = input.arguments;
  if (verb !== 'init' || name === undefined)
    throw cliErrors.MISSING_ARGUMENT({ command: 'ci', what: `init and one of ${NAMES}`, example: EXAMPLE });
  const listing = platforms.find(({ id }) => id === name);
  if (listing === undefined) {
    const meant = nearest(
      name,
      platforms.map(({ id }) => id),
    );
    throw cliErrors.MISSING_ARGUMENT({
      command: 'ci init',
      what: `one of ${NAMES}, not "${name}"`,
      example: meant === undefined ? EXAMPLE : `sallyport ci init ${meant}`,
    });
  }
  return (await listing.load()).platform;
}

async function planOf({ options }: CommandInput, io: Io): Promise<PipelinePlan> {
  const branch = plain('--branch', options.text('branch') ?? mainBranch(io.cwd));
  const gate = await gateOf(options.text('gate'), io);
  return { version: VERSION, branch, gate: gate === undefined ? undefined : plain('--gate', gate) };
}

function plain(option: string, value: string): string {
  if (!PLAIN_NAME.test(value))
    throw cliErrors.OPTION_VALUE({ option, value, allowed: 'letters, digits, dots, dashes and slashes' });
  return value;
}

/** The branch that origin's HEAD names, as git keeps it after a clone. */
function mainBranch(folder: string): string {
  try {
    const head = readFileSync(join(folder, '.git', 'refs', 'remotes', 'origin', 'HEAD'), 'utf8');
    return /^ref: refs\/remotes\/origin\/(?<branch>\S+)/.exec(head)?.groups?.['branch'] ?? 'main';
  } catch {
    return 'main';
  }
}

async function gateOf(given: string | undefined, io: Io): Promise<string | undefined> {
  if (given !== undefined) plain('--gate', given);
  const { loadConfig } = await import('../scan/config.ts');
  const config = await loadConfig(io.cwd, undefined, io.cwd);
  const names = Object.keys(config.gates);
  if (given !== undefined && !names.includes(given)) throw noGate(given, names, config.path);
  if (given !== undefined) return given;
  if (names.includes('merge')) return 'merge';
  return names.length === 1 ? names[0] : undefined;
}

/** A pipeline with a gate that is not there would fail at every change. */
function noGate(name: string, names: readonly string[], path: string | undefined): Error {
  const hint =
    names.length === 0
      ? 'Define it under gates in sallyport.yaml first.'
      : `Did you mean ${nearest(name, names) ?? names.join(' or ')}?`;
  return cliErrors.NO_GATE({ name, where: path ?? 'this folder', hint });
}

function write(path: string, text: string, shown: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (error) {
    throw cliErrors.OUTPUT_FAILED({ path: shown, reason: systemCode(error) ?? 'unknown' }, { cause: error });
  }
}

function remarks(plan: PipelinePlan, platform: Platform): string[] {
  const decides =
    plan.gate === undefined
      ? 'sallyport.yaml defines no gate: new findings of high severity fail a change. With a gate, run this again with --force.'
      : `The gate ${plan.gate} decides on changes, by the policies of ${plan.branch}.`;
  return [decides, ...platform.next].map((line) => `- ${line}`);
}
