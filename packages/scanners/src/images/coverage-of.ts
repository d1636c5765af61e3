import { SkipCounter } from '@sallyport/findings';
import type { CoveragePart } from '@sallyport/findings';
import { formatPlatform } from '@sallyport/oci';
import type { ResolvedImage } from '@sallyport/oci';

import { analysers } from './analysers/list.ts';
import { classifiers } from './analysers/executables/classifiers.ts';
import type { Gathered } from './layers/gather.ts';
import type { SecretLook } from './layers/secret-look.ts';
import type { ImageInventory } from './merge/inventory-of.ts';
import type { ImageOrigins } from './merge/origin.ts';
import { imageRules } from './rules.ts';

export interface CoverageFacts {
  readonly image: ResolvedImage;
  readonly gathered: Gathered;
  readonly found: ImageInventory;
  readonly origins: ImageOrigins;
  readonly look: SecretLook | undefined;
  readonly state: Pick<CoveragePart, 'state' | 'reason' | 'mend'>;
  readonly notes: readonly string[];
  readonly durationMs: number;
}

/** What of an image was looked at, what was not, and why. */
export function coverageOf(facts: CoverageFacts): CoveragePart {
  const { gathered, found, image } = facts;
  const skips = new SkipCounter();
  for (const { skipped } of gathered.facts) skips.merge(skipped);
  const sum = (key: 'files' | 'bytes' | 'texts'): number =>
    gathered.facts.reduce((total, { looked }) => total + looked[key], 0);
  return {
    scanner: 'images',
    ...facts.state,
    rules: imageRules.length + analysers.length + classifiers.length + (facts.look?.ruleCount ?? 0),
    looked: {
      layers: image.layers.length,
      files: sum('files'),
      bytes: sum('bytes'),
      texts: sum('texts'),
      packages: found.packages.length,
    },
    skipped: skips.list(),
    notes: [...notesOf(facts), ...facts.notes],
    durationMs: facts.durationMs,
  };
}

function notesOf({ image, gathered, found, origins, look }: CoverageFacts): string[] {
  const count = (from: 'base' | 'own'): number => origins.layers.filter((layer) => layer.from === from).length;
  const base = origins.baseName === undefined ? '' : ` (${origins.baseName})`;
  const border =
    count('base') === 0
      ? `Which layers are the base image's is not known: ${origins.because}.`
      : `${count('base')} layers are the base image's${base}, ${count('own')} are own: ${origins.because}.`;
  return [
    `The image is ${image.digest}${platformText(image)}.`,
    ...(gathered.known === 0
      ? []
      : [`${gathered.known} of ${image.layers.length} layers were known from earlier scans.`]),
    border,
    ...foreignNotes(found),
    ...(found.ownedByOs === 0
      ? []
      : [`${found.ownedByOs} packages of languages belong to packages of the distribution and are judged with these.`]),
    ...(look === undefined ? ['Secrets were not looked for.'] : secretNotes(look)),
  ];
}

function platformText({ config, platforms }: ResolvedImage): string {
  const own = config.platform === undefined ? '' : ` for ${formatPlatform(config.platform)}`;
  return platforms.length < 2 ? own : `${own}; it is there for ${platforms.length} platforms`;
}

function secretNotes({ notes }: SecretLook): string[] {
  return [
    'Secrets are not looked for in what distributions and package managers install, and not in texts of more than 8 MiB.',
    ...notes,
  ];
}

/** Named, since nothing else says that nobody looked after them. */
function foreignNotes({ foreign }: ImageInventory): string[] {
  return [...foreign].map(([vendor, names]) => {
    const shown = `${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}`;
    return `Not covered: ${names.length} packages of ${vendor} (${shown}). The distribution's advisories do not speak of them.`;
  });
}
