import type { LockFileKind } from '../../parser.ts';

export const kinds: readonly LockFileKind[] = [
  {
    id: 'cargo',
    ecosystem: 'crates.io',
    role: 'lock',
    fileName: /^Cargo\.lock$/,
    load: async () => (await import('./cargo-lock.ts')).parseCargoLock,
  },
];
