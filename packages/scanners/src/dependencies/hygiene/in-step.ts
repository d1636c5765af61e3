import { normaliseName, parseRange, satisfies } from '@sallyport/inventory';

import type { Declaration } from '../parser.ts';
import type { Doubt, HygieneFacts } from './doubt.ts';

/** What a manifest asks for and its lock file does not have, or has in a version that was not asked for. */
export function* checkInStep({ files }: HygieneFacts): Generator<Doubt> {
  for (const file of files) {
    if (file.kind?.role !== 'lock') continue;
    const versions = new Map(file.packages.map(({ id, version }) => [id, version]));
    for (const declaration of file.declarations) {
      const problem = problemOf(declaration, versions);
      if (problem === undefined) continue;
      const { name, range, ecosystem, location } = declaration;
      yield {
        rule: 'lock-out-of-step',
        location,
        subject: `${file.path} ${normaliseName(ecosystem, name)}`,
        ...remedyFor(file.path),
        message: `${location.path} asks for ${name}${range === '' ? '' : ` ${range}`}, but ${file.path} ${problem}.`,
      };
    }
  }
}

/** What brings the lock file up to date, and what refuses it where it is not, by its name. */
const COMMANDS: ReadonlyMap<string, readonly [renew: string, hold: string]> = new Map([
  ['package-lock.json', ['npm install', 'npm ci']],
  ['npm-shrinkwrap.json', ['npm install', 'npm ci']],
  ['yarn.lock', ['yarn install', 'yarn install --immutable (version 1: --frozen-lockfile)']],
  ['pnpm-lock.yaml', ['pnpm install', 'pnpm install --frozen-lockfile']],
  ['bun.lock', ['bun install', 'bun install --frozen-lockfile']],
  ['Cargo.lock', ['cargo update --workspace', 'cargo build --locked']],
  ['poetry.lock', ['poetry lock', 'poetry check --lock']],
  ['uv.lock', ['uv lock', 'uv sync --locked']],
  ['pdm.lock', ['pdm lock', 'pdm install --frozen-lockfile']],
  ['Pipfile.lock', ['pipenv lock', 'pipenv install --deploy']],
  ['Gemfile.lock', ['bundle lock', 'bundle config set frozen true']],
  ['composer.lock', ['composer update --lock', 'composer validate']],
]);

function remedyFor(path: string): Pick<Doubt, 'remedy'> | undefined {
  const commands = COMMANDS.get(path.slice(path.lastIndexOf('/') + 1));
  if (commands === undefined) return undefined;
  const [renew, hold] = commands;
  return {
    remedy: `Run ${renew}, and commit manifest and lock file together; in CI, ${hold} refuses what is out of step.`,
  };
}

function problemOf(declaration: Declaration, versions: ReadonlyMap<string, string | undefined>): string | undefined {
  const { ecosystem, range, resolved, package: id } = declaration;
  if (id === undefined) return declaration.optional ? undefined : 'does not have it';
  const version = versions.get(id);
  if (version === undefined || range === '' || resolved !== undefined) return undefined;
  const parsed = parseRange(ecosystem, range);
  if (parsed === undefined || satisfies(parsed, version, { prereleases: true })) return undefined;
  return `has ${version}`;
}
