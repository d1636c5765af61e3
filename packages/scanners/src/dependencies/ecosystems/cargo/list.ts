import type { LockFileKind } from '../../parser.ts';

export const kinds: readonly LockFileKind[] = [
  {
    id: 'cargo',
    ecosystem: 'crates.io',
    role: 'lock',
    fileName: /^Cargo\.lock$/,
    holdsIntegrity: true,
    load: async () => (await import('./cargo-lock.ts')).parseCargoLock,
  },
  {
    id: 'cargo-toml',
    ecosystem: 'crates.io',
    role: 'manifest',
    fileName: /^Cargo\.toml$/,
    load: async () => (await import('./cargo-toml.ts')).parseCargoToml,
  },
];
