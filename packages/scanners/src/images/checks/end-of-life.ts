import type { Sighting } from '@sallyport/findings';
import type { OperatingSystem } from '@sallyport/inventory';

import { endOfLife } from '../analysers/os/end-of-life.ts';
import { ofRule } from '../rules.ts';

/** Whether the system's support has ended, and a word for the coverage on when it ends. */
export function checkEndOfLife(
  system: OperatingSystem | undefined,
  place: { readonly path: string; readonly layer?: string },
  now: number,
): { readonly sightings: readonly Sighting[]; readonly note: string } {
  if (system === undefined) return { sightings: [], note: 'No file says which operating system this is.' };
  const name = system.name ?? `${system.id} ${system.version}`;
  const end = endOfLife(system);
  if (end === undefined) return { sightings: [], note: `${name}: when its support ends is not known here.` };
  if (Date.parse(`${end}T23:59:59Z`) >= now) return { sightings: [], note: `${name}, supported until ${end}.` };
  const message = `${name} has had no security support since ${end}.`;
  const location = place.layer === undefined ? { path: place.path } : { path: place.path, layer: place.layer };
  return { sightings: [{ ...ofRule('end-of-life'), message, location, anchor: system.id }], note: message };
}
