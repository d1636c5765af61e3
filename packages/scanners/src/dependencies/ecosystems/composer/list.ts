import type { LockFileKind } from '../../parser.ts';

export const kinds: readonly LockFileKind[] = [
  {
    id: 'composer',
    ecosystem: 'Packagist',
    role: 'lock',
    fileName: /^composer\.lock$/,
    load: async () => (await import('./composer-lock.ts')).parseComposerLock,
  },
  {
    id: 'composer-vendor',
    ecosystem: 'Packagist',
    role: 'lock',
    fileName: /^installed\.json$/,
    load: async () => (await import('./composer-lock.ts')).parseComposerLock,
  },
];
