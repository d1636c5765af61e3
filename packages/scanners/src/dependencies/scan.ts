import { matchPackages } from '@sallyport/advisories';
import type { MatchResult } from '@sallyport/advisories';
import type { CoveragePart, Sighting } from '@sallyport/findings';
import { baseEcosystem } from '@sallyport/inventory';
import type { Package } from '@sallyport/inventory';
import { isSallyportError } from '@sallyport/kernel';

import type { ScanContext, ScannerResult } from '../scanner.ts';
import { neededPartitions, prepareAdvisories } from './advisories/prepare.ts';
import { advisoryState, partitionNotes, signalNotes } from './advisories/state.ts';
import { collect } from './collect/collect.ts';
import type { Collected } from './collect/collect.ts';
import { readInside } from './collect/file-reader.ts';
import { checkHygiene } from './hygiene/check.ts';
import { someOf } from './hygiene/doubt.ts';
import { checkLicences } from './licences/check.ts';
import { toSightings } from './match/sightings.ts';
import { readOptions } from './options.ts';
import type { DependencyOptions } from './options.ts';
import { rulesInEffect } from './rules.ts';

/** Finds vulnerable, malicious and doubtful packages. Throws for a target that was said to be an SBOM and is none. */
export async function scan(context: ScanContext): Promise<ScannerResult> {
  const startedAt = context.clock.monotonic();
  const options = readOptions(context.options);
  if (options.staged) return idle('skipped', 'What is staged is searched for secrets only.');
  const collected = await collect(context, options);
  if (collected.files.length + collected.skipped.length === 0)
    return idle('not-applicable', 'There is no lock file, manifest or SBOM of packages.');
  const judged = await judge(collected, options, context);
  const coverage: CoveragePart = {
    scanner: 'dependencies',
    ...judged.state,
    rules: rulesInEffect(options),
    looked: { files: collected.files.length, packages: collected.inventory.packages.length },
    skipped: collected.skipped,
    notes: [...judged.notes, ...collected.notes],
    durationMs: context.clock.monotonic() - startedAt,
  };
  return { sightings: judged.sightings, inventory: collected.inventory, coverage };
}

interface Judged {
  readonly sightings: readonly Sighting[];
  readonly state: Pick<CoveragePart, 'state' | 'reason' | 'mend'>;
  readonly notes: readonly string[];
}

async function judge(collected: Collected, options: DependencyOptions, context: ScanContext): Promise<Judged> {
  const { packages } = collected.inventory;
  const counting = options.dev ? packages : packages.filter(({ dev }) => !dev);
  const vulnerable = await findVulnerable(counting, options, context);
  const leftOut = packages.length - counting.length;
  const folder = context.target.kind === 'dir' || context.target.kind === 'git' ? context.target.root : undefined;
  const textOf = (path: string): string | undefined =>
    folder === undefined ? undefined : readInside(folder, path)?.toString('utf8');
  return {
    sightings: [
      ...vulnerable.sightings,
      ...(options.hygiene ? checkHygiene({ files: collected.files, options, textOf }) : []),
      ...(options.licences === undefined ? [] : checkLicences(collected.files, options.licences)),
    ],
    state: vulnerable.state,
    notes: [...vulnerable.notes, ...(leftOut === 0 ? [] : [`${leftOut} packages for development only are left out.`])],
  };
}

async function findVulnerable(
  packages: readonly Package[],
  options: DependencyOptions,
  context: ScanContext,
): Promise<Judged> {
  const needed = neededPartitions(packages);
  const facts = { options, offline: context.offline, now: context.clock.now() };
  if (options.advisories === undefined) {
    const state = advisoryState({ missing: needed }, { ...facts, failures: new Map() });
    return { sightings: [], state, notes: [] };
  }
  const { database, failures } = await prepareAdvisories(needed, options.advisories, context);
  try {
    const result = matchPackages(database, packages, { prefer: options.severitySources });
    const missing = result.missing.filter((name) => needed.includes(name));
    const has = { kev: database.pointer('kev') !== undefined, epss: database.pointer('epss') !== undefined };
    return {
      sightings: toSightings(result.matches, { packages, importedOf: () => 'unknown' }),
      state: advisoryState({ missing }, { ...facts, failures }),
      notes: [
        ...partitionNotes(result.used, { ...facts, failures }),
        ...signalNotes(has, result.matches.length),
        ...unmatchedNotes(result, needed),
      ],
    };
  } catch (error) {
    if (!isSallyportError(error) || error.exit === 2) throw error;
    const mend = `sallyport db update ${needed.join(' ')}`;
    return { sightings: [], state: { state: 'failed', reason: error.message, mend }, notes: [] };
  } finally {
    database.close();
  }
}

const WHY: Readonly<Record<MatchResult['notMatched'][number]['reason'], string>> = {
  'no version': 'their version is not known here',
  'no ecosystem': 'no advisories are published for their kind',
  'no release': 'the release of their distribution is not known',
  'no advisories': 'their advisories are missing',
};

/** What could not be matched is not clean; what lacks advisories that exist is told as a missing part. */
function unmatchedNotes({ notMatched }: MatchResult, needed: readonly string[]): string[] {
  const told = notMatched
    .filter(
      ({ reason, package: found }) => reason !== 'no advisories' || !needed.includes(baseEcosystem(found.ecosystem)),
    )
    .map((each) => (each.reason === 'no advisories' ? { ...each, reason: 'no ecosystem' as const } : each));
  return [...Map.groupBy(told, ({ reason }) => reason)].map(([reason, all]) => {
    const names = someOf(
      all.map(({ package: found }) => found.name),
      3,
    );
    return `Nothing can be said of ${all.length} packages (${names}): ${WHY[reason]}.`;
  });
}

function idle(state: 'skipped' | 'not-applicable', reason: string): ScannerResult {
  const coverage = {
    scanner: 'dependencies',
    state,
    reason,
    rules: 0,
    looked: {},
    skipped: [],
    notes: [],
    durationMs: 0,
  };
  return { sightings: [], coverage };
}
