import { TAR_LIMITS } from './entry.ts';
import type { TarEntry, TarLimits } from './entry.ts';
import { createTarMachine } from './machine.ts';
import type { TarMachine } from './machine.ts';
import { expandSparse } from './sparse.ts';

/**
 * The entries of a tar archive as it streams by; memory stays bounded whatever it holds. What follows the end marker is
 * read to the end of the stream and dropped, so that a digest over the stream is checked.
 * Throws `OCI_TAR_MALFORMED` and `OCI_TAR_LIMIT`: entries given before that are then of a broken archive.
 */
export async function* readTar(
  stream: AsyncIterable<Uint8Array>,
  limits: TarLimits = TAR_LIMITS,
): AsyncGenerator<TarEntry, void, void> {
  const machine = createTarMachine(limits);
  const pieces = stream[Symbol.asyncIterator]();
  const more = async (): Promise<boolean> => {
    const { done, value } = await pieces.next();
    if (done === true) return false;
    machine.feed(value);
    return true;
  };
  let current = 0;
  try {
    for (;;) {
      const step = machine.next();
      if (step === 'more' && !(await more())) {
        machine.finish();
        return;
      }
      if (step === 'end') break;
      if (step !== 'entry') continue;
      const own = ++current;
      yield entryOf(machine, more, () => own === current);
      machine.skip();
    }
    while ((await pieces.next()).done !== true);
  } finally {
    current++;
    await pieces.return?.();
  }
}

function entryOf(machine: TarMachine, more: () => Promise<boolean>, isCurrent: () => boolean): TarEntry {
  const { header, sparse } = machine;
  async function* stored(): AsyncGenerator<Buffer, void, void> {
    if (!isCurrent()) throw new Error('the content of a tar entry must be read before the next entry is asked for');
    while (isCurrent() && machine.contentLeft > 0) {
      const step = machine.next();
      if (step === 'content') yield machine.piece;
      else if (!(await more())) machine.finish();
    }
  }
  const content = (): AsyncGenerator<Buffer, void, void> =>
    header.type !== 'file' ? nothing() : sparse === undefined ? stored() : expandSparse(stored(), sparse);
  return {
    ...header,
    content,
    async bytes(maxBytes) {
      if (header.sizeBytes > maxBytes) return undefined;
      const whole = Buffer.allocUnsafe(header.sizeBytes);
      let at = 0;
      for await (const piece of content()) at += piece.copy(whole, at);
      return whole.subarray(0, at);
    },
  };
}

async function* nothing(): AsyncGenerator<Buffer, void, void> {
  // Only files have content.
}
