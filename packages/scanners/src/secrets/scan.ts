import type { CoveragePart } from '@sallyport/findings';

import type { ScanContext, ScannerResult } from '../scanner.ts';
import { secretErrors } from './errors.ts';
import { createGatherer } from './gather.ts';
import type { Gatherer } from './gather.ts';
import { gatherHistory } from './history/gather-history.ts';
import type { GatheredHistory } from './history/gather-history.ts';
import { gatherStaged } from './history/gather-staged.ts';
import { createInspector } from './inspect.ts';
import type { Inspector } from './inspect.ts';
import { readOptions } from './options.ts';
import type { SecretOptions } from './options.ts';
import { secretRules } from './rules/list.ts';
import { createSearcher } from './search.ts';
import { searchFolder, searchInput, searchOneFile } from './sources.ts';

/** Finds secrets in the target. Throws SECRETS_NO_RULES when no rule is in effect, and for options and rules that are wrong. */
export async function scan(context: ScanContext): Promise<ScannerResult> {
  const startedAt = context.clock.monotonic();
  const options = readOptions(context.options);
  const sources = secretRules.map((rule) => ({ rule }));
  if (sources.length === 0) throw secretErrors.NO_RULES({ why: 'none is built in' });
  let inspector: Inspector | undefined;
  const getInspector = (): Inspector => {
    inspector ??= createInspector(createSearcher(sources), { ...options, identityKey: context.identityKey });
    return inspector;
  };
  const gather = createGatherer(context, getInspector);
  const staged = context.options['staged'] === true;
  if (staged) gatherStaged(gather, getInspector);
  else await searchTarget(gather, options);
  const withHistory = !staged && context.target.kind === 'git' && context.options['history'] !== false;
  const history = withHistory ? gatherHistory(gather, getInspector, secretRules) : undefined;
  return {
    sightings: gather.sightings,
    suppressions: gather.suppressions,
    coverage: coverageOf(gather, sources.length, { startedAt, history }),
  };
}

async function searchTarget(gather: Gatherer, options: SecretOptions): Promise<void> {
  const { target } = gather.context;
  if (target.kind === 'stdin') await searchInput(gather, Buffer.from(target.input ?? new Uint8Array()), options);
  else if (target.kind === 'file') await searchOneFile(gather, target.root, options);
  else await searchFolder(gather, target.root, options);
}

function coverageOf(
  gather: Gatherer,
  rules: number,
  more: { readonly startedAt: number; readonly history: GatheredHistory | undefined },
): CoveragePart {
  return {
    scanner: 'secrets',
    state: 'ran',
    rules,
    looked: { ...gather.looked, ...more.history?.looked },
    skipped: gather.skips.list(),
    notes: more.history?.notes ?? [],
    durationMs: gather.context.clock.monotonic() - more.startedAt,
  };
}
