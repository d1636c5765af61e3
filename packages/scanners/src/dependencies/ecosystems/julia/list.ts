import type { LockFileKind } from '../../parser.ts';

export const kinds: readonly LockFileKind[] = [
  {
    id: 'julia',
    ecosystem: 'Julia',
    role: 'lock',
    fileName: /^(?:Julia)?Manifest(?:-v[\d.]+)?\.toml$/,
    load: async () => (await import('./manifest-toml.ts')).parseManifestToml,
  },
  {
    id: 'julia-project',
    ecosystem: 'Julia',
    role: 'manifest',
    fileName: /^(?:Julia)?Project\.toml$/,
    load: async () => (await import('./project-toml.ts')).parseProjectToml,
  },
];
