import type { Sighting } from '@sallyport/findings';
import { ecosystemOfOs } from '@sallyport/inventory';
import type { Inventory, Package } from '@sallyport/inventory';
import type { ImageSource, ResolvedImage } from '@sallyport/oci';

import { findVulnerable } from '../dependencies/match/find-vulnerable.ts';
import type { Vulnerable } from '../dependencies/match/find-vulnerable.ts';
import type { ScanContext, ScannerResult } from '../scanner.ts';
import { checkConfig } from './checks/config.ts';
import { checkEndOfLife } from './checks/end-of-life.ts';
import { groupKernelHeaders } from './checks/kernel-headers.ts';
import { checkModes } from './checks/modes.ts';
import { coverageOf } from './coverage-of.ts';
import { placedSecrets, withOrigins } from './decorate.ts';
import { gatherLayers } from './layers/gather.ts';
import type { GatherOptions } from './layers/gather.ts';
import type { ImageInventory } from './merge/inventory-of.ts';
import type { MergedLayers } from './merge/merge-layers.ts';
import { originsOf } from './merge/origin.ts';
import { openPlace, openTarget } from './open-target.ts';
import { readOptions } from './options.ts';
import type { ImageOptions } from './options.ts';
import { readImage } from './read-image.ts';
import { compareSightings, rebasedPackages } from './rebase.ts';
import type { RebaseOutcome } from './rebase.ts';

/** Looks at every layer of an image: what is installed, what of it is vulnerable, secrets, and the image's own configuration. */
export async function scan(context: ScanContext): Promise<ScannerResult> {
  const startedAt = context.clock.monotonic();
  const options = readOptions(context);
  const source = await openTarget(context.target, options.open);
  try {
    return await scanImage(source, options, { ...context, startedAt });
  } finally {
    await source.close();
  }
}

type ImageContext = ScanContext & { readonly startedAt: number };

async function scanImage(source: ImageSource, options: ImageOptions, context: ImageContext): Promise<ScannerResult> {
  const contents = await readImage(source, options, context);
  const { image, look, gathering, gathered, merged, digests, found, inventory } = contents;
  const layers = gathered.facts;
  const base = options.base === undefined ? undefined : await resolvePlace(options.base, options);
  const origins = originsOf(image, look.blank, base);
  const judge = judgeWith(options, context, inventory);
  const vulnerable = await judge(found.packages);
  const rebasing = { options, gathering, layers, origins, found, vulnerable, judge };
  const rebase = options.rebase === undefined ? undefined : await rebaseOf(options.rebase, rebasing);
  const system = checkEndOfLife(found.operatingSystem, systemPlace(merged, digests), context.clock.now());
  const sightings: Sighting[] = [
    ...groupKernelHeaders(vulnerable.sightings),
    ...placedSecrets(layers, merged.isSeen, origins),
    ...checkConfig(image.config, origins, look),
    ...checkModes(layers, merged, origins),
    ...system.sightings,
  ];
  return {
    sightings: withOrigins(sightings, origins, rebase?.outcome),
    suppressions: [{ rules: [], issues: vulnerable.issues }],
    inventory,
    // What a gate is asked about is what the name led to: the index, where there is one.
    resolved: image.indexDigest ?? image.digest,
    coverage: coverageOf({
      image,
      gathered,
      found,
      origins,
      look: options.secrets ? look : undefined,
      state: vulnerable.state,
      notes: [system.note, ...(rebase === undefined ? [] : [rebase.note]), ...vulnerable.notes],
      durationMs: context.clock.monotonic() - context.startedAt,
    }),
  };
}

async function resolvePlace(place: string, options: ImageOptions): Promise<ResolvedImage> {
  const source = await openPlace(place, options.open);
  try {
    return await source.resolve(options.platform);
  } finally {
    await source.close();
  }
}

type Judge = (packages: readonly Package[]) => Promise<Vulnerable>;

/** The same judgement for what is in the image and for what would be in it. */
function judgeWith(options: ImageOptions, context: ScanContext, { subject }: Inventory): Judge {
  const known = { subject, importedOf: () => 'unknown' as const };
  return (packages) => findVulnerable(packages, options.dependencies, context, known);
}

interface Rebasing {
  readonly options: ImageOptions;
  readonly gathering: GatherOptions;
  readonly layers: Awaited<ReturnType<typeof gatherLayers>>['facts'];
  readonly origins: ReturnType<typeof originsOf>;
  readonly found: ImageInventory;
  readonly vulnerable: Vulnerable;
  readonly judge: Judge;
}

/** Works out what a newer base image would mend: its layers are read, the own ones laid over them, and all matched again. */
async function rebaseOf(
  place: string,
  { options, gathering, layers, origins, found, vulnerable, judge }: Rebasing,
): Promise<{ readonly outcome?: RebaseOutcome; readonly note: string }> {
  const baseCount = origins.layers.filter(({ from }) => from === 'base').length;
  if (baseCount === 0) return { note: `What a rebase would mend is not known: ${origins.because}.` };
  const source = await openPlace(place, options.open);
  try {
    const image = await source.resolve(options.platform);
    const { facts } = await gatherLayers(source, image, gathering);
    const ecosystem = found.operatingSystem === undefined ? '' : (ecosystemOfOs(found.operatingSystem) ?? '');
    const after = await judge(rebasedPackages({ layers, baseCount, newBase: facts, ecosystem }));
    const outcome = compareSightings(vulnerable.sightings, after.sightings);
    const more = outcome.added === 0 ? '' : `, and bring ${outcome.added} others`;
    return {
      outcome,
      note: `A rebuild on ${image.name} would mend ${outcome.fixed.size} of ${outcome.before} vulnerabilities${more}.`,
    };
  } finally {
    await source.close();
  }
}

function systemPlace(
  { files }: MergedLayers,
  digests: readonly string[],
): { readonly path: string; readonly layer?: string } {
  const file = files.find(({ facts }) => facts.release?.rank === 2) ?? files.find(({ facts }) => facts.release);
  const layer = digests[file?.layer ?? -1];
  return { path: file?.path ?? 'etc/os-release', ...(layer === undefined ? {} : { layer }) };
}
