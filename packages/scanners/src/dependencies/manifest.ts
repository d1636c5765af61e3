import type { ScannerManifest } from '../scanner.ts';
import { DEPENDENCIES_SECTION } from './section.ts';

export const manifest: ScannerManifest = {
  id: 'dependencies',
  title: 'Dependencies',
  summary: 'Finds vulnerable, malicious and doubtful packages in lock files, manifests and SBOMs, and what mends them.',
  targets: ['dir', 'git', 'file', 'sbom'],
  options: DEPENDENCIES_SECTION,
};
