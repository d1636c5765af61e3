import { defineErrors } from '@sallyport/kernel';

/** What whoever runs the scan has to correct. */
export const dependencyErrors = defineErrors('dependencies', {
  VEX_UNREADABLE: {
    message: 'the VEX document {path} cannot be read: {reason}',
    next: 'Check the path and its permissions.',
    exit: 2,
  },
  LICENCE_UNKNOWN: {
    message: 'dependencies.licences.{list} names {entry}, which is no licence of SPDX{meant}: it would match nothing',
    next: 'Write an identifier (MIT), a family (GPL-*), or LicenseRef- and a name of your own.',
    exit: 2,
  },
});
