import type { LockFileKind } from '../../parser.ts';

export const kinds: readonly LockFileKind[] = [
  {
    id: 'swift',
    ecosystem: 'SwiftURL',
    role: 'lock',
    fileName: /^Package\.resolved$/,
    load: async () => (await import('./package-resolved.ts')).parsePackageResolved,
  },
  {
    id: 'package-swift',
    ecosystem: 'SwiftURL',
    role: 'manifest',
    fileName: /^Package(?:@swift-[\d.]+)?\.swift$/,
    load: async () => (await import('./package-swift.ts')).parsePackageSwift,
  },
];
