import { join } from 'node:path';

import { visibleText } from '@sallyport/reports';
import { loadFixes } from '@sallyport/scanners';

import type { CommandInput } from '../command.ts';
import { cliErrors } from '../errors.ts';
import type { Io } from '../io.ts';
import type { PerformedScan } from './perform.ts';
import { resolveTarget } from './target.ts';
import { writeWhole } from './write-file.ts';

/** Whether a fix is asked for. Throws CLI_FIX_WITH_FORMAT and CLI_FIX_NEEDS_FOLDER, before anything is scanned. */
export function wantsFix({ options, arguments: [given = '.'] }: CommandInput, io: Io): boolean {
  if (!options.flag('fix') && !options.flag('write')) return false;
  if (options.flag('json') || options.text('format') !== undefined) throw cliErrors.FIX_WITH_FORMAT();
  const { kind } = resolveTarget(given, io.cwd).target;
  if (kind !== 'dir' && kind !== 'git') throw cliErrors.FIX_NEEDS_FOLDER({ target: given });
  return true;
}

/** Prints the proposed edits as one diff, and with `--write` makes them, each file whole. */
export async function proposeFix({ result, inventory }: PerformedScan, input: CommandInput, io: Io): Promise<void> {
  const { root } = resolveTarget(input.arguments[0] ?? '.', io.cwd).target;
  const { proposeFixes } = await loadFixes();
  const { files, diff, notes } = await proposeFixes({ root, findings: result.findings, inventory });
  for (const note of notes) io.err(`${visibleText(note)}\n`);
  await io.out(diff);
  if (!input.options.flag('write')) {
    if (files.length > 0) io.err('Nothing was written. --write makes these edits.\n');
    return;
  }
  for (const { path, after } of files) await writeWhole(join(root, path), [after]);
  if (files.length > 0) io.err(`Written: ${files.map(({ path }) => visibleText(path)).join(', ')}\n`);
}
