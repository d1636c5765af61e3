import type { ScanResult } from '@sallyport/findings';
import type { Digest } from '@sallyport/kernel';
import type { Reference } from '@sallyport/oci';
import { NO_PARTS } from '@sallyport/policy';
import type { InputParts } from '@sallyport/policy';

import type { ParsedOptions } from '../command.ts';
import { cliErrors } from '../errors.ts';

/** The image that a gate judges. */
export interface JudgedImage {
  readonly reference: Reference;
  readonly repository: string;
  readonly digest: Digest;
}

const EXAMPLE =
  'sallyport gate release -i scan.json --image registry.example/shop/web@sha256:… --environment production --sign-key gate.pem';

/**
 * The image that a scan was of, where its decision is to be signed. Throws CLI_OPTION_VALUE for a scan of anything else, and
 * CLI_NEEDS_DIGEST for a tag, which can be moved.
 */
export async function scannedImage({ target }: ScanResult, options: ParsedOptions): Promise<JudgedImage | undefined> {
  const key = options.text('sign-key');
  if (key === undefined) return undefined;
  const { parseReference } = await import('@sallyport/oci/reference');
  const { requireDigest } = await import('../evidence/with-registry.ts');
  if (target.kind !== 'image')
    throw cliErrors.OPTION_VALUE({
      option: '--sign-key',
      value: `a scan of ${target.given}`,
      allowed: 'the scan of an image in a registry, by its digest',
    });
  const reference = parseReference(target.given.replace(/^image:/, ''));
  return { reference, repository: reference.repository, digest: requireDigest(reference) };
}

/** What `--image` names; undefined where it is not given. Throws CLI_NEEDS_DIGEST for a tag, which can be moved. */
export async function judgedImage(options: ParsedOptions): Promise<JudgedImage | undefined> {
  const text = options.text('image');
  if (text === undefined) {
    if (options.text('sign-key') !== undefined) throw lacks('--image, the image that the decision is about');
    return undefined;
  }
  const { parseReference } = await import('@sallyport/oci');
  const { requireDigest } = await import('../evidence/with-registry.ts');
  const reference = parseReference(text);
  const digest = requireDigest(reference);
  const artifact = options.text('artifact');
  if (artifact !== undefined && artifact !== digest)
    throw cliErrors.OPTION_VALUE({ option: '--artifact', value: artifact, allowed: `${digest} (that of --image)` });
  return { reference, repository: reference.repository, digest };
}

/** The environment that a decision about an image is for. Throws CLI_MISSING_ARGUMENT without one. */
export function requireEnvironment(configured: string | undefined, options: ParsedOptions): string {
  const environment = configured ?? options.text('environment');
  if (environment === undefined) throw lacks('--environment: a decision about an image is for one environment');
  return environment;
}

function lacks(what: string): Error {
  return cliErrors.MISSING_ARGUMENT({ command: 'gate', what, example: EXAMPLE });
}

/** The image as the artifact of the gate's input. */
export function imageParts(image: JudgedImage | undefined): InputParts[] {
  if (image === undefined) return [];
  const { repository, digest } = image;
  return [{ ...NO_PARTS, context: { artifact: { repository, digest } } }];
}

/**
 * A scan of another image says nothing about this one. Throws CLI_INPUT_INVALID for a scan of an image in a registry that does not
 * name this very digest; scans of sources, archives and layouts are taken as they are.
 */
export function requireScansOf(
  image: Pick<JudgedImage, 'repository' | 'digest'> | undefined,
  parts: readonly Pick<InputParts, 'scans'>[],
): void {
  if (image === undefined) return;
  const scans = parts.flatMap((one) => one.scans);
  const other = scans.find(({ result }) => isOfAnother(result.target, image));
  if (other === undefined) return;
  throw cliErrors.INPUT_INVALID({
    path: other.source ?? 'the scan',
    problem: `it is a scan of ${other.result.target.given}, and not of ${image.repository}@${image.digest}`,
    hint: 'Scan the image by its digest.',
  });
}

function isOfAnother(
  { kind, given, resolved }: ScanResult['target'],
  { digest }: Pick<JudgedImage, 'digest'>,
): boolean {
  if (kind !== 'image') return false;
  return resolved === undefined ? !given.endsWith(`@${digest}`) : resolved !== digest;
}
