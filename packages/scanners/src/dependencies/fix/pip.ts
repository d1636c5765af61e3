import { parseRange, satisfies } from '@sallyport/inventory';

import type { Proposal } from './edit.ts';
import type { Wanted } from './plan.ts';
import { placeOfRange } from './range-edit.ts';
import { updateCommand } from '../match/commands.ts';

/** Raises a requirement in the form in which it is written: pinned stays pinned, a range gets a new lower end. */
export function proposePip(
  { package: found, version }: Wanted,
  textOf: (path: string) => string | undefined,
): Proposal {
  const what = `${found.name} to ${version}`;
  const command = updateCommand(found, version);
  const range = found.declared?.range ?? '';
  if (found.declared === undefined) return byCommand(what, found.relation === 'transitive', command);
  if (allows(range, version))
    return byCommand(what, false, command ?? `pip install --upgrade '${found.name}>=${version}'`);
  const place = placeOfRange(found, textOf);
  if (place === undefined)
    return { kind: 'none', what, reason: 'the requirement does not stand in the manifest as it was read' };
  if (isHashed(found, textOf)) {
    const reason = 'the requirement is pinned by digests, which only pip can make anew (pip-compile --generate-hashes)';
    return { kind: 'none', what, reason };
  }
  return { kind: 'edit', what, edit: { ...place, text: raised(range, version) } };
}

function allows(range: string, version: string): boolean {
  const parsed = range === '' ? undefined : parseRange('PyPI', range);
  return range === '' || (parsed !== undefined && satisfies(parsed, version));
}

function isHashed({ declared }: Wanted['package'], textOf: (path: string) => string | undefined): boolean {
  const { path = '', range } = declared?.location ?? {};
  return textOf(path)?.slice(range?.start.offset, range?.end.offset).includes('--hash') === true;
}

function byCommand(what: string, isTransitive: boolean, command: string | undefined): Proposal {
  if (command !== undefined) return { kind: 'command', what, command };
  const reason = isTransitive ? 'another package brings it, which must allow that version' : 'no manifest asks for it';
  return { kind: 'none', what, reason };
}

/** The range with its form kept. */
function raised(range: string, version: string): string {
  const pinned = /^\s*(?<operator>===?|~=|\^|~)\s*/.exec(range)?.groups?.['operator'];
  if (pinned !== undefined) return range.replace(/^(?<head>\s*(?:===?|~=|\^|~)\s*)[^,;\s]+.*$/, `$<head>${version}`);
  return /^\s*\d/.test(range) ? version : `>=${version}`;
}
