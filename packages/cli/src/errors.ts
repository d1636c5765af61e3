import { defineErrors } from '@sallyport/kernel';

export const cliErrors = defineErrors('cli', {
  UNKNOWN_COMMAND: { message: 'there is no command "{name}"', next: '{hint}', exit: 2 },
  UNKNOWN_OPTION: { message: '{command} has no option {name}', next: '{hint}', exit: 2 },
  OPTION_VALUE: { message: '{option} does not take "{value}"', next: 'Use one of: {allowed}.', exit: 2 },
  OPTION_NEEDS_VALUE: { message: '{option} needs a value', next: 'Write {option}=VALUE.', exit: 2 },
  OPTION_TAKES_NO_VALUE: { message: '{option} takes no value', next: 'Write {option} alone.', exit: 2 },
  TOO_MANY_ARGUMENTS: {
    message: '{command} takes no argument "{value}"',
    next: 'See sallyport {command} --help.',
    exit: 2,
  },
  MISSING_ARGUMENT: { message: '{command} needs {what}', next: 'For example: {example}', exit: 2 },
  NO_SUCH_TARGET: { message: 'there is nothing at {target}', next: '{hint}', exit: 2 },
  TARGET_UNREADABLE: {
    message: '{target} may not be read',
    next: 'Check its permissions, or run as a user who may.',
    exit: 2,
  },
  INPUT_TOO_LARGE: {
    message: 'standard input has more than {maxMegabytes} MiB',
    next: 'Write it to a file and scan that: files of any size are read in pieces.',
    exit: 2,
  },
  OUTPUT_FAILED: {
    message: 'cannot write {path}: {reason}',
    next: 'Check that the folder exists, is writable and has room.',
    exit: 5,
  },
  OUTPUT_PLACE: {
    message: 'no report can be written to {path}: {reason}',
    next: 'Name a file of its own in a folder that is there.',
    exit: 2,
  },
  CONFIG_INVALID: { message: '{problems}', next: 'Correct {path} and run again.', exit: 2 },
  NOT_A_REPOSITORY: {
    message: '{path} is not a git repository',
    next: 'Run it inside one, or run git init first.',
    exit: 2,
  },
  NO_REVISION: {
    message: 'there is no revision {name}',
    next: 'Name a branch, a tag or a commit; in CI, fetch it first (a shallow clone lacks it).',
    exit: 2,
  },
  CHANGES_UNKNOWN: {
    message: 'what changed since {name} cannot be told: {reason}',
    next: 'Run git diff {name} there to see why; in a partial clone that also fetches the old files that are missing.',
    exit: 5,
  },
  NO_GATE: { message: 'there is no gate {name} in {where}', next: '{hint}', exit: 2 },
  DATA_INVALID: { message: '{path}:{line}: {problem}', next: 'Correct the data and run again.', exit: 2 },
  INPUT_INVALID: { message: '{path}: {problem}', next: '{hint}', exit: 2 },
  UNREADABLE_FILE: { message: 'cannot read {path}: {reason}', next: 'Check the path and its permissions.', exit: 2 },
  NOT_EMPTY: { message: '{path} is not empty', next: 'Name a folder that does not exist yet or is empty.', exit: 2 },
  NEEDS_DIGEST: {
    message: '{image} names a tag, which can be moved',
    next: 'Name the digest: IMAGE@sha256:…; sallyport sign prints it.',
    exit: 2,
  },
  FILE_EXISTS: { message: '{path} is already there', next: '{next}', exit: 2 },
  UNKNOWN_ID: { message: 'there is no finding or rule {id}', next: '{hint}', exit: 2 },
  UNKNOWN_VULNERABILITY: {
    message: 'nothing is known of {name}: {where}',
    next: 'Fetch the advisories of its ecosystem: sallyport db update npm PyPI; or scan again.',
    exit: 2,
  },
  HOOK_EXISTS: {
    message: 'there is already a hook at {path}',
    next: 'Add the line `{line}` to it, or replace it with --force.',
    exit: 2,
  },
  HOOK_OF_HUSKY: {
    message: '{path} is written by husky, anew with every installation',
    next: 'Add the line `{line}` to .husky/pre-commit.',
    exit: 2,
  },
  UNKNOWN_ECOSYSTEM: {
    message: 'there are no advisories for "{name}"',
    next: '{hint}',
    exit: 2,
  },
  FIX_NEEDS_FOLDER: {
    message: '--fix needs a folder with manifests, and {target} is none',
    next: 'Scan the folder or repository itself.',
    exit: 2,
  },
  FIX_WITH_FORMAT: {
    message: '--fix prints a diff, so that no other report can go to standard output',
    next: 'Write reports to files: -o FORMAT=FILE.',
    exit: 2,
  },
});
