import type { LockFileKind } from '../../parser.ts';

export const kinds: readonly LockFileKind[] = [
  {
    id: 'renv',
    ecosystem: 'CRAN',
    role: 'lock',
    fileName: /^renv\.lock$/,
    load: async () => (await import('./renv-lock.ts')).parseRenvLock,
  },
];
