import type { Package } from '@sallyport/inventory';

import type { HygieneFacts } from './doubt.ts';

/** The host of the registry that a package comes from, with its port; undefined where the lock file does not say. */
export function hostOf({ resolved }: Package): string | undefined {
  return resolved?.kind === 'registry' && resolved.url !== undefined ? hostOfUrl(resolved.url) : undefined;
}

export const hostOfUrl = (url: string): string | undefined => URL.parse(url)?.host || undefined;

/** Settings beside lock files in which a project names its registries. */
const SETTINGS = [
  '.npmrc',
  '.yarnrc',
  '.yarnrc.yml',
  'bunfig.toml',
  'pip.conf',
  'pyproject.toml',
  'Pipfile',
  '.cargo/config.toml',
];

/** Every host that the settings beside the lock files name. */
export function configuredHosts({ files, textOf }: HygieneFacts): ReadonlySet<string> {
  const folders = new Set(files.map(({ path }) => path.slice(0, path.lastIndexOf('/') + 1)));
  const texts = [...folders].flatMap((folder) => SETTINGS.map((name) => textOf(`${folder}${name}`) ?? ''));
  const urls = texts.flatMap((text) => text.match(/\bhttps?:\/\/[^\s"'<>]{1,300}/g) ?? []);
  return new Set(urls.flatMap((url) => hostOfUrl(url) ?? []));
}
