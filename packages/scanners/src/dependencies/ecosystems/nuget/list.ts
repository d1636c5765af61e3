import type { LockFileKind } from '../../parser.ts';

export const kinds: readonly LockFileKind[] = [
  {
    id: 'nuget',
    ecosystem: 'NuGet',
    role: 'lock',
    fileName: /^packages\.lock\.json$/,
    load: async () => (await import('./packages-lock.ts')).parsePackagesLock,
  },
  {
    id: 'dotnet-core',
    ecosystem: 'NuGet',
    role: 'lock',
    fileName: /\.deps\.json$/,
    load: async () => (await import('./deps-json.ts')).parseDepsJson,
  },
];
