import type { HistoryStep, ResolvedImage } from '@sallyport/oci';

/** Where a layer comes from: the step of the build that made it, and whether that was the base image's. */
export interface LayerOrigin {
  readonly digest: string;
  /** The instruction, without what builders put around it; undefined where the image does not say. */
  readonly instruction?: string;
  readonly from: 'base' | 'own' | 'unknown';
}

export interface ImageOrigins {
  readonly layers: readonly LayerOrigin[];
  /** The base image's name, where an annotation or a label tells it. */
  readonly baseName?: string;
  /** How the border between base and own was found. */
  readonly because: string;
}

type Image = Pick<ResolvedImage, 'config' | 'layers'> & {
  readonly manifest?: Pick<ResolvedImage['manifest'], 'annotations'>;
};

/** OCI image specification, pre-defined annotation keys. */
const BASE_NAME = 'org.opencontainers.image.base.name';

/**
 * Tells base from own layers. Sure, where the base image itself is at hand and its layers are the first of this one; else by
 * the last `CMD` or `ENTRYPOINT` that further layers follow, since a Dockerfile ends with it as a rule; else not known.
 * @param blank - takes secrets out of instructions, which are shown.
 */
export function originsOf(
  { config, layers, manifest }: Image,
  blank: (text: string) => string,
  base?: Image,
): ImageOrigins {
  const steps = config.history.filter(({ emptyLayer }) => !emptyLayer);
  const border = borderOf(config.history, layers.length, config, base);
  const name = manifest?.annotations?.[BASE_NAME] ?? config.labels[BASE_NAME];
  return {
    layers: layers.map(({ descriptor }, index) => {
      const instruction = steps.length === layers.length ? instructionOf(steps[index], blank) : undefined;
      const from = border.count === undefined ? 'unknown' : index < border.count ? 'base' : 'own';
      return { digest: descriptor.digest, from, ...(instruction === undefined ? {} : { instruction }) };
    }),
    because: border.because,
    ...(name === undefined || name === '' ? {} : { baseName: name }),
  };
}

interface Border {
  readonly count: number | undefined;
  readonly because: string;
}

function borderOf(
  history: readonly HistoryStep[],
  layers: number,
  config: Image['config'],
  base: Image | undefined,
): Border {
  if (base !== undefined) {
    const own = config.diffIds;
    const known = base.config.diffIds;
    const isPrefix = known.length > 0 && known.every((digest, index) => own[index] === digest);
    return isPrefix
      ? { count: known.length, because: 'its first layers are those of the base image that was named' }
      : { count: undefined, because: 'it was not built on the base image that was named' };
  }
  if (history.filter(({ emptyLayer }) => !emptyLayer).length !== layers)
    return { count: undefined, because: 'its history does not tell which step made which layer' };
  let later = 0;
  for (const step of history.toReversed()) {
    if (!step.emptyLayer) later += 1;
    else if (later > 0 && /^(?:CMD|ENTRYPOINT)\b/.test(plainInstruction(step) ?? ''))
      return { count: layers - later, because: 'a CMD or ENTRYPOINT of the base image stands before the own steps' };
  }
  return { count: undefined, because: 'its history names no end of a base image' };
}

const LONGEST = 400;

function instructionOf(step: HistoryStep | undefined, blank: (text: string) => string): string | undefined {
  const plain = plainInstruction(step);
  if (plain === undefined) return undefined;
  const shown = blank(plain.slice(0, LONGEST * 10));
  return shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown;
}

/** `RUN apt-get update` from `/bin/sh -c apt-get update`, `RUN |1 A=b /bin/sh -c …` and `… # buildkit`. */
export function plainInstruction(step: Pick<HistoryStep, 'createdBy'> | undefined): string | undefined {
  const text = step?.createdBy?.replaceAll(/\s+/g, ' ').trim();
  if (text === undefined || text === '') return undefined;
  return text
    .replace(/ # buildkit$/, '')
    .replace(/^\/bin\/sh -c #\(nop\) +/, '')
    .replace(/^RUN (?:\|\d+ .*? )?\/bin\/sh -c /, 'RUN ')
    .replace(/^(?:\|\d+ .*? )?\/bin\/sh -c /, 'RUN ');
}
