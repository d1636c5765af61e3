import type { LockFileKind } from './parser.ts';

/** One small file of each kind, with its path and the packages that it names; a test sees that no kind is left out. */
export interface Sample {
  readonly kind: LockFileKind['id'];
  readonly path: string;
  readonly text: string;
  /** `name@version`, a space between. */
  readonly names: string;
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
const UUID = 'aaaaaaaa-0000-0000-0000-000000000000';

export const SAMPLES: readonly Sample[] = [
  {
    kind: 'npm',
    path: 'package-lock.json',
    text: json({
      lockfileVersion: 3,
      packages: { '': { dependencies: { a: '1' } }, 'node_modules/a': { version: '1.0.0' } },
    }),
    names: 'a@1.0.0',
  },
  {
    kind: 'yarn',
    path: 'yarn.lock',
    text: '# yarn lockfile v1\n\na@^1:\n  version "1.0.0"\n  dependencies:\n    b "^2"\n\nb@^2:\n  version "2.0.0"\n',
    names: 'a@1.0.0 b@2.0.0',
  },
  {
    kind: 'pnpm',
    path: 'pnpm-lock.yaml',
    text: "lockfileVersion: '9.0'\npackages:\n  a@1.0.0:\n    resolution: {integrity: sha512-aa}\nsnapshots:\n  a@1.0.0: {}\n",
    names: 'a@1.0.0',
  },
  {
    kind: 'bun',
    path: 'bun.lock',
    text: '{\n  "workspaces": { "": { "dependencies": { "a": "1" } } },\n  "packages": {\n    "a": ["a@1.0.0", "", {}, "sha512-aa"],\n  },\n}\n',
    names: 'a@1.0.0',
  },
  {
    kind: 'package-json',
    path: 'package.json',
    text: json({ dependencies: { a: '1.0.0', b: '^2' } }),
    names: 'a@1.0.0 b@?',
  },
  {
    kind: 'pip',
    path: 'requirements.txt',
    text: '# pins\na==1.0 \\\n    --hash=sha256:aa\nb>=2\n',
    names: 'a@1.0 b@?',
  },
  {
    kind: 'pipenv',
    path: 'Pipfile.lock',
    text: json({ _meta: {}, default: { a: { version: '==1.0' } }, develop: {} }),
    names: 'a@1.0',
  },
  {
    kind: 'poetry',
    path: 'poetry.lock',
    text: '[[package]]\nname = "a"\nversion = "1.0"\n\n[package.dependencies]\nb = "*"\n\n[[package]]\nname = "b"\nversion = "2.0"\n',
    names: 'a@1.0 b@2.0',
  },
  {
    kind: 'uv',
    path: 'uv.lock',
    text: 'version = 1\n\n[[package]]\nname = "a"\nversion = "1.0"\nsource = { registry = "https://pypi.example" }\n',
    names: 'a@1.0',
  },
  {
    kind: 'pdm',
    path: 'pdm.lock',
    text: '[[package]]\nname = "a"\nversion = "1.0"\ngroups = ["default"]\ndependencies = ["b>=1"]\n',
    names: 'a@1.0',
  },
  {
    kind: 'pylock',
    path: 'pylock.toml',
    text: 'lock-version = "1.0"\n\n[[packages]]\nname = "a"\nversion = "1.0"\n',
    names: 'a@1.0',
  },
  { kind: 'pipfile', path: 'Pipfile', text: '[packages]\na = "==1.0"\n', names: 'a@1.0' },
  {
    kind: 'pyproject',
    path: 'pyproject.toml',
    text: '[project]\nname = "x"\ndependencies = [\n  "a==1.0",\n]\n',
    names: 'a@1.0',
  },
  {
    kind: 'setup-cfg',
    path: 'setup.cfg',
    text: '[options]\ninstall_requires =\n    a==1.0\n    b\n',
    names: 'a@1.0 b@?',
  },
  {
    kind: 'gomod',
    path: 'go.mod',
    text: 'module m\n\ngo 1.20\n\nrequire (\n\texample.com/a v1.0.0\n\texample.com/b v1.1.0 // indirect\n)\n',
    names: 'example.com/a@v1.0.0 example.com/b@v1.1.0',
  },
  { kind: 'gowork', path: 'go.work', text: 'go 1.22\n\nuse (\n\t./a\n)\n', names: '' },
  {
    kind: 'cargo',
    path: 'Cargo.lock',
    text: 'version = 3\n\n[[package]]\nname = "a"\nversion = "1.0.0"\nsource = "registry+https://index.example"\nchecksum = "aa"\n',
    names: 'a@1.0.0',
  },
  {
    kind: 'cargo-toml',
    path: 'Cargo.toml',
    text: '[package]\nname = "x"\n\n[dependencies]\na = "=1.0.0"\n',
    names: 'a@1.0.0',
  },
  {
    kind: 'bundler',
    path: 'Gemfile.lock',
    text: 'GEM\n  remote: https://gems.example/\n  specs:\n    a (1.0)\n      b\n    b (2.0)\n\nDEPENDENCIES\n  a\n',
    names: 'a@1.0 b@2.0',
  },
  { kind: 'gemfile', path: 'Gemfile', text: 'source "https://gems.example"\ngem "a", "1.0"\n', names: 'a@1.0' },
  {
    kind: 'gemspec',
    path: 'x.gemspec',
    text: 'Gem::Specification.new do |s|\n  s.add_dependency "a", "1.0"\nend\n',
    names: 'a@1.0',
  },
  {
    kind: 'composer',
    path: 'composer.lock',
    text: json({ packages: [{ name: 'v/a', version: '1.0.0' }], 'packages-dev': [] }),
    names: 'v/a@1.0.0',
  },
  {
    kind: 'composer-vendor',
    path: 'vendor/composer/installed.json',
    text: json({ packages: [{ name: 'v/a', version: '1.0.0' }] }),
    names: 'v/a@1.0.0',
  },
  { kind: 'composer-json', path: 'composer.json', text: json({ require: { 'v/a': '1.0.0' } }), names: 'v/a@1.0.0' },
  {
    kind: 'pom',
    path: 'pom.xml',
    text: '<project>\n  <groupId>g</groupId>\n  <artifactId>x</artifactId>\n  <dependencies>\n    <dependency>\n      <groupId>g</groupId>\n      <artifactId>a</artifactId>\n      <version>1.0</version>\n    </dependency>\n  </dependencies>\n</project>\n',
    names: 'g:a@1.0',
  },
  { kind: 'gradle', path: 'gradle.lockfile', text: '# comment\ng:a:1.0=compileClasspath\nempty=\n', names: 'g:a@1.0' },
  {
    kind: 'gradle-catalog',
    path: 'libs.versions.toml',
    text: '[versions]\na = "1.0"\n\n[libraries]\na = { module = "g:a", version.ref = "a" }\n',
    names: 'g:a@1.0',
  },
  {
    kind: 'sbt',
    path: 'build.sbt.lock',
    text: json({ dependencies: [{ org: 'g', name: 'a', version: '1.0' }] }),
    names: 'g:a@1.0',
  },
  {
    kind: 'nuget',
    path: 'packages.lock.json',
    text: json({ dependencies: { net8: { A: { type: 'Direct', resolved: '1.0.0' } } } }),
    names: 'A@1.0.0',
  },
  {
    kind: 'nuget-config',
    path: 'packages.config',
    text: '<?xml version="1.0"?>\n<packages>\n  <package id="A" version="1.0.0" />\n</packages>\n',
    names: 'A@1.0.0',
  },
  {
    kind: 'dotnet-core',
    path: 'x.deps.json',
    text: json({ libraries: { 'A/1.0.0': { type: 'package' } } }),
    names: 'A@1.0.0',
  },
  {
    kind: 'packages-props',
    path: 'Directory.Packages.props',
    text: '<Project>\n  <ItemGroup>\n    <PackageVersion Include="A" Version="1.0.0" />\n  </ItemGroup>\n</Project>\n',
    names: 'A@1.0.0',
  },
  {
    kind: 'msbuild',
    path: 'x.csproj',
    text: '<Project>\n  <ItemGroup>\n    <PackageReference Include="A" Version="1.0.0" />\n  </ItemGroup>\n</Project>\n',
    names: 'A@1.0.0',
  },
  { kind: 'conan', path: 'conan.lock', text: json({ version: '0.5', requires: ['a/1.0#aa'] }), names: 'a@1.0' },
  { kind: 'conanfile', path: 'conanfile.txt', text: '[requires]\na/1.0\n', names: 'a@1.0' },
  {
    kind: 'hex',
    path: 'mix.lock',
    text: '%{\n  "a": {:hex, :a, "1.0.0", "aa", [:mix], [], "hexpm", "bb"},\n}\n',
    names: 'a@1.0.0',
  },
  {
    kind: 'mix',
    path: 'mix.exs',
    text: 'defmodule X do\n  defp deps do\n    [\n      {:a, "1.0.0"}\n    ]\n  end\nend\n',
    names: 'a@1.0.0',
  },
  {
    kind: 'pub',
    path: 'pubspec.lock',
    text: 'packages:\n  a:\n    dependency: transitive\n    source: hosted\n    version: "1.0.0"\n',
    names: 'a@1.0.0',
  },
  { kind: 'pubspec', path: 'pubspec.yaml', text: 'name: x\ndependencies:\n  a: 1.0.0\n', names: 'a@1.0.0' },
  {
    kind: 'cocoapods',
    path: 'Podfile.lock',
    text: 'PODS:\n  - A (1.0.0):\n    - B\n  - B (2.0.0)\n\nDEPENDENCIES:\n  - A\n',
    names: 'A@1.0.0 B@2.0.0',
  },
  {
    kind: 'swift',
    path: 'Package.resolved',
    text: json({ version: 2, pins: [{ location: 'https://host.example/o/a', state: { version: '1.0.0' } }] }),
    names: 'host.example/o/a@1.0.0',
  },
  {
    kind: 'package-swift',
    path: 'Package.swift',
    text: 'let p = Package(dependencies: [\n  .package(url: "https://host.example/o/a", exact: "1.0.0"),\n])\n',
    names: 'host.example/o/a@1.0.0',
  },
  {
    kind: 'julia',
    path: 'Manifest.toml',
    text: `julia_version = "1.9.0"\n\n[[deps.A]]\nuuid = "${UUID}"\nversion = "1.0.0"\n`,
    names: 'A@1.0.0',
  },
  { kind: 'julia-project', path: 'Project.toml', text: `[deps]\nA = "${UUID}"\n`, names: 'A@?' },
  {
    kind: 'renv',
    path: 'renv.lock',
    text: json({ Packages: { a: { Package: 'a', Version: '1.0' } } }),
    names: 'a@1.0',
  },
];
