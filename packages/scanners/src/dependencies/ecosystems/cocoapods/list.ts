import type { LockFileKind } from '../../parser.ts';

export const kinds: readonly LockFileKind[] = [
  {
    id: 'cocoapods',
    ecosystem: 'CocoaPods',
    role: 'lock',
    fileName: /^Podfile\.lock$/,
    load: async () => (await import('./podfile-lock.ts')).parsePodfileLock,
  },
];
