import { seededRandom } from '@sallyport/kernel';

import { createRegistry } from '../registry/create-registry.ts';
import type { RegistryOptions } from '../registry/create-registry.ts';
import type { Registry } from '../registry/registry.ts';

/** A client that never sleeps: it tells how long it would have waited. */
export function testClient(options: RegistryOptions = {}): { readonly client: Registry; readonly waits: number[] } {
  const waits: number[] = [];
  const client = createRegistry({
    random: seededRandom(7),
    wait: async (ms) => {
      waits.push(ms);
    },
    ...options,
  });
  return { client, waits };
}
