import type { harden } from './images/hardening/harden.ts';

/** Loads what proposes how to start a container with less. */
export async function loadHardening(): Promise<{ readonly harden: typeof harden }> {
  return import('./images/hardening/harden.ts');
}
