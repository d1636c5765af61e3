import type { CoveragePart } from '@sallyport/findings';

import { groupKernelHeaders } from '../images/checks/kernel-headers.ts';
import type { ScanContext, ScannerResult } from '../scanner.ts';
import { collect } from './collect/collect.ts';
import { completeness, isJudged, unreadNotes } from './completeness.ts';
import type { Collected } from './collect/collect.ts';
import { readInside } from './collect/file-reader.ts';
import { readOptions } from './options.ts';
import type { DependencyOptions } from './options.ts';
import { rulesInEffect } from './rules.ts';

/** Finds vulnerable, malicious and doubtful packages. Throws for a target or a VEX document that cannot be what it was said to be. */
export async function scan(context: ScanContext): Promise<ScannerResult> {
  const startedAt = context.clock.monotonic();
  const options = readOptions(context.options);
  if (options.staged) return idle('skipped', 'What is staged is searched for secrets only.');
  const collected = await collect(context, { ...options, installedLicences: options.licences !== undefined });
  if (collected.files.length + collected.skipped.length === 0)
    return idle('not-applicable', 'There is no lock file, manifest or SBOM of packages.');
  // What judges packages is loaded only where there are some.
  const { findVulnerable } = await import('./match/find-vulnerable.ts');
  const { importGraph } = await import('./imports/import-graph.ts');
  const { inventory, files } = collected;
  const counting = inventory.packages.filter(({ dev }) => options.dev || !dev);
  const leftOut = inventory.packages.length - counting.length;
  const importedOf = importGraph(folderOf(context), files, inventory.packages);
  const known = { subject: inventory.subject, importedOf };
  const vulnerable = await findVulnerable(counting, options, context, known);
  const coverage: CoveragePart = {
    scanner: 'dependencies',
    ...completeness(collected, vulnerable, counting.length),
    rules: rulesInEffect(options),
    looked: isJudged(vulnerable, counting.length) ? lookedAt(collected, context) : {},
    skipped: collected.skipped,
    notes: [
      ...unreadNotes(collected),
      ...vulnerable.notes,
      ...(leftOut === 0 ? [] : [`${leftOut} packages for development only are left out.`]),
      ...collected.notes,
    ],
    durationMs: context.clock.monotonic() - startedAt,
  };
  // As in a scan of the image itself, of which an SBOM may be.
  const sightings = [...groupKernelHeaders(vulnerable.sightings), ...(await doubts(collected, options, context))];
  return { sightings, suppressions: [{ rules: [], issues: vulnerable.issues }], inventory, coverage };
}

function lookedAt({ inventory, files, readBesides }: Collected, { target }: ScanContext): CoveragePart['looked'] {
  const packages = inventory.packages.length;
  // An SBOM without a package that can be matched is nothing that was looked at.
  return target.kind === 'sbom' ? { packages } : { files: files.length + readBesides, packages };
}

/** The folder with the sources; undefined for a single file and an SBOM. */
function folderOf({ target }: ScanContext): string | undefined {
  return target.kind === 'dir' || target.kind === 'git' ? target.root : undefined;
}

async function doubts(
  { files }: Collected,
  options: DependencyOptions,
  context: ScanContext,
): Promise<ScannerResult['sightings']> {
  const { checkHygiene } = await import('./hygiene/check.ts');
  const { checkLicences } = await import('./licences/check.ts');
  const folder = folderOf(context);
  const textOf = (path: string): string | undefined =>
    folder === undefined ? undefined : readInside(folder, path)?.toString('utf8');
  return [
    ...(options.hygiene ? checkHygiene({ files, options, textOf }) : []),
    ...(options.licences === undefined ? [] : checkLicences(files, options.licences)),
  ];
}

function idle(state: 'skipped' | 'not-applicable', reason: string): ScannerResult {
  const nothing = { rules: 0, looked: {}, skipped: [], notes: [], durationMs: 0 };
  return { sightings: [], coverage: { scanner: 'dependencies', state, reason, ...nothing } };
}
