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
    role: 'installed',
    fileName: /^installed\.json$/,
    load: async () => (await import('./composer-lock.ts')).parseInstalled,
  },
  {
    id: 'composer-json',
    ecosystem: 'Packagist',
    role: 'manifest',
    fileName: /^composer\.json$/,
    load: async () => (await import('./composer-json.ts')).parseComposerJson,
  },
];
