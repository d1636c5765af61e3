import { matchPackages } from '@sallyport/advisories';
import type { AdvisoryDatabase, MatchResult } from '@sallyport/advisories';
import type { CoveragePart, Sighting, SuppressionIssue } from '@sallyport/findings';
import { baseEcosystem } from '@sallyport/inventory';
import type { Inventory, Package } from '@sallyport/inventory';
import { isSallyportError } from '@sallyport/kernel';

import type { ScanContext } from '../../scanner.ts';
import { neededPartitions, prepareAdvisories } from '../advisories/prepare.ts';
import { advisoryState, partitionNotes, signalNotes, unratedNotes } from '../advisories/state.ts';
import type { AdvisoryFacts } from '../advisories/state.ts';
import { someOf } from '../hygiene/doubt.ts';
import type { Imported } from '../imports/imported.ts';
import type { DependencyOptions } from '../options.ts';
import { readVexWords } from '../vex/read-words.ts';
import { toSightings } from './sightings.ts';

/** What advisories say of packages, and whether there were enough of them. */
export interface Vulnerable {
  readonly sightings: readonly Sighting[];
  readonly issues: readonly SuppressionIssue[];
  readonly state: Pick<CoveragePart, 'state' | 'reason' | 'mend'>;
  readonly notes: readonly string[];
  /** How many packages no advisory could be held to. */
  readonly notMatched: number;
}

/** What is known of the packages besides the advisories. */
export interface Known {
  readonly subject: Inventory['subject'];
  readonly importedOf: (found: Package) => Imported;
}

/** Finds the known vulnerabilities of packages, fetching the advisories that are missing where that is allowed. */
export async function findVulnerable(
  packages: readonly Package[],
  options: DependencyOptions,
  context: ScanContext,
  known: Known,
): Promise<Vulnerable> {
  const needed = neededPartitions(packages);
  const facts = { options, offline: context.offline, now: context.clock.now(), failures: new Map<string, string>() };
  if (options.advisories === undefined)
    return {
      sightings: [],
      issues: [],
      state: advisoryState({ missing: needed }, facts),
      notes: [],
      notMatched: packages.length,
    };
  const { database, failures } = await prepareAdvisories(needed, options.advisories, context);
  try {
    return judge({ database, packages, needed, known, facts: { ...facts, failures } });
  } catch (error) {
    if (!isSallyportError(error) || error.exit === 2) throw error;
    const mend = `sallyport db update ${needed.join(' ')}`;
    return {
      sightings: [],
      issues: [],
      state: { state: 'failed', reason: error.message, mend },
      notes: [],
      notMatched: packages.length,
    };
  } finally {
    database.close();
  }
}

interface Judging {
  readonly database: AdvisoryDatabase;
  readonly packages: readonly Package[];
  readonly needed: readonly string[];
  readonly known: Known;
  readonly facts: AdvisoryFacts;
}

function judge({ database, packages, needed, known, facts }: Judging): Vulnerable {
  const { options } = facts;
  const result = matchPackages(database, packages, { prefer: options.severitySources });
  const vex = readVexWords(options.vex, result.matches, known.subject);
  const missing = result.missing.filter((name) => needed.includes(name));
  const has = { kev: database.pointer('kev') !== undefined, epss: database.pointer('epss') !== undefined };
  return {
    sightings: toSightings(result.matches, { packages, importedOf: known.importedOf, vexOf: vex.wordOf }),
    // With advisories missing, a statement may speak of what could not be found.
    issues: missing.length === 0 ? vex.issues : [],
    state: advisoryState({ missing }, facts),
    notMatched: result.notMatched.length,
    notes: [
      ...partitionNotes(result.used, facts),
      ...signalNotes(has, result.matches.length),
      ...unratedNotes(result.matches),
      ...unmatchedNotes(result, needed),
    ],
  };
}

const WHY: Readonly<Record<MatchResult['notMatched'][number]['reason'], string>> = {
  'no version': 'their version is not known here',
  'no ecosystem': 'no advisories are published for their kind',
  'no release': 'the release of their distribution is not known',
  'no advisories': 'no advisories are published for their kind',
};

/** What could not be matched is not clean; what lacks advisories that exist is told as a missing part. */
function unmatchedNotes({ notMatched }: MatchResult, needed: readonly string[]): string[] {
  const told = notMatched.filter(
    ({ reason, package: found }) => reason !== 'no advisories' || !needed.includes(baseEcosystem(found.ecosystem)),
  );
  return [...Map.groupBy(told, ({ reason }) => WHY[reason])].map(([why, all]) => {
    const names = all.map(({ package: found }) => found.name);
    const what = all.length === 1 ? 'one package' : `${all.length} packages`;
    return `Nothing can be said of ${what} (${someOf(names, 3)}): ${why}.`;
  });
}
