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
        message: `${location.path} asks for ${name}${range === '' ? '' : ` ${range}`}, but ${file.path} ${problem}.`,
      };
    }
  }
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
