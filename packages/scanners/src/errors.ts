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
  SNAPSHOT_INVALID: {
    message: '{path} is nothing that tells of a Docker host: {reason}',
    next: 'Give what sallyport docker snapshot wrote, or the output of docker info --format json or docker inspect, or a folder of these.',
    exit: 2,
  },
  DAEMON_UNREACHABLE: {
    message: 'the Docker daemon cannot be asked: {reason}',
    next: 'Check that it runs and that its socket may be opened (DOCKER_HOST=unix://PATH names another), or scan a snapshot: docker:FILE.',
    exit: 5,
  },
  NOTHING_TO_HARDEN: {
    message: '{path} tells of no container and no image {name}',
    next: 'Name one as it stands there (docker ps --all, docker images), or take the snapshot anew.',
    exit: 2,
  },
});
