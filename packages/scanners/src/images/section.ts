import { boolean, object, optional, string } from '@sallyport/documents';
import type { ShapeValue } from '@sallyport/documents';

/** The `images` section of `sallyport.yaml`. */
export const IMAGES_SECTION = object({
  platform: optional(
    string({ minLength: 3, maxLength: 100 }),
    'Which image of several platforms is looked at, for example linux/arm64; that of this machine where it is left out.',
  ),
  secrets: optional(boolean(), 'Whether secrets are looked for in all layers; true where it is left out.'),
  base: optional(
    string({ minLength: 1, maxLength: 1000 }),
    'The base image that the image was built on (a place such as oci-dir:PATH): tells base from own layers for sure.',
  ),
  rebase: optional(
    string({ minLength: 1, maxLength: 1000 }),
    'A newer base image: how many findings would be gone with it is worked out.',
  ),
});

export type ImagesSection = ShapeValue<typeof IMAGES_SECTION>;
