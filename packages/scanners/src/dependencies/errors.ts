import { defineErrors } from '@sallyport/kernel';

/** What whoever runs the scan has to correct. */
export const dependencyErrors = defineErrors('dependencies', {
  VEX_UNREADABLE: {
    message: 'the VEX document {path} cannot be read: {reason}',
    next: 'Check the path and its permissions.',
    exit: 2,
  },
});
