import { baseEcosystem } from '@sallyport/inventory';
import type { Package } from '@sallyport/inventory';

type Command = (name: string, version: string) => string;

/** What brings one package to a version, by the file that pins it. */
const BY_FILE: Readonly<Record<string, Command>> = {
  'package-lock.json': (name, version) => `npm install ${name}@${version}`,
  'npm-shrinkwrap.json': (name, version) => `npm install ${name}@${version}`,
  'yarn.lock': (name, version) => `yarn upgrade ${name}@${version}`,
  'pnpm-lock.yaml': (name, version) => `pnpm update ${name}@${version}`,
  'bun.lock': (name, version) => `bun add ${name}@${version}`,
  'poetry.lock': (name, version) => `poetry add ${name}@^${version}`,
  'uv.lock': (name, version) => `uv lock --upgrade-package ${name}==${version}`,
  'pdm.lock': (name) => `pdm update ${name}`,
  'Pipfile.lock': (name, version) => `pipenv install ${name}==${version}`,
};

const BY_ECOSYSTEM: Readonly<Record<string, Command>> = {
  npm: (name, version) => `npm install ${name}@${version}`,
  Go: (name, version) => `go get ${name}@v${version.replace(/^v/, '')} && go mod tidy`,
  'crates.io': (name, version) => `cargo update -p ${name} --precise ${version}`,
  RubyGems: (name) => `bundle update ${name} --conservative`,
  Packagist: (name) => `composer update ${name} --with-dependencies`,
  NuGet: (name, version) => `dotnet add package ${name} --version ${version}`,
  Hex: (name) => `mix deps.update ${name}`,
  Pub: (name) => `dart pub upgrade ${name}`,
  CRAN: (name, version) => `Rscript -e 'renv::install("${name}@${version}")'`,
  Debian: (name) => `apt-get install --only-upgrade ${name}`,
  Ubuntu: (name) => `apt-get install --only-upgrade ${name}`,
  Alpine: (name) => `apk upgrade ${name}`,
  AlmaLinux: (name) => `dnf upgrade ${name}`,
  'Rocky Linux': (name) => `dnf upgrade ${name}`,
  'Red Hat': (name) => `dnf upgrade ${name}`,
};

/** What may stand in a command as it is; names in lock files are foreign text. */
const PLAIN = /^[\w@/.:+~-]{1,200}$/;

/** The command that brings the package to `version`; undefined where there is none, or the name is no plain one. */
export function updateCommand({ ecosystem, name, location }: Package, version: string): string | undefined {
  if (!PLAIN.test(name) || !PLAIN.test(version) || name.startsWith('-')) return undefined;
  const file = location?.path.slice(location.path.lastIndexOf('/') + 1) ?? '';
  const command = lookUp(BY_FILE, file) ?? lookUp(BY_ECOSYSTEM, baseEcosystem(ecosystem));
  return command?.(name, version);
}

function lookUp(table: Readonly<Record<string, Command>>, key: string): Command | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
