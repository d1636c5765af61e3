import type { Suppression } from '@sallyport/findings';
import type { VexStatus } from '@sallyport/inventory';

/** What a VEX statement says of one vulnerability in one package. */
export interface VexWord {
  readonly status: VexStatus;
  readonly justification?: string;
  readonly impact?: string;
  readonly author: string;
  /** The document, as it was named. */
  readonly file: string;
}

const DOES_NO_HARM: ReadonlySet<VexStatus> = new Set(['not_affected', 'fixed']);

/** Whether a statement says that there is no harm. */
export function doesNoHarm({ status }: VexWord): boolean {
  return DOES_NO_HARM.has(status);
}

/** The suppression of a finding: only where a statement says of each of its places that it does no harm. */
export function suppressionOf(words: readonly (VexWord | undefined)[]): Suppression | undefined {
  const [first] = words;
  if (first === undefined || !words.every((word) => word !== undefined && doesNoHarm(word))) return undefined;
  const why = [first.justification?.replaceAll('_', ' '), first.impact].filter((text) => text !== undefined).join(': ');
  const by = first.author === '' ? '' : ` by ${first.author}`;
  return {
    kind: 'vex',
    reason: `VEX${by}: ${first.status.replace('_', ' ')}${why === '' ? '' : `, ${why}`}`,
    location: { path: first.file },
  };
}
