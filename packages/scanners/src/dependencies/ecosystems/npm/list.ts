import type { LockFileKind } from '../../parser.ts';

const NPM = { ecosystem: 'npm' } as const;

export const kinds: readonly LockFileKind[] = [
  {
    ...NPM,
    id: 'npm',
    role: 'lock',
    fileName: /^(?:package-lock|npm-shrinkwrap)\.json$/,
    holdsIntegrity: true,
    load: async () => (await import('./package-lock.ts')).parsePackageLock,
  },
  {
    ...NPM,
    id: 'yarn',
    role: 'lock',
    fileName: /^yarn\.lock$/,
    holdsIntegrity: true,
    load: async () => (await import('./yarn.ts')).parseYarn,
  },
  {
    ...NPM,
    id: 'pnpm',
    role: 'lock',
    fileName: /^pnpm-lock\.yaml$/,
    holdsIntegrity: true,
    load: async () => (await import('./pnpm.ts')).parsePnpm,
  },
  {
    ...NPM,
    id: 'bun',
    role: 'lock',
    fileName: /^bun\.lock$/,
    holdsIntegrity: true,
    load: async () => (await import('./bun.ts')).parseBun,
  },
  {
    ...NPM,
    id: 'package-json',
    role: 'manifest',
    fileName: /^package\.json$/,
    load: async () => (await import('./package-json.ts')).parsePackageJson,
  },
];
