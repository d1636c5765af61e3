import { ociErrors } from '../errors.ts';
import { parseReference } from '../reference.ts';
import type { Reference } from '../reference.ts';

export type DaemonKind = 'docker' | 'podman' | 'containerd';
type FileKind = 'oci-dir' | 'oci-archive' | 'docker-archive';

/** Where an image is or should go. */
export type ImagePlace =
  | { readonly kind: 'registry'; readonly reference: Reference }
  | { readonly kind: FileKind; readonly path: string; readonly name?: string }
  | { readonly kind: DaemonKind; readonly image: string };

const FILE_KINDS: readonly FileKind[] = ['oci-dir', 'oci-archive', 'docker-archive'];
const DAEMON_KINDS: readonly DaemonKind[] = ['docker', 'podman', 'containerd'];

/**
 * Reads `oci-dir:PATH[:NAME]`, `oci-archive:PATH[:NAME]`, `docker-archive:PATH[:NAME]`, `docker:IMAGE`, `podman:IMAGE`,
 * `containerd:IMAGE`, `image:REFERENCE`; anything else is a reference. A path may hold colons where `exists` knows it.
 * Throws `OCI_REFERENCE_INVALID`.
 */
export function parseImagePlace(text: string, exists: (path: string) => boolean = () => false): ImagePlace {
  const colon = text.indexOf(':');
  const prefix = colon === -1 ? '' : text.slice(0, colon);
  const rest = text.slice(colon + 1);
  const file = FILE_KINDS.find((kind) => kind === prefix);
  const daemon = DAEMON_KINDS.find((kind) => kind === prefix);
  if (prefix === 'image') return { kind: 'registry', reference: parseReference(rest) };
  if (file !== undefined) return { kind: file, ...splitPath(rest, exists) };
  if (daemon !== undefined && rest !== '') return { kind: daemon, image: rest };
  return { kind: 'registry', reference: parseReference(text) };
}

function splitPath(text: string, exists: (path: string) => boolean): { path: string; name?: string } {
  if (text === '') throw ociErrors.REFERENCE_INVALID({ reference: text, reason: 'it names no path' });
  if (exists(text)) return { path: text };
  // The colon behind a Windows drive belongs to the path.
  const first = /^[A-Za-z]:[\\/]/.test(text) ? 2 : 0;
  const colons = [...text.matchAll(/:/g)].map(({ index }) => index).filter((index) => index >= first);
  const at = colons.find((index) => exists(text.slice(0, index))) ?? colons[0];
  if (at === undefined) return { path: text };
  const name = text.slice(at + 1);
  return { path: text.slice(0, at), ...(name === '' ? {} : { name }) };
}
