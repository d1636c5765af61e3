import { defineErrors } from '@sallyport/kernel';

export const gitErrors = defineErrors('git', {
  NOT_A_REPOSITORY: { message: '{path} is not a git repository', next: 'Name the folder that holds .git.', exit: 2 },
  BAD_PACK_INDEX: {
    message: '{path} cannot be read: {why}',
    next: 'Run git fsck there, and git index-pack on the pack to rebuild its index.',
    exit: 5,
  },
  BAD_INDEX: {
    message: 'the index {path} cannot be read: {why}',
    next: 'Run git status there; if git fails too, remove the index and run git reset.',
    exit: 5,
  },
  MISSING_OBJECT: {
    message: '{what} of {commit} is not in this clone',
    next: 'Fetch it first: git fetch --unshallow, or a clone without --filter.',
    exit: 5,
  },
  NO_REVISION: {
    message: 'there is no revision {name}',
    next: 'Name a branch, a tag or a commit; in CI, fetch it first.',
    exit: 2,
  },
});
