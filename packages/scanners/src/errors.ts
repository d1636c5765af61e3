import { defineErrors } from '@sallyport/kernel';

/** Errors of the scanners' frame: what the user must correct before anything can be scanned. */
export const scannerErrors = defineErrors('scanners', {
  UNKNOWN_SCANNER: {
    message: 'No scanner is named "{name}".',
    next: 'Name one of: {known}.',
    exit: 2,
  },
  TARGET_MISSING: {
    message: 'There is no file or folder at {path}.',
    next: 'Give a path that exists, or put the kind in front (dir:, git:, image:).',
    exit: 2,
  },
});
