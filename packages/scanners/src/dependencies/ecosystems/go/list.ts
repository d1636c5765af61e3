import type { LockFileKind } from '../../parser.ts';

export const kinds: readonly LockFileKind[] = [
  {
    id: 'gomod',
    ecosystem: 'Go',
    role: 'lock',
    fileName: /^go\.mod$/,
    load: async () => (await import('./go-mod.ts')).parseGoMod,
  },
  {
    id: 'gowork',
    ecosystem: 'Go',
    role: 'manifest',
    fileName: /^go\.work$/,
    load: async () => (await import('./go-work.ts')).parseGoWork,
  },
];
