import { statSync } from 'node:fs';
import { dirname, extname, resolve } from 'node:path';

import type { ScanResult } from '@sallyport/findings';
import { REPORT_FORMATS } from '@sallyport/reports';
import type { RenderOptions } from '@sallyport/reports';

import type { ParsedOptions } from '../command.ts';
import { cliErrors } from '../errors.ts';
import type { Io } from '../io.ts';
import { wrongValue } from '../parse.ts';

/** One report to write: a format, and a file or (without one) standard output. */
export interface Output {
  readonly format: string;
  readonly path?: string;
}

const BY_ENDING: { readonly [ending: string]: string } = {
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.sarif': 'sarif',
  '.xml': 'junit',
  '.md': 'markdown',
  '.html': 'html',
  '.txt': 'table',
};

/**
 * The reports that `--format`, `--json` and `-o` ask for. Standard output gets the `--format`, a table where none is named;
 * nothing when `--quiet` and no format is named. `configured` is the format of the configuration, which both outrank.
 */
export function chosenOutputs(options: ParsedOptions, configured?: string): Output[] {
  const quiet = options.flag('quiet');
  const named = options.flag('json') ? 'json' : (options.text('format') ?? (quiet ? undefined : configured));
  const toFiles = options.list('output').map(parseOutput);
  const toStdout = named === undefined && quiet ? [] : [{ format: known(named ?? 'table', '--format') }];
  return [...toFiles, ...toStdout];
}

function parseOutput(text: string): Output {
  const equals = text.indexOf('=');
  if (equals > 0) return { format: known(text.slice(0, equals), '-o'), path: text.slice(equals + 1) };
  const format = BY_ENDING[extname(text)];
  if (format === undefined)
    throw cliErrors.OPTION_VALUE({ option: '-o', value: text, allowed: 'FORMAT=FILE, for example sarif=scan.sarif' });
  return { format, path: text };
}

function known(format: string, option: string): string {
  const ids = REPORT_FORMATS.map((candidate) => candidate.id);
  if (ids.includes(format)) return format;
  throw wrongValue(option, format, ids);
}

/**
 * Looks whether the files can be there at all, before anything is scanned: throws CLI_OUTPUT_PLACE for a folder that is not
 * there, a folder in place of the file, and a file that is named twice.
 */
export function checkOutputPlaces(outputs: readonly Output[], cwd: string): void {
  const seen = new Set<string>();
  for (const { path } of outputs) {
    if (path === undefined) continue;
    const absolute = resolve(cwd, path);
    const refuse = (reason: string): Error => cliErrors.OUTPUT_PLACE({ path: absolute, reason });
    if (path === '' || isFolder(absolute) === true) throw refuse('it is a folder');
    if (isFolder(dirname(absolute)) !== true) throw refuse('the folder does not exist');
    if (seen.has(absolute)) throw refuse('two reports would go there');
    seen.add(absolute);
  }
}

function isFolder(path: string): boolean | undefined {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory();
}

/** Writes every report: files first, whole or not at all, then standard output. */
export async function writeOutputs(
  outputs: readonly Output[],
  result: ScanResult,
  options: RenderOptions,
  io: Io,
): Promise<void> {
  for (const output of outputs) {
    const format = REPORT_FORMATS.find((candidate) => candidate.id === output.format);
    if (format === undefined) continue;
    const { render } = await format.load();
    if (output.path === undefined) {
      for (const chunk of render(result, options)) await io.out(chunk);
    } else {
      const { writeWhole } = await import('./write-file.ts');
      await writeWhole(resolve(io.cwd, output.path), render(result, { ...options, colour: false }));
    }
  }
}
