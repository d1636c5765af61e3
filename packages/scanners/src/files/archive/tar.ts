import { isSallyportError } from '@sallyport/kernel';
import { createTarMachine, TAR_LIMITS } from '@sallyport/oci/tar';
import type { TarMachine, TarStep } from '@sallyport/oci/tar';

import type { ArchiveBudget, ArchiveEntry } from './entry.ts';

/** Takes a tar archive in pieces and hands out its regular files as they are complete. */
export interface TarParser {
  push(piece: Buffer): Generator<ArchiveEntry>;
  /** Says whether the archive broke off in the middle, and hands out what is there of the file that is cut off. */
  end(isBroken: boolean): Generator<ArchiveEntry>;
}

/** A file that is being gathered; nothing is kept of one that is too large. */
interface Gathering {
  readonly path: string;
  readonly kept: Buffer[] | undefined;
}

/** The files of a tar archive, within the budget; links are passed over, and what follows the end marker is looked at too. */
export function createTarParser(budget: ArchiveBudget): TarParser {
  const machine = createTarMachine({ ...TAR_LIMITS, entries: Number.POSITIVE_INFINITY, isLenient: true });
  let current: Gathering | undefined;
  let isOver = false;

  function* begin(): Generator<ArchiveEntry> {
    const { rawPath, type } = machine.header;
    current = undefined;
    if (type !== 'file') {
      machine.skip();
      return;
    }
    if (--budget.entriesLeft < 0) {
      isOver = true;
      yield { path: rawPath, skipped: 'limit' };
      return;
    }
    const isKept = machine.contentLeft <= budget.entryBytes;
    current = { path: rawPath, kept: isKept ? [] : undefined };
    if (isKept) return;
    machine.skip();
    yield { path: rawPath, skipped: 'too-large' };
  }

  /** What came is whole as soon as nothing of it is left to come. */
  function* finishWhole(): Generator<ArchiveEntry> {
    if (current?.kept === undefined || machine.contentLeft > 0) return;
    yield { path: current.path, bytes: Buffer.concat(current.kept) };
    current = undefined;
  }

  return {
    *push(piece) {
      if (isOver) return;
      budget.bytesLeft -= piece.length;
      if (budget.bytesLeft < 0) {
        isOver = true;
        yield { path: '', skipped: 'limit' };
        return;
      }
      machine.feed(piece);
      while (!isOver) {
        const step = nextStep(machine);
        if (step === 'more' || step === 'end') return;
        if (step === 'broken') {
          isOver = true;
          yield { path: '', skipped: 'malformed' };
        } else if (step === 'entry') yield* begin();
        // Pieces may lie in memory that the next piece takes.
        else current?.kept?.push(Buffer.from(machine.piece));
        yield* finishWhole();
      }
    },
    *end(isBroken) {
      if (isOver) return;
      const isCut = machine.contentLeft > 0;
      if (isCut && current?.kept !== undefined && current.kept.length > 0) {
        yield { path: current.path, bytes: Buffer.concat(current.kept) };
      }
      if (isCut) yield { path: machine.header.rawPath, skipped: 'malformed' };
      else if (isBroken || !isFinished(machine)) yield { path: '', skipped: 'malformed' };
    },
  };
}

function nextStep(machine: TarMachine): TarStep | 'broken' {
  try {
    return machine.next();
  } catch (error) {
    if (isSallyportError(error)) return 'broken';
    throw error;
  }
}

function isFinished(machine: TarMachine): boolean {
  try {
    machine.finish();
    return true;
  } catch {
    return false;
  }
}
