import { defineErrors } from '@sallyport/kernel';

/** Errors of the secret scanner: configuration that the user must correct. Never holds a secret's value. */
export const secretErrors = defineErrors('secrets', {
  NO_RULES: {
    message: 'No rule is in effect ({why}), so nothing could be found.',
    next: 'Enable at least one rule: with `useDefault: true` the built-in rules stay on.',
    exit: 2,
  },
  BAD_OPTION: {
    message: 'The option {option} of the secret scanner {problem}.',
    next: 'Correct it in the secrets section of sallyport.yaml.',
    exit: 2,
  },
});
