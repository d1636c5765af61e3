import type { ScannerManifest } from '../scanner.ts';
import { SECRETS_SECTION } from './custom/shape.ts';

export const manifest: ScannerManifest = {
  id: 'secrets',
  title: 'Secrets',
  summary: 'Finds passwords, keys and tokens in files, archives, encoded text and the git history.',
  targets: ['dir', 'git', 'file', 'stdin'],
  options: SECRETS_SECTION,
};
