import type { LockFileKind } from '../../parser.ts';

export const kinds: readonly LockFileKind[] = [
  {
    id: 'conan',
    ecosystem: 'ConanCenter',
    role: 'lock',
    fileName: /^conan\.lock$/,
    load: async () => (await import('./conan-lock.ts')).parseConanLock,
  },
  {
    id: 'conanfile',
    ecosystem: 'ConanCenter',
    role: 'manifest',
    fileName: /^conanfile\.txt$/,
    load: async () => (await import('./conanfile.ts')).parseConanfile,
  },
];
