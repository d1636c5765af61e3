import { identify } from '@sallyport/findings';
import type { Coverage, CoveragePart, Finding, ReadSuppressions } from '@sallyport/findings';
import type { Inventory } from '@sallyport/inventory';
import { isSallyportError, safeMessageOf } from '@sallyport/kernel';

import { scannerErrors } from './errors.ts';
import { scanners } from './list.ts';
import type { ListedScanner } from './list.ts';
import { mergeInventories } from './merge-inventories.ts';
import type { OnProgress, ScanContext, ScannerResult } from './scanner.ts';

/** What to scan and how: a `ScanContext` for each scanner that applies, made from one request. */
export interface ScanRequest extends Omit<ScanContext, 'options' | 'onProgress'> {
  /** Only these scanners, by id; all that apply where left out. */
  readonly only?: readonly string[];
  /** Not these scanners, by id. */
  readonly skip?: readonly string[];
  /** Each scanner's section of the configuration, by scanner id. */
  readonly options: { readonly [scanner: string]: { readonly [name: string]: unknown } };
  readonly onProgress: (scanner: string, ...progress: Parameters<OnProgress>) => void;
}

export interface ScanOutcome {
  /** With their identities, biggest risk first. */
  readonly findings: readonly Finding[];
  readonly suppressions: readonly ReadSuppressions[];
  /** The packages that the scanners found, by all of them together. */
  readonly inventory: Inventory;
  /** The digest that the target's name led to, where it has one. */
  readonly resolved?: string;
  readonly coverage: Coverage;
}

/**
 * Runs every scanner that applies to the target, side by side. A scanner that breaks becomes a part with the state
 * `failed`; wrong configuration (an error with exit 2) is thrown. Throws SCANNERS_UNKNOWN_SCANNER for a wrong id.
 */
export async function scan(request: ScanRequest, listed: readonly ListedScanner[] = scanners): Promise<ScanOutcome> {
  checkNames([...(request.only ?? []), ...(request.skip ?? [])], listed);
  const results = await Promise.all(listed.map((scanner) => runOne(scanner, request)));
  const resolved = results.find((result) => result.resolved !== undefined)?.resolved;
  return {
    ...(resolved === undefined ? {} : { resolved }),
    findings: identify(results.flatMap((result) => result.sightings)),
    suppressions: results.flatMap((result) => result.suppressions ?? []),
    inventory: mergeInventories(results.flatMap((result) => result.inventory ?? [])),
    coverage: { parts: results.map((result) => result.coverage) },
  };
}

function checkNames(names: readonly string[], listed: readonly ListedScanner[]): void {
  const known = listed.map((scanner) => scanner.manifest.id);
  for (const name of names)
    if (!known.includes(name)) throw scannerErrors.UNKNOWN_SCANNER({ name, known: known.join(', ') });
}

async function runOne(listed: ListedScanner, request: ScanRequest): Promise<ScannerResult> {
  const { id, targets } = listed.manifest;
  if (request.skip?.includes(id) === true) return idle(id, 'skipped', 'Left out by --skip.');
  if (request.only !== undefined && !request.only.includes(id)) return idle(id, 'skipped', 'Left out by --only.');
  if (!targets.includes(request.target.kind))
    return idle(id, 'not-applicable', `Nothing for it in a target of the kind ${request.target.kind}.`);
  const startedAt = request.clock.monotonic();
  try {
    const scanner = await listed.load();
    return await scanner.scan({
      ...request,
      options: request.options[id] ?? {},
      onProgress: (done, total, unit) => request.onProgress(id, done, total, unit),
    });
  } catch (error) {
    if (request.signal.aborted || (isSallyportError(error) && error.exit === 2)) throw error;
    const failed = idle(id, 'failed', safeMessageOf(error));
    return { ...failed, coverage: { ...failed.coverage, durationMs: request.clock.monotonic() - startedAt } };
  }
}

function idle(scanner: string, state: CoveragePart['state'], reason: string): ScannerResult {
  return {
    sightings: [],
    coverage: { scanner, state, reason, rules: 0, looked: {}, skipped: [], notes: [], durationMs: 0 },
  };
}
