import type { LockFileKind } from '../../parser.ts';

const NUGET = { ecosystem: 'NuGet' } as const;

export const kinds: readonly LockFileKind[] = [
  {
    ...NUGET,
    id: 'nuget',
    role: 'lock',
    fileName: /^packages(?:\.[\w.-]+)?\.lock\.json$/,
    holdsIntegrity: true,
    load: async () => (await import('./packages-lock.ts')).parsePackagesLock,
  },
  {
    ...NUGET,
    id: 'nuget-config',
    role: 'lock',
    fileName: /^packages(?:\.[\w-]+)?\.config$/i,
    load: async () => (await import('./packages-config.ts')).parsePackagesConfig,
  },
  {
    ...NUGET,
    id: 'dotnet-core',
    role: 'installed',
    fileName: /\.deps\.json$/,
    load: async () => (await import('./deps-json.ts')).parseDepsJson,
  },
  {
    ...NUGET,
    id: 'packages-props',
    role: 'manifest',
    fileName: /^(?:Directory\.)?Packages\.props$/i,
    load: async () => (await import('./packages-props.ts')).parsePackagesProps,
  },
  {
    ...NUGET,
    id: 'msbuild',
    role: 'manifest',
    fileName: /\.(?:cs|fs|vb)proj$/,
    load: async () => (await import('./project-file.ts')).parseProjectFile,
  },
];
