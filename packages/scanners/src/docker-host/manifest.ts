import type { ScannerManifest } from '../scanner.ts';
import { DOCKER_HOST_SECTION } from './section.ts';

export const manifest: ScannerManifest = {
  id: 'docker-host',
  title: 'Docker hosts',
  summary:
    'Holds a host with Docker, its daemon, images and containers to the CIS Docker Benchmark 1.6, sections 1 to 5.',
  targets: ['docker-host'],
  options: DOCKER_HOST_SECTION,
};
