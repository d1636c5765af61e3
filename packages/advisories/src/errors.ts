import { defineErrors } from '@sallyport/kernel';

/** What keeps advisories from being fetched, built or read. A partition that is not there is no error but a value. */
export const advisoryErrors = defineErrors('advisories', {
  BAD_ECOSYSTEM: {
    message: '"{name}" cannot be the name of an ecosystem',
    next: 'Name ecosystems as OSV does, for example npm, PyPI or Debian.',
    exit: 2,
  },
  NOT_IN_SOURCE: {
    message: '{source} has no {what}',
    next: 'Check that the source is an OSV bucket or a copy of one, and that it holds this ecosystem.',
    exit: 5,
  },
  SOURCE_FAILED: {
    message: '{what} could not be fetched: {reason}',
    next: 'Check the network and the source, then run the update again: it goes on where it stopped.',
    exit: 5,
  },
  TOO_LARGE: {
    message: '{what} is larger than {limitBytes} bytes',
    next: 'Check that the source serves advisories; if it does, raise the limit.',
    exit: 5,
  },
  HASH_MISMATCH: {
    message: '{what} has the hash {actual}, but the source says {expected}',
    next: 'The copy is damaged or altered, and nothing was applied. Try again, or use another source.',
    exit: 5,
  },
  BAD_ARCHIVE: {
    message: '{what} is no sound zip archive: {reason}',
    next: 'The copy is cut off or damaged, and nothing was applied. Fetch it again.',
    exit: 5,
  },
  MALFORMED_RECORDS: {
    message: '{count} of {total} records of {ecosystem} are malformed, for example {example}',
    next: 'Nothing was applied. Check that the source holds OSV records of this ecosystem.',
    exit: 5,
  },
  MALFORMED_SIGNALS: {
    message: '{what} is not what it should be: {reason}',
    next: 'Nothing was applied. Check that the source is the catalogue itself and complete.',
    exit: 5,
  },
  DISK_FULL: {
    message: 'there is no room to write {path}',
    next: 'Free some space or choose another cache folder; what was there before is still in place.',
    exit: 5,
  },
  CACHE_FAILED: {
    message: '{path} cannot be used: {reason}',
    next: 'Check that the cache folder exists and may be read and written by you.',
    exit: 5,
  },
  PARTITION_DAMAGED: {
    message: '{path} is damaged: {reason}',
    next: 'Remove the file and run the update again.',
    exit: 5,
  },
});
