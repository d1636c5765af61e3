import type { Analyser } from './analyser.ts';

const MIB = 1024 ** 2;

/** Every kind of file that tells of packages; one line each. Programs are looked at by their content, not by their path. */
export const analysers: readonly Analyser[] = [
  {
    id: 'release',
    paths:
      /^(?:(?:etc|usr\/lib)\/os-release|etc\/(?:alpine-release|debian_version|redhat-release|centos-release|system-release))$/,
    mostBytes: 64 * 1024,
    load: async () => (await import('./os/os-release.ts')).analyseRelease,
  },
  {
    id: 'dpkg',
    paths: /^var\/lib\/dpkg\/status(?:\.d\/[^/]+(?<!\.md5sums|\.preinst|\.postinst|\.prerm|\.postrm))?$/,
    mostBytes: 64 * MIB,
    load: async () => (await import('./os/dpkg.ts')).analyseDpkgStatus,
  },
  {
    id: 'dpkg-files',
    paths: /^var\/lib\/dpkg\/(?:info\/[^/]+\.list|status\.d\/[^/]+\.md5sums)$/,
    mostBytes: 16 * MIB,
    load: async () => (await import('./os/dpkg.ts')).analyseDpkgList,
  },
  {
    id: 'apk',
    paths: /^(?:usr\/)?lib\/apk\/db\/installed$/,
    mostBytes: 64 * MIB,
    load: async () => (await import('./os/apk.ts')).analyseApk,
  },
  {
    id: 'rpm',
    paths: /^(?:var\/lib\/rpm|usr\/lib\/sysimage\/rpm|usr\/share\/rpm)\/(?:rpmdb\.sqlite|Packages|Packages\.db)$/,
    mostBytes: 128 * MIB,
    load: async () => (await import('./rpm/rpm-database.ts')).analyseRpmDatabase,
  },
  {
    id: 'rpm-log',
    paths: /^(?:var\/lib\/rpm|usr\/lib\/sysimage\/rpm)\/rpmdb\.sqlite-wal$/,
    mostBytes: 64 * MIB,
    load: async () => (await import('./rpm/rpm-database.ts')).analyseRpmLog,
  },
  {
    id: 'rpm-manifest',
    paths: /^var\/lib\/rpmmanifest\/container-manifest-2$/,
    mostBytes: 16 * MIB,
    load: async () => (await import('./rpm/rpm-database.ts')).analyseRpmManifest,
  },
  {
    id: 'alpm',
    paths: /^var\/lib\/pacman\/local\/[^/]+\/(?:desc|files)$/,
    mostBytes: 16 * MIB,
    load: async () => (await import('./os/alpm.ts')).analyseAlpm,
  },
  {
    id: 'npm',
    paths: /(?:^|\/)(?:node_modules|usr\/share\/nodejs)\/(?:@[^/]+\/)?[^/]+\/package\.json$/,
    mostBytes: 4 * MIB,
    load: async () => (await import('./languages/npm.ts')).analyseNodePackage,
  },
  {
    id: 'python',
    paths: /(?:\.dist-info\/METADATA|\.egg-info\/PKG-INFO|EGG-INFO\/PKG-INFO|\.egg-info)$/,
    mostBytes: 4 * MIB,
    load: async () => (await import('./languages/python.ts')).analysePythonMetadata,
  },
  {
    id: 'gem',
    paths: /(?:^|\/)specifications\/(?:default\/)?[^/]+\.gemspec$/,
    mostBytes: MIB,
    load: async () => (await import('./languages/gem.ts')).analyseGemspec,
  },
  {
    id: 'jar',
    paths: /\.(?:jar|war|ear|par|hpi|jpi|kar|nar)$/i,
    mostBytes: 96 * MIB,
    load: async () => (await import('./languages/jar.ts')).analyseJar,
  },
  {
    id: 'dotnet',
    paths: /\.deps\.json$/,
    mostBytes: 16 * MIB,
    load: async () => (await import('./languages/dotnet.ts')).analyseDotnetDeps,
  },
  {
    id: 'composer',
    paths: /(?:^|\/)vendor\/composer\/installed\.json$/,
    mostBytes: 32 * MIB,
    load: async () => (await import('./languages/composer.ts')).analyseComposerInstalled,
  },
  {
    id: 'r',
    paths: /(?:^|\/)(?:site-)?library\/[^/]+\/DESCRIPTION$/,
    mostBytes: MIB,
    load: async () => (await import('./languages/r.ts')).analyseRDescription,
  },
  {
    id: 'runtime',
    paths:
      /(?:^|\/)(?:(?:jvm|java|jdk|jre|openjdk|graalvm|zulu|corretto)[^/]*(?:\/[^/]+)*\/release|opt\/[^/]+\/release|go\/VERSION)$/i,
    mostBytes: MIB,
    load: async () => (await import('./executables/runtime-files.ts')).analyseRuntimeFile,
  },
];
