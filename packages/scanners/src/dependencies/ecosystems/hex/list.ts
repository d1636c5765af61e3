import type { LockFileKind } from '../../parser.ts';

export const kinds: readonly LockFileKind[] = [
  {
    id: 'hex',
    ecosystem: 'Hex',
    role: 'lock',
    fileName: /^mix\.lock$/,
    holdsIntegrity: true,
    load: async () => (await import('./mix-lock.ts')).parseMixLock,
  },
  {
    id: 'mix',
    ecosystem: 'Hex',
    role: 'manifest',
    fileName: /^mix\.exs$/,
    load: async () => (await import('./mix-exs.ts')).parseMixExs,
  },
];
