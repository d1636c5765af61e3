import { openDatabase, updateDatabase } from '@sallyport/advisories';
import type { AdvisoryDatabase, UpdateProgress } from '@sallyport/advisories';
import { baseEcosystem, ecosystemByName } from '@sallyport/inventory';
import type { Package } from '@sallyport/inventory';
import { isSallyportError } from '@sallyport/kernel';

import type { ScanContext } from '../../scanner.ts';
import type { AdvisoryOptions } from '../options.ts';

/** Ecosystems that nobody publishes OSV advisories for: their packages are listed, and that is all that can be said. */
const WITHOUT_ADVISORIES: ReadonlySet<string> = new Set(['', 'CocoaPods']);

export interface Prepared {
  readonly database: AdvisoryDatabase;
  /** Why partitions could not be fetched, by ecosystem. */
  readonly failures: ReadonlyMap<string, string>;
}

type PrepareContext = Pick<ScanContext, 'offline' | 'fetch' | 'say' | 'clock' | 'signal' | 'onProgress'>;

/** The partitions that packages need, by ecosystem without release. */
export function neededPartitions(packages: readonly Package[]): string[] {
  const needed = new Set(packages.filter(({ version }) => version !== undefined).map(partitionOf));
  return [...needed].filter((name) => ecosystemByName(name) !== undefined && !WITHOUT_ADVISORIES.has(name)).toSorted();
}

const partitionOf = ({ ecosystem }: Package): string => baseEcosystem(ecosystem);

/** Opens the cached advisories and fetches the partitions that were never fetched, where that is allowed. */
export async function prepareAdvisories(
  needed: readonly string[],
  options: AdvisoryOptions,
  context: PrepareContext,
): Promise<Prepared> {
  const database = openDatabase(options.root);
  const missing = needed.filter((name) => database.pointer(name) === undefined);
  if (missing.length === 0) return { database, failures: new Map() };
  const isLocal = !/^https?:/i.test(options.source);
  if (!isLocal && (context.offline || context.fetch === undefined)) return { database, failures: new Map() };
  database.close();
  const failures = await fetchMissing(missing, options, context);
  return { database: openDatabase(options.root), failures };
}

async function fetchMissing(
  names: readonly string[],
  options: AdvisoryOptions,
  context: PrepareContext,
): Promise<ReadonlyMap<string, string>> {
  try {
    const results = await updateDatabase({
      root: options.root,
      importer: options.importer,
      source: options.source,
      names,
      clock: context.clock,
      signal: context.signal,
      progress: announcer(context, options.source),
      ...(context.fetch === undefined ? {} : { fetch: context.fetch }),
    });
    return new Map(
      results.flatMap((result) => (result.outcome === 'failed' ? [[result.name, result.error.message] as const] : [])),
    );
  } catch (error) {
    context.signal.throwIfAborted();
    if (!isSallyportError(error)) throw error;
    return new Map(names.map((name) => [name, error.message]));
  }
}

/** Says once for each partition from where what is fetched, and passes progress on. */
function announcer({ say, onProgress }: PrepareContext, source: string): (event: UpdateProgress) => void {
  const told = new Set<string>();
  const tell = (name: string, from: string): void => {
    if (told.has(name)) return;
    told.add(name);
    say?.(`Fetching the advisories for ${name} from ${from}; later scans use them again.`);
  };
  return (event) => {
    if (event.kind === 'received') onProgress(event.bytes, event.sizeBytes ?? 0, `bytes of ${event.name} advisories`);
    if (event.kind === 'importing') {
      // Single files are read without a word on each.
      tell(event.name, source);
      onProgress(event.done, event.total, `advisories of ${event.name}`);
    }
    // A list comes before the archive; the archive is what takes long.
    if (event.kind !== 'fetching' || event.path.endsWith('.csv')) return;
    tell(
      event.name,
      `${event.host} (${event.sizeBytes === undefined ? 'of unknown size' : sizeText(event.sizeBytes)})`,
    );
  };
}

function sizeText(bytes: number): string {
  if (bytes < 1e6) return `${Math.max(1, Math.round(bytes / 1e3))} kB`;
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}
