import type { Sighting } from '@sallyport/findings';
import type { JsonValue } from '@sallyport/kernel';

import { anchorOf } from './rebase.ts';
import type { RebaseOutcome } from './rebase.ts';
import type { ImageOrigins, LayerOrigin } from './merge/origin.ts';

/** Adds to findings of an image which layer and step brought them, whether that was the base image's, and whether a rebase mends them. */
export function withOrigins(
  sightings: readonly Sighting[],
  origins: ImageOrigins,
  rebase: RebaseOutcome | undefined,
): Sighting[] {
  const byDigest = new Map(origins.layers.map((origin, index) => [origin.digest, { origin, index }]));
  return sightings.map((sighting) => {
    const known = byDigest.get(sighting.location.layer ?? '');
    if (known === undefined) return sighting;
    const { origin, index } = known;
    const isFixed = rebase?.fixed.has(anchorOf(sighting));
    const image: { [name: string]: JsonValue } = {
      layer: index,
      digest: origin.digest,
      from: origin.from,
      ...(origin.instruction === undefined ? {} : { instruction: origin.instruction }),
      ...(origins.baseName === undefined ? {} : { base: origins.baseName }),
      ...(isFixed === undefined ? {} : { rebaseFixes: isFixed }),
    };
    const step = stepOf(origin, origins.baseName, isFixed);
    const { remediation } = sighting;
    return {
      ...sighting,
      message: `${sighting.message} ${whence(origin, index, origins.baseName)}`,
      details: { ...sighting.details, image },
      tags: origin.from === 'unknown' ? sighting.tags : [...sighting.tags, `${origin.from}-layer`],
      remediation: step === undefined ? remediation : { ...remediation, steps: [...(remediation.steps ?? []), step] },
    };
  });
}

const LONGEST_SHOWN = 80;

/** Where it comes from, in one sentence; layers are counted from 1 here. */
function whence({ from, instruction }: LayerOrigin, index: number, baseName: string | undefined): string {
  if (from === 'base') return `It comes with the base image${baseName === undefined ? '' : ` ${baseName}`}.`;
  if (instruction === undefined) return `Layer ${index + 1} brought it.`;
  const shown = instruction.length > LONGEST_SHOWN ? `${instruction.slice(0, LONGEST_SHOWN)}…` : instruction;
  return `Layer ${index + 1} brought it: ${shown}`;
}

function stepOf(origin: LayerOrigin, baseName: string | undefined, isFixed: boolean | undefined): string | undefined {
  if (isFixed === true) return 'A rebuild on the newer base image mends it.';
  if (origin.from === 'base')
    return `It comes with the base image${baseName === undefined ? '' : ` ${baseName}`}: rebuild on a newer one, or update the package in a step of your own.`;
  return origin.instruction === undefined ? undefined : `The step that brought it: ${origin.instruction}`;
}

/** Secrets of all layers, each with its layer; of one that a later layer deletes or replaces it is said that it is still there. */
export function placedSecrets(
  layers: readonly { readonly secrets: readonly Sighting[] }[],
  isSeen: (path: string, layer: number) => boolean,
  origins: ImageOrigins,
): Sighting[] {
  return layers.flatMap(({ secrets }, layer) =>
    secrets.map((sighting) => {
      const digest = origins.layers[layer]?.digest;
      const location = digest === undefined ? sighting.location : { ...sighting.location, layer: digest };
      if (isSeen(sighting.location.path, layer)) return { ...sighting, location };
      return {
        ...sighting,
        location,
        message: `${sighting.message} A later layer hides the file; who pulls the image gets it all the same.`,
        tags: [...sighting.tags, 'hidden-layer'],
      };
    }),
  );
}
