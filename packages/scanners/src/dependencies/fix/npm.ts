import { parseRange, satisfies } from '@sallyport/inventory';
import type { Package } from '@sallyport/inventory';

import { isBerry } from '../match/commands.ts';
import type { Proposal } from './edit.ts';
import { forceEdit } from './force.ts';
import type { Wanted } from './plan.ts';
import { placeOfRange } from './range-edit.ts';

const INSTALL: Readonly<Record<string, string>> = {
  'yarn.lock': 'yarn install',
  'pnpm-lock.yaml': 'pnpm install',
  'bun.lock': 'bun install',
};

/** Raises what the manifest asks for; for what another package brings, forces a version within the same major one. */
export async function proposeNpm(wanted: Wanted, textOf: (path: string) => string | undefined): Promise<Proposal> {
  const { package: found, version } = wanted;
  const what = `${found.name} to ${version}`;
  const after = INSTALL[fileOf(found)] ?? 'npm install';
  if (wanted.isAllowed) return { kind: 'command', what, command: renewCommand(found) };
  if (found.declared === undefined) return proposeOverride(wanted, textOf, after);
  const { head = '', range = '' } = ALIAS.exec(found.declared.range)?.groups ?? {};
  const allowed = parseRange('npm', range);
  if (allowed === undefined) return { kind: 'none', what, reason: `${found.declared.range} is no range of versions` };
  if (satisfies(allowed, version)) return { kind: 'command', what, command: renewCommand(found) };
  const place = placeOfRange(found, textOf);
  if (place === undefined) return { kind: 'none', what, reason: 'the manifest that asks for it cannot be read' };
  return { kind: 'edit', what, edit: { ...place, text: `${head}${raised(range, version)}` }, after };
}

/** A range, or one behind the package that an alias stands for. */
const ALIAS = /^(?<head>(?:npm:(?:@[^/@]+\/)?[^/@]+@)?)(?<range>.*)$/s;

function fileOf({ location }: Package): string {
  return location?.path.slice(location.path.lastIndexOf('/') + 1) ?? '';
}

function renewCommand(found: Package): string {
  const file = fileOf(found);
  if (file === 'yarn.lock') return isBerry(found) ? `yarn up -R ${found.name}` : `yarn upgrade ${found.name}`;
  if (file === 'pnpm-lock.yaml')
    return `pnpm update ${found.relation === 'transitive' ? '--depth Infinity ' : ''}${found.name}`;
  return file === 'bun.lock' ? `bun update ${found.name}` : `npm update ${found.name}`;
}

/** `^1.0.0` stays a caret, `~1.0.0` a tilde, `1.0.0` itself; everything else becomes a caret. */
function raised(range: string, version: string): string {
  const form = /^\s*(?<sign>[~^]?)v?\d+\.\d+\.\d+[^\s|]*\s*$/.exec(range)?.groups?.['sign'];
  return `${form ?? '^'}${version}`;
}

const majorOf = (version: string | undefined): string =>
  /^v?(?<major>0\.\d+|\d+)/.exec(version ?? '')?.groups?.['major'] ?? '';

/** Where each package manager takes forced versions from. */
const FORCED: Readonly<Record<string, readonly string[]>> = {
  'yarn.lock': ['resolutions'],
  'pnpm-lock.yaml': ['pnpm', 'overrides'],
};

async function proposeOverride(
  { package: found, version }: Wanted,
  textOf: (path: string) => string | undefined,
  after: string,
): Promise<Proposal> {
  const what = `${found.name} to ${version}`;
  if (majorOf(found.version) !== majorOf(version))
    return {
      kind: 'none',
      what,
      reason: `it comes with another package, and ${version} is another major version than ${found.version ?? ''}: move what brings it`,
    };
  const lock = found.location?.path ?? '';
  const path = `${lock.slice(0, lock.lastIndexOf('/') + 1)}package.json`;
  const text = textOf(path);
  const force = { path, keys: FORCED[fileOf(found)] ?? ['overrides'], name: found.name, value: `^${version}` };
  if (text === undefined) return { kind: 'none', what, reason: `there is no ${path} to force a version in` };
  if ((await forceEdit(text, force)) === undefined)
    return { kind: 'none', what, reason: `${path} already forces something else for it` };
  return { kind: 'force', what, force, after };
}
