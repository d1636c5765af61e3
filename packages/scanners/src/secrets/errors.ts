import { defineErrors } from '@sallyport/kernel';

/** Errors of the secret scanner: configuration that the user must correct. Never holds a secret's value. */
export const secretErrors = defineErrors('secrets', {
  NO_RULES: {
    message: 'No rule is in effect ({why}), so nothing could be found.',
    next: 'Enable at least one rule: with `useDefault: true` the built-in rules stay on.',
    exit: 2,
  },
  BAD_RULE: {
    message: '{file}: the rule {rule} cannot be used: {problem}',
    next: 'Correct its patterns; look-around and back-references do not exist, since they do not run in linear time.',
    exit: 2,
  },
  BAD_CONFIG: {
    message: '{file}:{line}: {problem}',
    next: 'Correct the file and run again.',
    exit: 2,
  },
  BAD_OPTION: {
    message: 'The option {option} of the secret scanner {problem}.',
    next: 'Correct it in the secrets section of sallyport.yaml.',
    exit: 2,
  },
  VERIFY_OFFLINE: {
    message: 'Secrets cannot be verified offline: --verify asks their providers, and no host may be talked to.',
    next: 'Leave out either --verify or --offline (SALLYPORT_OFFLINE, scan.offline in sallyport.yaml).',
    exit: 2,
  },
});
