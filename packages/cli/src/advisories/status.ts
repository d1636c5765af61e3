import { databaseStatus } from '@sallyport/advisories';
import type { PartitionStatus } from '@sallyport/advisories';
import { visibleText } from '@sallyport/reports';

import type { CommandInput } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { locateAdvisories } from './locate.ts';
import { sizeText } from './size-text.ts';

/** `sallyport db status`: exit 3 where there is nothing, 6 where a file is damaged or gone. */
export async function runStatus(input: CommandInput, io: Io): Promise<ExitCode> {
  const { root } = await locateAdvisories(input, io);
  const wanted = new Set(input.arguments.slice(1).map((name) => name.toLowerCase()));
  const all = databaseStatus({ root, clock: io.clock, verify: input.options.flag('verify') });
  const shown = wanted.size === 0 ? all : all.filter(({ pointer }) => wanted.has(pointer.name.toLowerCase()));
  if (input.options.flag('json')) await io.out(`${JSON.stringify({ root, partitions: shown }, undefined, 2)}\n`);
  else await io.out(shown.length === 0 ? '' : tableOf(shown));
  if (shown.length === 0) {
    io.err(`There are no advisories in ${visibleText(root)}. To fetch some: sallyport db update npm PyPI\n`);
    return EXIT.nothing;
  }
  return shown.some(({ state }) => state !== 'sound') ? EXIT.incomplete : EXIT.fine;
}

const HEAD = ['name', 'entries', 'newest', 'checked', 'size', 'state', 'source'];

function tableOf(all: readonly PartitionStatus[]): string {
  const rows = [HEAD, ...all.map(rowOf)];
  const widths = HEAD.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

function rowOf({ pointer, ageMs, isOld, state }: PartitionStatus): string[] {
  const days = Math.floor(ageMs / 86_400_000);
  const age = isOld ? `OLD (${days} days): db update ${pointer.name}` : 'current';
  const wrong = state === 'missing file' ? 'MISSING FILE' : 'DAMAGED';
  return [
    pointer.name,
    pointer.count.toLocaleString('en-US'),
    // Some sources write the year 1 for every record.
    pointer.newest === '' || pointer.newest.startsWith('0001') ? '-' : pointer.newest.slice(0, 10),
    pointer.checkedAt.slice(0, 10),
    sizeText(pointer.sizeBytes),
    state === 'sound' ? age : `${wrong}: db update ${pointer.name}`,
    pointer.source,
  ].map((cell) => visibleText(cell));
}
