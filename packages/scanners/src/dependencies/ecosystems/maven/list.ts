import type { LockFileKind } from '../../parser.ts';

export const kinds: readonly LockFileKind[] = [
  {
    id: 'gradle',
    ecosystem: 'Maven',
    role: 'lock',
    fileName: /\.lockfile$/,
    load: async () => (await import('./gradle-lockfile.ts')).parseGradleLockfile,
  },
  {
    id: 'sbt',
    ecosystem: 'Maven',
    role: 'lock',
    fileName: /\.sbt\.lock$/,
    load: async () => (await import('./sbt-lock.ts')).parseSbtLock,
  },
];
