import type { Sighting } from '@sallyport/findings';

import type { LayerFacts, RiskyMode } from '../layers/facts.ts';
import type { MergedLayers } from '../merge/merge-layers.ts';
import type { ImageOrigins } from '../merge/origin.ts';
import { ofRule } from '../rules.ts';

/** Most findings of one kind; the rest is counted in a last one. */
const MOST = 50;
/** Folders that are for everyone by their nature. */
const FOR_ALL = /^(?:dev|proc|sys|run|tmp|var\/(?:tmp|run|lock))(?:\/|$)/;

interface Placed extends RiskyMode {
  readonly layer: string | undefined;
}

/** CIS Docker 4.8 and world-writable files, of what is seen in the image at the end. */
export function checkModes(layers: readonly LayerFacts[], merged: MergedLayers, origins: ImageOrigins): Sighting[] {
  const seen: Placed[] = layers.flatMap(({ modes }, layer) =>
    modes
      .filter(({ path }) => merged.isSeen(path, layer) && !FOR_ALL.test(path))
      .map((mode) => ({ ...mode, layer: origins.layers[layer]?.digest })),
  );
  const setuid = seen.filter(({ kind }) => kind === 'setuid' || kind === 'setgid');
  const ofDistribution = setuid.filter(({ path }) => merged.isOwned(path));
  const own = setuid.filter(({ path }) => !merged.isOwned(path));
  const writable = seen.filter(({ kind }) => kind === 'world-writable-file' || kind === 'world-writable-folder');
  return [
    ...own.slice(0, MOST).map((each) => sightingOf('setuid-file', each)),
    ...writable.slice(0, MOST).map((each) => sightingOf('world-writable', each)),
    ...distributionSighting(ofDistribution),
  ];
}

function sightingOf(rule: 'setuid-file' | 'world-writable', { path, layer, mode, kind }: Placed): Sighting {
  const what = kind.endsWith('folder') ? 'folder' : 'file';
  return {
    ...ofRule(rule),
    message: `The ${what} /${path} has the mode ${mode.toString(8)}.`,
    location: layer === undefined ? { path } : { path, layer },
    anchor: path,
  };
}

function distributionSighting(found: readonly Placed[]): Sighting[] {
  const [first] = found;
  if (first === undefined) return [];
  const names = found.map(({ path }) => `/${path}`);
  return [
    {
      ...ofRule('setuid-of-distribution'),
      message: `${found.length} programs of the distribution run with their owner's rights: ${names.slice(0, 6).join(', ')}${names.length > 6 ? ', …' : ''}.`,
      location: first.layer === undefined ? { path: first.path } : { path: first.path, layer: first.layer },
      anchor: 'distribution',
      details: { files: names.slice(0, 200) },
    },
  ];
}
