import { defineErrors } from '@sallyport/kernel';

export const ociErrors = defineErrors('oci', {
  REFERENCE_INVALID: {
    message: '"{reference}" is not an image reference: {reason}',
    next: 'Write it as host/path:tag or host/path@sha256:digest.',
    exit: 2,
  },
  PLATFORM_INVALID: {
    message: '"{platform}" is not a platform',
    next: 'Write it as os/architecture or os/architecture/variant, for example linux/arm64.',
    exit: 2,
  },
  NO_SUCH_IMAGE: { message: 'there is no image {image}', next: 'Check the name, the tag and the host.', exit: 2 },
  NO_SUCH_CONTENT: {
    message: '{image} names {digest}, which is not there',
    next: 'The image is incomplete where it is kept: push or build it again.',
    exit: 5,
    status: 502,
  },
  NO_SUCH_PLATFORM: {
    message: '{image} is not there for {platform}',
    next: 'Choose one of: {platforms}.',
    exit: 2,
  },
  MANIFEST_MALFORMED: {
    message: 'the manifest of {image} cannot be read: {reason}',
    next: 'The image is broken where it is kept: push or build it again.',
    exit: 5,
    status: 502,
  },
  MANIFEST_UNSUPPORTED: {
    message: '{image} is of the type {mediaType}, which is not an image that can be read',
    next: 'Name an OCI or Docker (schema 2) image; older ones are converted by pulling and pushing them again.',
    exit: 2,
  },
  DIGEST_MISMATCH: {
    message: '{what} should be {expected} and is {actual}',
    next: 'What was received is not what was asked for: do not use it. Try again, then ask who runs the registry.',
    exit: 5,
    status: 502,
  },
  SIZE_MISMATCH: {
    message: '{what} should have {expected} bytes and has {actual}',
    next: 'It was cut short or altered on its way or where it is kept: try again, then push or build it again.',
    exit: 5,
    status: 502,
  },
  TOO_LARGE: {
    message: '{what} is larger than {limitBytes} bytes',
    next: 'Nothing of that kind should be that large. Raise the limit if this one is meant to be.',
    exit: 5,
    status: 502,
  },
  LAYER_BOMB: {
    message: 'layer {digest} unpacks to more than {limitBytes} bytes from {compressedBytes}',
    next: 'It is built to exhaust whoever unpacks it, or needs a higher limit.',
    exit: 5,
    status: 502,
  },
  LAYER_MALFORMED: {
    message: 'layer {digest} cannot be unpacked: {reason}',
    next: 'It is broken or cut short where it is kept: push or build the image again.',
    exit: 5,
    status: 502,
  },
  TAR_MALFORMED: {
    message: 'the tar archive cannot be read at byte {offset}: {reason}',
    next: 'It is broken or cut short: make it again.',
    exit: 5,
    status: 502,
  },
  TAR_LIMIT: {
    message: 'the tar archive has more than {limit} {what}',
    next: 'Raise the limit if this one is meant to be.',
    exit: 5,
    status: 502,
  },
  ARCHIVE_INVALID: {
    message: '{path} is not an image archive or layout: {reason}',
    next: 'Name a folder or tar file in the OCI layout, or a file that docker save wrote.',
    exit: 2,
  },
  AMBIGUOUS_IMAGE: {
    message: '{path} holds several images',
    next: 'Name one of: {images}.',
    exit: 2,
  },
  FILE_FAILED: {
    message: 'cannot use {path}: {reason}',
    next: 'Check that it exists, may be read or written, and has room.',
    exit: 5,
  },
  LAYOUT_BUSY: {
    message: 'another process is writing {path}',
    next: 'Wait for it; if none is, remove the lock file {lock}.',
    exit: 5,
  },
  OFFLINE: {
    message: '{host} may not be asked: this runs offline',
    next: 'Name an image archive or layout on this machine, or leave --offline out.',
    exit: 2,
  },
  UNREACHABLE: {
    message: 'cannot reach {host}: {reason}',
    next: 'Check the name, the network, the proxy and the certificate of the host.',
    exit: 5,
    status: 502,
  },
  DENIED: {
    message: '{host} denies {what} ({status})',
    next: 'Log in with docker login {host}, and check that the account may do this.',
    exit: 5,
    status: 502,
  },
  RATE_LIMITED: {
    message: '{host} asks to wait {seconds} seconds before the next request',
    next: 'Try again after that, log in, or use a mirror.',
    exit: 5,
    status: 503,
  },
  UPSTREAM: {
    message: '{host} answers {status} to {what}{code}',
    next: 'Try again; if it stays so, ask who runs the registry.',
    exit: 5,
    status: 502,
  },
  ANSWER_MALFORMED: {
    message: '{host} gives an answer to {what} that makes no sense: {reason}',
    next: 'Check that it is a registry and not a proxy or a login page.',
    exit: 5,
    status: 502,
  },
  REDIRECT_REFUSED: {
    message: '{host} leads to another place that is not followed: {reason}',
    next: 'Ask who runs the registry where its content should come from.',
    exit: 5,
    status: 502,
  },
  REALM_REFUSED: {
    message: '{host} asks for credentials to be sent to {realm}, which is not safe',
    next: 'A token service must be reached by https. Ask who runs the registry.',
    exit: 5,
    status: 502,
  },
  CREDENTIALS_INVALID: {
    message: 'cannot read the credentials in {path}: {reason}',
    next: 'Correct the file, or log in again.',
    exit: 2,
  },
  CREDENTIAL_HELPER_FAILED: {
    message: 'the credential helper {helper} fails: {reason}',
    next: 'Run it by hand, or log in without it.',
    exit: 5,
  },
  UPLOAD_FAILED: {
    message: '{host} did not take {digest}: {reason}',
    next: 'Try again; what was sent so far is not part of any image.',
    exit: 5,
    status: 502,
  },
  TOO_MANY_REFERRERS: {
    message: 'more is attached to {subject} than is read ({limit})',
    next: 'Remove what is not needed, or raise the limit.',
    exit: 5,
    status: 502,
  },
  REFERRER_NOT_LISTED: {
    message: '{host} took {digest} and does not list it among what is attached to {subject}',
    next: 'Try again; if it stays so, the registry does not keep attachments.',
    exit: 5,
    status: 502,
  },
  DAEMON_FAILED: {
    message: '{daemon} does not give {image}: {reason}',
    next: 'Check that it runs, that its socket may be used, and that it has the image.',
    exit: 5,
  },
});
