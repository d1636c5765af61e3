import type { LockFileKind } from '../../parser.ts';

export const kinds: readonly LockFileKind[] = [
  {
    id: 'swift',
    ecosystem: 'SwiftURL',
    role: 'lock',
    fileName: /^Package\.resolved$/,
    load: async () => (await import('./package-resolved.ts')).parsePackageResolved,
  },
];
