import type { ScannerManifest } from '../scanner.ts';
import { IMAGES_SECTION } from './section.ts';

export const manifest: ScannerManifest = {
  id: 'images',
  title: 'Images',
  summary:
    'Finds what is installed in a container image and vulnerable, secrets in any of its layers, and what is wrong with the image itself.',
  targets: ['image', 'oci-dir', 'docker-archive'],
  options: IMAGES_SECTION,
};
