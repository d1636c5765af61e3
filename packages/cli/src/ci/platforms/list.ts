import type { Platform } from '../pipeline.ts';

/** A platform as the command line knows it, loaded when a pipeline is written. */
export interface PlatformListing {
  readonly id: string;
  load(): Promise<{ readonly platform: Platform }>;
}

/** Every platform; one line each. */
export const platforms: readonly PlatformListing[] = [
  { id: 'github', load: () => import('./github.ts') },
  { id: 'gitlab', load: () => import('./gitlab.ts') },
  { id: 'jenkins', load: () => import('./jenkins.ts') },
  { id: 'cloudbuild', load: () => import('./cloudbuild.ts') },
  { id: 'azure', load: () => import('./azure.ts') },
];
