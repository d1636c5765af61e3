import type { readSnapshot } from './docker-host/snapshot/read.ts';
import type { takeSnapshot } from './docker-host/snapshot/take.ts';
import type { unknownParts } from './docker-host/snapshot/unknown-parts.ts';

/** Takes and reads snapshots of Docker hosts. */
export interface DockerSnapshots {
  readonly takeSnapshot: typeof takeSnapshot;
  readonly readSnapshot: typeof readSnapshot;
  readonly unknownParts: typeof unknownParts;
}

/** Loads what takes and reads snapshots of Docker hosts; scans of anything else need none of it. */
export async function loadDockerSnapshot(): Promise<DockerSnapshots> {
  const [take, read, parts] = await Promise.all([
    import('./docker-host/snapshot/take.ts'),
    import('./docker-host/snapshot/read.ts'),
    import('./docker-host/snapshot/unknown-parts.ts'),
  ]);
  return { ...take, ...read, ...parts };
}
