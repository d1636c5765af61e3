import { updateCommand } from '../match/commands.ts';
import type { Edit, Proposal } from './edit.ts';
import type { Wanted } from './plan.ts';

/** Raises the `require` line; Go then takes the highest version that anything asks for. */
export function proposeGo({ package: found, version }: Wanted, textOf: (path: string) => string | undefined): Proposal {
  const target = `v${version.replace(/^v/, '')}`;
  const what = `${found.name} to ${target}`;
  if (found.name === 'stdlib' || found.name === 'toolchain')
    return { kind: 'none', what: `Go to ${version}`, reason: 'the version of Go comes from the toolchain that builds' };
  const isReplaced = found.declared?.group === 'replace';
  const edit = placeOfVersion(isReplaced ? found.declared?.location : found.location, found.version, textOf);
  if (edit !== undefined) return { kind: 'edit', what, edit: { ...edit, text: target }, after: 'go mod tidy' };
  return { kind: 'command', what, command: updateCommand(found, version) ?? 'go mod tidy' };
}

function placeOfVersion(
  location: Wanted['package']['location'],
  version: string | undefined,
  textOf: (path: string) => string | undefined,
): Edit | undefined {
  const text = location === undefined ? undefined : textOf(location.path);
  if (location?.range === undefined || text === undefined || version === undefined) return undefined;
  const { start, end } = location.range;
  const line = text.slice(start.offset, end.offset);
  const written = `v${version.replace(/^v/, '')}`;
  const at = line.lastIndexOf(` ${written}`);
  // What is replaced is moved where it is replaced: there the version stands behind the arrow.
  if (at < 0 || at < line.indexOf('=>')) return undefined;
  const from = start.offset + at + 1;
  return { path: location.path, start: from, end: from + written.length, text: written };
}
