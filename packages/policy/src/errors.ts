import { defineErrors } from '@sallyport/kernel';

export const policyErrors = defineErrors('policy', {
  UNKNOWN_BUILTIN: {
    message: 'there is no built-in policy "{name}"',
    next: 'Use one of: {known}.',
    exit: 2,
  },
  WRONG_PARAMETERS: {
    message: '{where}: {problem}',
    next: 'Correct the parameters of {policy} and run again.',
    exit: 2,
  },
  MALFORMED_INPUT: { message: '{path}: {problem}', next: '{next}', exit: 2 },
  MALFORMED_EXCEPTIONS: { message: '{problems}', next: 'Correct {path} and run again.', exit: 2 },
});
