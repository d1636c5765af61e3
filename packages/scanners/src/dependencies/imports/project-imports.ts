import { SkipCounter } from '@sallyport/findings';
import { jsonMember } from '@sallyport/kernel';

import { walkFiles } from '../../files/walk.ts';
import type { WalkedFile } from '../../files/walk.ts';
import { readWhole } from '../collect/file-reader.ts';
import { installedIn, loadsOf, mentionsIn, packageOf } from './specifiers.ts';

/** What the sources under one lock file load. */
export interface ProjectImports {
  readonly imported: Set<string>;
  readonly mentioned: Set<string>;
  /** Something is loaded that the text does not name, or not everything could be read. */
  isOpen: boolean;
  sources: number;
}

const SOURCE = /\.(?:[cm]?[jt]sx?|vue|svelte|astro|mdx)$/i;
const SETTINGS =
  /(?:^|\/)(?:package\.json|\.?[\w.-]*rc(?:\.json)?|[tj]sconfig[\w.-]*\.json|angular\.json|project\.json|nx\.json)$/i;
/** What else may load a package by its path: pages, styles, templates, scripts, configurations and how images are built. */
const TEXT =
  /(?:\.(?:html?|xhtml|css|s[ac]ss|less|styl|hbs|ejs|pug|twig|erb|php|cshtml|jsp|liquid|njk|ya?ml|toml|json5?|ini|conf|sh|txt|gradle)|(?:^|\/)(?:[\w.-]*Dockerfile[\w.-]*|Makefile|Procfile))$/i;
/** Lock files name every package and load none. */
const LOCKS = /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lock)$/;
const LEAVE_OUT: ReadonlySet<string> = new Set(['.git', 'node_modules', 'bower_components']);

export interface ImportLimits {
  readonly files: number;
  readonly bytes: number;
  readonly fileBytes: number;
}

const IMPORT_LIMITS: ImportLimits = Object.freeze({
  files: 100_000,
  bytes: 512 * 1024 * 1024,
  fileBytes: 4 * 1024 * 1024,
});

/** Reads the sources of a folder, each for the innermost of `projects` (folders, `` for the root) that holds it. */
export function readProjectImports(
  root: string,
  projects: readonly string[],
  wanted: ReadonlySet<string>,
  limits: ImportLimits = IMPORT_LIMITS,
): ReadonlyMap<string, ProjectImports> {
  const all = new Map(projects.map((folder) => [folder, empty()]));
  let files = 0;
  let bytes = 0;
  for (const { project, path, absolute } of filesOf(root, all)) {
    const content = readWhole(absolute);
    files += 1;
    bytes += typeof content === 'string' ? 0 : content.length;
    if (files > limits.files || bytes > limits.bytes) return opened(all);
    if (typeof content === 'string' || content.length > limits.fileBytes) project.isOpen = true;
    else readerOf(path)(project, content.toString('utf8'), wanted);
  }
  return all;
}

/** Sources and settings, each with the innermost project around it. */
function* filesOf(
  root: string,
  all: ReadonlyMap<string, ProjectImports>,
): Generator<WalkedFile & { readonly project: ProjectImports }> {
  const innermost = [...all.keys()].toSorted((a, b) => b.length - a.length);
  for (const file of walkFiles({ root, skips: new SkipCounter(), leaveOut: LEAVE_OUT })) {
    if (LOCKS.test(file.path) || ![SOURCE, SETTINGS, TEXT].some((kind) => kind.test(file.path))) continue;
    const folder = innermost.find((each) => each === '' || file.path.startsWith(`${each}/`));
    const project = folder === undefined ? undefined : all.get(folder);
    if (project !== undefined) yield { ...file, project };
  }
}

const empty = (): ProjectImports => ({ imported: new Set(), mentioned: new Set(), isOpen: false, sources: 0 });

function opened(all: ReadonlyMap<string, ProjectImports>): ReadonlyMap<string, ProjectImports> {
  for (const project of all.values()) project.isOpen = true;
  return all;
}

type Reader = (project: ProjectImports, text: string, wanted: ReadonlySet<string>) => void;

function readerOf(path: string): Reader {
  if (SOURCE.test(path)) return addSource;
  return SETTINGS.test(path) ? addSettings : addText;
}

/** Only a path into what is installed tells anything here: words of a text are no imports. */
function addText(project: ProjectImports, text: string, wanted: ReadonlySet<string>): void {
  for (const name of installedIn(text)) if (wanted.has(name)) project.mentioned.add(name);
  for (const { groups } of text.matchAll(STYLE)) {
    const name = packageOf(groups?.['name'] ?? '');
    if (name !== undefined && wanted.has(name)) project.mentioned.add(name);
  }
}

/** `@import '~name/…'` of styles and their later forms, and the import maps and module scripts of pages. */
const STYLE =
  /(?:@(?:import|use|forward|plugin|config)|\bfrom|\bimport)\s{0,20}\(?(?:url\()?['"]~?(?<name>[^'"\n]{1,500})/g;

function addSource(project: ProjectImports, text: string, wanted: ReadonlySet<string>): void {
  const { imported, mentioned, computes } = loadsOf(text, wanted);
  for (const name of imported) project.imported.add(name);
  for (const name of mentioned) project.mentioned.add(name);
  project.isOpen ||= computes;
  project.sources += 1;
}

/** Asking for a package does not use it; scripts and every other setting may. */
const ASKS: ReadonlySet<string> = new Set([
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
  'peerDependenciesMeta',
  'overrides',
  'resolutions',
  'allowScripts',
]);

function addSettings(project: ProjectImports, text: string, wanted: ReadonlySet<string>): void {
  let said = text;
  try {
    const parsed: unknown = JSON.parse(text);
    said = JSON.stringify(parsed, (key, value: unknown) => (ASKS.has(key) ? undefined : value)) ?? '';
    for (const word of scriptWords(parsed)) if (wanted.has(word)) project.mentioned.add(word);
  } catch {
    // Not plain JSON (a configuration in JavaScript or YAML): its quotes tell as well.
  }
  for (const name of mentionsIn(said, wanted)) project.mentioned.add(name);
}

function scriptWords(manifest: unknown): string[] {
  const scripts = jsonMember(manifest, 'scripts');
  if (typeof scripts !== 'object' || scripts === null) return [];
  return Object.values(scripts).flatMap((script) => (typeof script === 'string' ? script.split(/[^\w@/.-]+/) : []));
}
