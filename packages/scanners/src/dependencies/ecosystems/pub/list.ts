import type { LockFileKind } from '../../parser.ts';

export const kinds: readonly LockFileKind[] = [
  {
    id: 'pub',
    ecosystem: 'Pub',
    role: 'lock',
    fileName: /^pubspec\.lock$/,
    load: async () => (await import('./pubspec-lock.ts')).parsePubspecLock,
  },
  {
    id: 'pubspec',
    ecosystem: 'Pub',
    role: 'manifest',
    fileName: /^pubspec\.yaml$/,
    load: async () => (await import('./pubspec.ts')).parsePubspec,
  },
];
