import type { Sighting } from '@sallyport/findings';

import type { ScanContext } from '../../scanner.ts';
import { secretErrors } from '../errors.ts';
import { connectTls } from './connect.ts';
import type { Connect } from './connect.ts';
import { keepSecrets } from './kept-secrets.ts';
import type { KeptSecrets } from './kept-secrets.ts';
import { verifiers } from './providers/list.ts';
import { recogniser } from './recognise.ts';
import { verifySightings } from './verify-sightings.ts';

/** The check of one scan's secrets with their providers. */
export interface VerifyPass {
  /** Takes the values during the search; `run` empties it. */
  readonly kept: KeptSecrets;
  run(sightings: readonly Sighting[]): Promise<{ readonly sightings: readonly Sighting[]; readonly note: string }>;
}

const TIMEOUT_MS = 10_000;

/**
 * Makes the check ready. Throws SECRETS_VERIFY_OFFLINE where no host may be talked to. The options `connect` and `timeoutMs` are
 * for tests: they are functions and numbers that no configuration file can give.
 */
export function createVerifyPass(context: ScanContext): VerifyPass {
  if (context.offline) throw secretErrors.VERIFY_OFFLINE();
  const { connect, timeoutMs } = context.options;
  const kept = keepSecrets(recogniser(verifiers));
  return {
    kept,
    async run(sightings) {
      try {
        const checked = await verifySightings(sightings, {
          verifiers,
          kept,
          connect: typeof connect === 'function' ? (connect as Connect) : connectTls,
          timeoutMs: typeof timeoutMs === 'number' ? timeoutMs : TIMEOUT_MS,
          clock: context.clock,
          signal: context.signal,
          onProgress: (done, total) => context.onProgress(done, total, 'secrets verified'),
        });
        return { sightings: checked, note: noteOn(checked) };
      } finally {
        kept.drop();
      }
    },
  };
}

/** How many distinct secrets work, are refused, and nothing is known about. */
function noteOn(sightings: readonly Sighting[]): string {
  const count = (state: string): number =>
    new Set(sightings.filter((one) => one.verification?.state === state).map((one) => `${one.rule}:${one.group ?? ''}`))
      .size;
  const hosts = new Set(sightings.flatMap((sighting) => sighting.verification?.host ?? [])).size;
  return `Asked ${hosts} ${hosts === 1 ? 'host' : 'hosts'} about the secrets that were found: ${count('valid')} valid, ${count('invalid')} invalid, ${count('not-verified')} not verified.`;
}
