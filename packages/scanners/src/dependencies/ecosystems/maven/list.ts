import type { LockFileKind } from '../../parser.ts';

const MAVEN = { ecosystem: 'Maven' } as const;

export const kinds: readonly LockFileKind[] = [
  {
    ...MAVEN,
    id: 'pom',
    role: 'manifest',
    fileName: /^(?:pom\.xml|[\w.-]+\.pom)$/,
    load: async () => (await import('./parse-pom.ts')).parsePom,
  },
  {
    ...MAVEN,
    id: 'gradle',
    role: 'lock',
    fileName: /^(?:[\w-]*gradle\.lockfile)$/,
    path: /(?:^|\/)dependency-locks\/[\w-]+\.lockfile$/,
    load: async () => (await import('./gradle-lockfile.ts')).parseGradleLockfile,
  },
  {
    ...MAVEN,
    id: 'gradle-catalog',
    role: 'manifest',
    fileName: /^[\w.-]*libs\.versions\.toml$/,
    load: async () => (await import('./version-catalog.ts')).parseVersionCatalog,
  },
  {
    ...MAVEN,
    id: 'sbt',
    role: 'lock',
    fileName: /\.sbt\.lock$/,
    holdsIntegrity: true,
    load: async () => (await import('./sbt-lock.ts')).parseSbtLock,
  },
];
