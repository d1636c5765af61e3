import { baseEcosystem, parseRange, satisfies } from '@sallyport/inventory';
import type { Package } from '@sallyport/inventory';

/** What a command needs to know of the package that it moves. */
interface Move {
  readonly name: string;
  /** The version to move to, as versions are written without `v`. */
  readonly version: string;
  readonly from: string;
  /** The name in the manifest, where that is another one. */
  readonly alias: string | undefined;
  readonly isTransitive: boolean;
  readonly isDev: boolean;
  /** The manifest asks for it in a range without the version. */
  readonly isOutOfRange: boolean;
  /** The member of the workspace that asks for it, relative to the lock file; undefined for the root. */
  readonly member: string | undefined;
  readonly found: Package;
}

type Command = (move: Move) => string | undefined;

/** `name@1.2.3`, or `alias@npm:name@1.2.3`. */
const npmSpecifier = ({ name, version, alias }: Move): string =>
  alias === undefined ? `${name}@${version}` : `${alias}@npm:${name}@${version}`;

const npm: Command = (move) => {
  if (move.isTransitive) return `npm update ${move.name}`;
  return `npm install ${move.member === undefined ? '' : `-w ${move.member} `}${npmSpecifier(move)}`;
};

const yarn: Command = (move) => {
  const { found, name, isTransitive, member } = move;
  if (!isBerry(found)) {
    if (isTransitive) return undefined;
    const [within, verb] = [
      member === undefined ? '' : `--cwd ${member} `,
      move.alias === undefined ? 'upgrade' : 'add',
    ];
    return `yarn ${within}${verb} ${npmSpecifier(move)}`;
  }
  if (isTransitive) return `yarn up -R ${name}`;
  return `yarn ${member === undefined ? '' : `--cwd ${member} `}up ${npmSpecifier(move)}`;
};

/** Yarn's lock files of later versions write digests with a colon, and no address for what a registry has. */
export function isBerry({ resolved, integrity }: Package): boolean {
  return resolved === undefined && integrity.every((digest) => digest.startsWith('sha512:'));
}

const pnpm: Command = (move) => {
  if (move.isTransitive) return `pnpm update --depth Infinity ${move.name}`;
  const within = move.member === undefined ? '' : `--filter ./${move.member} `;
  return `pnpm ${within}${move.alias === undefined ? 'update' : 'add'} ${npmSpecifier(move)}`;
};

/** Adding a package that another one brings would make it a direct one. */
const poetry: Command = ({ name, version, isOutOfRange, isDev, found }) => {
  if (!isOutOfRange) return `poetry update ${name}`;
  const group = isDev ? ` --group ${found.declared?.group ?? 'dev'}` : '';
  return `poetry add${group} ${name}@^${version}`;
};

/** A range that allows the version stays as it is. */
const pipenv: Command = ({ name, version, isTransitive, isDev, isOutOfRange }) => {
  const dev = isDev ? ' --dev' : '';
  return isTransitive || !isOutOfRange ? `pipenv update${dev} ${name}` : `pipenv install${dev} ${name}==${version}`;
};

/** What brings one package to a version, by the file that pins it. */
const BY_FILE: Readonly<Record<string, Command>> = {
  'package-lock.json': npm,
  'npm-shrinkwrap.json': npm,
  'yarn.lock': yarn,
  'pnpm-lock.yaml': pnpm,
  'bun.lock': (move) => (move.isTransitive ? `bun update ${move.name}` : `bun add ${npmSpecifier(move)}`),
  'poetry.lock': poetry,
  'uv.lock': ({ name, version }) => `uv lock --upgrade-package ${name}==${version}`,
  'pdm.lock': ({ name }) => `pdm update ${name}`,
  'Pipfile.lock': pipenv,
};

/** Whether Go's workspace file says it, and no module's own. */
export function isOfWorkspace({ location }: NonNullable<Package['declared']>): boolean {
  return /(?:^|\/)go\.work$/.test(location?.path ?? '');
}

const go: Command = ({ name, version, found: { declared } }) => {
  if (name === 'stdlib' || name === 'toolchain') return `go get go@${version}`;
  if (declared?.group === 'replace') {
    const [edit, tidy] = isOfWorkspace(declared) ? ['go work', 'go work sync'] : ['go mod', 'go mod tidy'];
    return `${edit} edit -replace ${declared.name ?? name}=${name}@v${version} && ${tidy}`;
  }
  return `go get ${name}@v${version} && go mod tidy`;
};

const BY_ECOSYSTEM: Readonly<Record<string, Command>> = {
  npm,
  Go: go,
  'crates.io': ({ name, version, from }) => `cargo update -p ${name}@${from} --precise ${version}`,
  RubyGems: ({ name }) => `bundle update ${name} --conservative`,
  Packagist: ({ name }) => `composer update ${name} --with-dependencies`,
  NuGet: ({ name, version }) => `dotnet add package ${name} --version ${version}`,
  Hex: ({ name }) => `mix deps.update ${name}`,
  Pub: ({ name }) => `dart pub upgrade ${name}`,
  CRAN: ({ name, version }) => `Rscript -e 'renv::install("${name}@${version}")'`,
  Debian: ({ name }) => `apt-get install --only-upgrade ${name}`,
  Ubuntu: ({ name }) => `apt-get install --only-upgrade ${name}`,
  Alpine: ({ name }) => `apk upgrade ${name}`,
  AlmaLinux: ({ name }) => `dnf upgrade ${name}`,
  'Rocky Linux': ({ name }) => `dnf upgrade ${name}`,
  'Red Hat': ({ name }) => `dnf upgrade ${name}`,
};

/** Lock files and ecosystems whose command keeps to the manifest's range, which somebody has to raise before. */
const KEEPS_RANGE: ReadonlySet<string> = new Set([
  'uv.lock',
  'pdm.lock',
  'crates.io',
  'RubyGems',
  'Packagist',
  'Hex',
  'Pub',
]);

/** What may stand in a command as it is; names in lock files are foreign text. */
const PLAIN = /^[\w@/.:+~-]{1,200}$/;

/** The command that brings the package to `version`; undefined where there is none, or the name is no plain one. */
export function updateCommand(found: Package, version: string): string | undefined {
  const move = moveOf(found, version);
  const words = [move.name, move.version, move.from, move.alias, move.member, found.declared?.group];
  if (words.some((word) => word !== undefined && (!PLAIN.test(word) || word.startsWith('-')))) return undefined;
  const command = lookUp(BY_FILE, fileOf(found)) ?? lookUp(BY_ECOSYSTEM, baseEcosystem(found.ecosystem));
  return command?.(move);
}

/** Whether the command would leave the version out, since the manifest has to be edited before. */
export function mustRaiseFirst(found: Package, version: string): boolean {
  const file = fileOf(found);
  const keeps = KEEPS_RANGE.has(Object.hasOwn(BY_FILE, file) ? file : baseEcosystem(found.ecosystem));
  return keeps && isOutOfRange(found, version);
}

function moveOf(found: Package, version: string): Move {
  return {
    name: found.name,
    version: version.replace(/^v(?=\d)/, ''),
    from: found.version ?? '0',
    alias: found.ecosystem === 'npm' ? found.declared?.name : undefined,
    isTransitive: found.relation === 'transitive',
    isDev: found.dev,
    isOutOfRange: isOutOfRange(found, version),
    member: memberOf(found),
    found,
  };
}

function isOutOfRange({ ecosystem, declared, relation }: Package, version: string): boolean {
  if (declared === undefined || declared.range === '' || relation === 'transitive') return false;
  const range = parseRange(ecosystem, declared.range);
  return range !== undefined && !satisfies(range, version);
}

function memberOf({ workspace, location }: Package): string | undefined {
  const path = location?.path ?? '';
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  if (workspace === undefined || workspace === '.' || `${workspace}/` === folder) return undefined;
  return workspace.startsWith(folder) ? workspace.slice(folder.length) : undefined;
}

function fileOf({ location }: Package): string {
  return location?.path.slice(location.path.lastIndexOf('/') + 1) ?? '';
}

function lookUp(table: Readonly<Record<string, Command>>, key: string): Command | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
