import { cliErrors } from '../errors.ts';
import type { Io } from '../io.ts';

/** Standard input is held in memory whole. */
const MOST_BYTES = 512 * 1024 * 1024;

/**
 * All of standard input. Throws CLI_INPUT_TOO_LARGE where it does not end in time, and the signal's reason where the
 * user does not want to wait for its end.
 */
export async function readInput(
  { stdin, signal }: Pick<Io, 'stdin' | 'signal'>,
  maxBytes = MOST_BYTES,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  const iterator = stdin[Symbol.asyncIterator]();
  for (;;) {
    const next = await unlessAborted(iterator.next(), signal);
    if (next.done === true) return Buffer.concat(chunks);
    sizeBytes += next.value.length;
    if (sizeBytes > maxBytes) {
      await iterator.return?.();
      throw cliErrors.INPUT_TOO_LARGE({ maxMegabytes: maxBytes / 1024 ** 2 });
    }
    chunks.push(next.value);
  }
}

function unlessAborted<T>(waited: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    void waited.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
