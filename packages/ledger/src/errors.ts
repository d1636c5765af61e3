import { defineErrors } from '@sallyport/kernel';

/** What can go wrong with a log. Proofs and notes that do not verify are values, not errors (see `Verdict`s of proof, note and witness). */
export const ledgerErrors = defineErrors('ledger', {
  ENTRY_TOO_LARGE: {
    message: 'an entry of {size} bytes is larger than the limit of {limit} bytes',
    next: 'Store the body elsewhere and log its digest, or raise the limit of the log.',
    exit: 2,
  },
  OUT_OF_RANGE: {
    message: 'the log has {size} entries; {what} is outside of it',
    next: 'Ask for an index and a size that the log has reached.',
    exit: 2,
    status: 404,
  },
  CORRUPT: {
    message: 'the log in {where} is damaged: {detail}',
    next: 'Restore the folder from a backup that is at least as new, and compare it with the last witnessed checkpoint.',
    exit: 5,
  },
  ENTRIES_LOST: {
    message: 'the log in {where} holds {size} entries, but its own checkpoint was signed for {expected}',
    next: 'Acknowledged entries are gone: restore the folder from a backup that holds them; do not continue this log.',
    exit: 5,
  },
  LOCKED: {
    message: 'the log in {where} is in use by {owner}',
    next: 'Wait until that process has ended; if it ran on another host and is gone, delete the file "lock" in the folder.',
    exit: 5,
    status: 409,
  },
  FAILED: {
    message: 'the log took no more entries after a failed write: {detail}',
    next: 'Mend the storage, then open the log again; nothing that was acknowledged is lost.',
    exit: 5,
  },
  CLOSED: { message: 'the log is closed', next: 'Open it again.', exit: 5 },
  CONFLICT: {
    message: 'entries were to be appended at {first}, but the log has {size}',
    next: 'Another writer was faster: open the log again and repeat the append.',
    exit: 5,
    status: 409,
  },
  MALFORMED: {
    message: '{what} is malformed: {detail}',
    next: 'Check that {what} was copied completely and unaltered.',
    exit: 2,
  },
  NO_STATE: {
    message: 'the witness has no state for the log {origin}',
    next: 'Start the witness for this log once with its first checkpoint; after a loss of state, compare with other witnesses first.',
    exit: 2,
  },
});
