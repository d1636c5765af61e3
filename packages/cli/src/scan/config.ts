import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { array, boolean, checkShape, object, oneOf, optional, parseAs, string } from '@sallyport/documents';
import type { AnyShape, DocumentNode, OptionalProperty, ShapeValue } from '@sallyport/documents';
import { SEVERITIES } from '@sallyport/findings';
import { systemCode } from '@sallyport/kernel';
import { GATES_SECTION } from '@sallyport/policy/section';
import { REPORT_FORMATS } from '@sallyport/reports';
import { scanners } from '@sallyport/scanners';

import { cliErrors } from '../errors.ts';
import type { BaseRevision } from '../gate/base-revision.ts';
import { readFoundFile } from './read-found-file.ts';

/** The `scan` section: what the flags of `sallyport scan` also say. */
const SCAN = object({
  only: optional(array(string()), 'Run only these scanners.'),
  skip: optional(array(string()), 'Leave these scanners out.'),
  failOn: optional(oneOf([...SEVERITIES, 'none']), 'End with 1 at findings as bad as this or worse.'),
  format: optional(
    oneOf(REPORT_FORMATS.map(({ id }) => id)),
    'What goes to standard output, unless it is to be quiet.',
  ),
  offline: optional(boolean(), 'Talk to no host at all.'),
  history: optional(boolean(), 'Whether the git history is scanned too.'),
  allowMissing: optional(array(string()), 'Parts that may be missing, by name.'),
});

/** The `advisories` section: where `sallyport db` and scans get advisories from. */
const ADVISORIES = object({
  source: optional(
    string({ minLength: 1 }),
    'A URL or a folder, relative to this file; the public OSV bucket where it is left out.',
  ),
  layout: optional(
    oneOf(['osv-bucket', 'osv-files', 'mirror']),
    "How the source is laid out: as the OSV bucket, as single OSV records, or as another Sallyport's folder.",
  ),
});

/** What `sallyport.yaml` may hold. Each scanner has a section under its own name. */
export function configShape(): AnyShape & { kind: 'object' } {
  const sections: Record<string, OptionalProperty<unknown>> = {};
  for (const { manifest } of scanners) {
    if (manifest.options !== undefined) sections[manifest.id] = optional(manifest.options, manifest.summary);
  }
  return object({
    scan: optional(SCAN, 'Defaults for the flags of sallyport scan.'),
    suppressions: optional(
      array(object({}, { open: true })),
      'Findings that are accepted, each with its reason and expiry.',
    ),
    advisories: optional(ADVISORIES, 'Where advisories come from.'),
    gates: optional(GATES_SECTION, 'Check points, each with the policies that decide what passes.'),
    ...sections,
  });
}

export interface LoadedConfig {
  /** The file that was read, as shown to people; undefined where there is none. */
  readonly path: string | undefined;
  readonly scan: ShapeValue<typeof SCAN>;
  readonly advisories: ShapeValue<typeof ADVISORIES>;
  readonly gates: ShapeValue<typeof GATES_SECTION>;
  /** Each scanner's checked section. */
  readonly sections: { readonly [scanner: string]: { readonly [name: string]: unknown } };
  /** The list of suppressions as it stands in the file, with positions. */
  readonly suppressions: DocumentNode | undefined;
  /** The folder that relative paths in the file start from. */
  readonly folder: string;
}

const NAMES = ['sallyport.yaml', 'sallyport.yml', '.sallyport.yaml'];

/**
 * Reads `given`, or the target folder's `sallyport.yaml`. No file is a valid configuration. Throws CLI_CONFIG_INVALID with
 * every wrong key or value, its line and the right word, and CLI_UNREADABLE_FILE. Where a base revision is named the
 * file is read as that has it.
 */
// oxlint-disable-next-line max-params -- the base is the rare fourth
export async function loadConfig(
  root: string,
  given: string | undefined,
  cwd: string,
  base?: BaseRevision,
): Promise<LoadedConfig> {
  const named = given === undefined ? undefined : resolve(cwd, given);
  if (base !== undefined && (named === undefined || base.inside(named) !== undefined))
    return loadFromBase(root, base, named === undefined ? NAMES : [named]);
  if (named !== undefined) base?.demandForeign(named);
  const candidates = given === undefined ? NAMES.map((name) => join(root, name)) : [resolve(cwd, given)];
  for (const path of candidates) {
    const text = given === undefined ? readFoundFile(path) : readNamed(path);
    if (text !== undefined) return parseConfig(text, path);
  }
  return none(root);
}

function none(folder: string): LoadedConfig {
  return { path: undefined, scan: {}, advisories: {}, gates: {}, sections: {}, suppressions: undefined, folder };
}

async function loadFromBase(root: string, base: BaseRevision, names: readonly string[]): Promise<LoadedConfig> {
  for (const name of names) {
    const text = base.text(name);
    if (text !== undefined)
      return { ...(await parseConfig(text, `${base.ref}:${base.inside(name) ?? name}`)), folder: root };
  }
  const [only, another] = names;
  if (only !== undefined && another === undefined)
    throw cliErrors.UNREADABLE_FILE({ path: `${base.ref}:${only}`, reason: 'it is not in that revision' });
  return none(root);
}

function readNamed(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw cliErrors.UNREADABLE_FILE({ path, reason: systemCode(error) ?? 'unknown' }, { cause: error });
  }
}

async function parseConfig(text: string, path: string): Promise<LoadedConfig> {
  const invalid = (problems: string): Error => cliErrors.CONFIG_INVALID({ problems, path });
  const parsed = await parseAs('yaml', text);
  if (!parsed.ok) throw invalid(`${path}:${parsed.error.line}:${parsed.error.column}: ${parsed.error.message}`);
  const [root, second] = parsed.documents;
  if (second !== undefined)
    throw invalid(`${path}:${second.range.start.line}:1: a second document starts here, and only one is read`);
  const empty = { ...none(dirname(path)), path };
  if (root === undefined || (root.kind === 'scalar' && root.value === null)) return empty;
  const checked = checkShape(root, configShape());
  if (!checked.ok) {
    const lines = checked.problems.map(
      (problem) => `${path}:${problem.line}:${problem.column}: ${problem.message}. ${problem.next}`,
    );
    throw invalid(lines.join('\n'));
  }
  const {
    scan,
    advisories,
    gates,
    suppressions: _,
    ...sections
  } = checked.value as {
    scan?: ShapeValue<typeof SCAN>;
    advisories?: ShapeValue<typeof ADVISORIES>;
    gates?: ShapeValue<typeof GATES_SECTION>;
    suppressions?: unknown;
  } & LoadedConfig['sections'];
  const entry = root.kind === 'object' ? root.entries.find((candidate) => candidate.key === 'suppressions') : undefined;
  return {
    ...empty,
    scan: scan ?? {},
    advisories: advisories ?? {},
    gates: gates ?? {},
    sections,
    suppressions: entry?.value,
  };
}
