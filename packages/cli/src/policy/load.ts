import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';

import { parseDocument, toValue } from '@sallyport/documents';
import { systemCode } from '@sallyport/kernel';
import { formatError, readBundle, readBundleFolder } from '@sallyport/languages/rego';
import type { Bundle, RegoError, RegoOptions, RegoSource, RegoValue } from '@sallyport/languages/rego';
import { bundleOptions, dataAmong, loadData, readInput } from '@sallyport/policy';
import type { InputParts, PolicyFile } from '@sallyport/policy';

import type { CommandInput } from '../command.ts';
import { cliErrors } from '../errors.ts';
import { diskSource } from '../gate/policy-source.ts';
import type { Io } from '../io.ts';

const DATA_FILE = /(?:^|\/)data\.(?:json|ya?ml)$/;

/** Policies and data that a command names. */
export interface LoadedSet {
  readonly files: readonly PolicyFile[];
  readonly modules: readonly RegoSource[];
  readonly options: RegoOptions;
}

/** Reads policies and data. Throws CLI_UNREADABLE_FILE and CLI_DATA_INVALID. */
export async function loadSet(paths: readonly string[], input: CommandInput, io: Io): Promise<LoadedSet> {
  const source = diskSource(io.cwd);
  const read = async (path: string): Promise<readonly PolicyFile[]> => {
    const files = await source.read(path);
    if (files === undefined) throw cliErrors.UNREADABLE_FILE({ path, reason: 'there is nothing' });
    const unread = files.find(({ problem }) => problem !== undefined);
    if (unread?.problem !== undefined) throw cliErrors.UNREADABLE_FILE({ path: unread.path, reason: unread.problem });
    return files;
  };
  const files = (await Promise.all(paths.map(read))).flat();
  const readData = async (path: string): Promise<readonly PolicyFile[]> => {
    const found = dataAmong(await read(path));
    if (found.length === 0) throw cliErrors.UNREADABLE_FILE({ path, reason: 'no data in JSON or YAML is there' });
    return found;
  };
  const named = (await Promise.all(input.options.list('data').map(readData))).flat();
  const bundles = bundlesOf(input, io);
  const start = Object.assign({}, ...bundles.map(({ data: own }) => own)) as Bundle['data'];
  const { data, problems } = await loadData([...files.filter(({ name }) => DATA_FILE.test(name)), ...named], start);
  const [problem] = problems;
  if (problem !== undefined) {
    const { path = 'the data', line = 1 } = problem.place ?? {};
    throw cliErrors.DATA_INVALID({ path, line, problem: problem.message });
  }
  const modules = [
    ...files.filter(({ name }) => name.endsWith('.rego')).map(({ path, text }) => ({ path, text })),
    ...bundles.flatMap(({ modules: own }) => own),
  ];
  return { files, modules, options: { modules, data, clock: io.clock, ...settings(input) } };
}

/** The bundles that are named, archives and folders. Throws CLI_INPUT_INVALID for one that cannot be taken. */
function bundlesOf({ options }: CommandInput, io: Io): Bundle[] {
  const keyPath = options.text('verification-key');
  const key = keyPath === undefined ? undefined : Buffer.from(readBytes(io.cwd, keyPath)).toString('utf8');
  const version = isV0(options) ? ('v0' as const) : undefined;
  const trust = bundleOptions({ ...(key === undefined ? {} : { key }), ...(version === undefined ? {} : { version }) });
  const refuse = (path: string, problem: string): Error =>
    cliErrors.INPUT_INVALID({
      path,
      problem,
      hint: 'Name a bundle as opa build writes it, and the key that it is signed with.',
    });
  if (typeof trust === 'string') throw refuse(keyPath ?? '', trust);
  return options.list('bundle').map((path) => {
    const absolute = resolve(io.cwd, path);
    const isFolder = statSync(absolute, { throwIfNoEntry: false })?.isDirectory() === true;
    const read = isFolder ? readBundleFolder(absolute, trust) : readBundle(readBytes(io.cwd, path), trust);
    if ('errors' in read) throw refuse(path, read.errors.map(formatError).join('; '));
    const modules = read.bundle.modules.map((one) => ({ ...one, path: `${path}/${one.path}` }));
    return { ...read.bundle, modules };
  });
}

function isV0(options: CommandInput['options']): boolean {
  return options.flag('v0') || options.flag('v0-compatible');
}

function settings(input: CommandInput): Pick<RegoOptions, 'version' | 'limits'> {
  const text = input.options.text('timeout-ms');
  return {
    ...(isV0(input.options) ? { version: 'v0' as const } : {}),
    ...(text === undefined ? {} : { limits: { timeMs: wholeNumber('--timeout-ms', text) } }),
  };
}

/** A whole number from 1. Throws CLI_OPTION_VALUE. */
export function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw cliErrors.OPTION_VALUE({ option, value: text, allowed: 'a whole number from 1' });
  return value;
}

/** The value and the documents of `--input`; undefined where it is not given. */
export async function readInputFile(
  input: CommandInput,
  io: Io,
): Promise<{ readonly value: RegoValue; readonly parts: InputParts } | undefined> {
  const path = input.options.text('input');
  if (path === undefined) return undefined;
  const bytes = readBytes(io.cwd, path);
  // Conftest takes JSON of Terraform as it stands.
  const parsed = await parseDocument(path.replace(/\.(?:tf|tofu|tfvars)\.json$/i, '.json'), bytes);
  if (!parsed.ok) {
    const { line, message, next } = parsed.error;
    throw cliErrors.INPUT_INVALID({ path: `${path}:${line}`, problem: message, hint: next });
  }
  const [root] = parsed.documents;
  if (root === undefined)
    throw cliErrors.INPUT_INVALID({ path, problem: 'it holds nothing', hint: 'Name a file with something in it.' });
  return { value: toValue(root, { integers: 'exact' }) as RegoValue, parts: await readInput(path, bytes) };
}

export function readBytes(cwd: string, path: string): Uint8Array {
  try {
    return readFileSync(resolve(cwd, path));
  } catch (error) {
    throw cliErrors.UNREADABLE_FILE({ path, reason: systemCode(error) ?? 'unknown' }, { cause: error });
  }
}

/** The errors of policies, one a line. */
export function tellErrors(errors: readonly RegoError[], io: Io): void {
  for (const error of errors) io.err(`${formatError(error)}\n`);
}

/** Whether JSON is asked for; any other format than text and json is refused. */
export function wantsJson(input: CommandInput): boolean {
  const format = input.options.flag('json') ? 'json' : (input.options.text('format') ?? 'text');
  if (format !== 'json' && format !== 'text')
    throw cliErrors.OPTION_VALUE({ option: '--format', value: format, allowed: 'text, json' });
  return format === 'json';
}
