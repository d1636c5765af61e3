import type { CoveragePart } from '@sallyport/findings';

import type { ScanContext, ScannerResult } from '../scanner.ts';
import { openCleanFiles } from './clean-files.ts';
import type { CleanFiles } from './clean-files.ts';
import { effectiveRules } from './custom/effective-rules.ts';
import type { RulesRequest } from './custom/effective-rules.ts';
import type { SecretsSection } from './custom/shape.ts';
import { createGatherer } from './gather.ts';
import type { Gatherer } from './gather.ts';
import { gatherHistory } from './history/gather-history.ts';
import type { GatheredHistory } from './history/gather-history.ts';
import { gatherStaged } from './history/gather-staged.ts';
import { createInspector } from './inspect.ts';
import type { Inspector } from './inspect.ts';
import { rulesDigest } from './rules-digest.ts';
import { readOptions } from './options.ts';
import type { SecretOptions } from './options.ts';
import { createSearcher } from './search.ts';
import type { VerifyPass } from './verify/verify-pass.ts';
import { searchFolder, searchInput, searchOneFile } from './sources.ts';

/**
 * Finds secrets in the target, and with the option `verify` asks their providers whether they work. Throws SECRETS_NO_RULES when no
 * rule is in effect, SECRETS_VERIFY_OFFLINE, and for options and rules that are wrong.
 */
export async function scan(context: ScanContext): Promise<ScannerResult> {
  const startedAt = context.clock.monotonic();
  const options = readOptions(context.options);
  const { sources, allow, custom, notes } = await effectiveRules(rulesRequest(context));
  const verify = context.options['verify'] === true ? await verifyPass(context) : undefined;
  let inspector: Inspector | undefined;
  const getInspector = (): Inspector => {
    const { identityKey } = context;
    inspector ??= createInspector(createSearcher(sources, allow), { ...options, identityKey, kept: verify?.kept });
    return inspector;
  };
  const gather = createGatherer(context, getInspector);
  const digest = once(() => rulesDigest(sources, [allow, options]));
  const staged = context.options['staged'] === true;
  if (staged) gatherStaged(gather, getInspector);
  else await searchTarget(gather, options, digest);
  const withHistory = !staged && context.target.kind === 'git' && context.options['history'] !== false;
  const history = withHistory
    ? await gatherHistory(gather, getInspector, { allow, custom, digest: digest() })
    : undefined;
  const verified = await verify?.run(gather.sightings);
  const allNotes = verified === undefined ? notes : [...notes, verified.note];
  return {
    sightings: verified?.sightings ?? gather.sightings,
    suppressions: gather.suppressions,
    coverage: coverageOf(gather, sources.length, { startedAt, history, notes: allNotes }),
  };
}

/** Loaded only where it was asked for: without it no value outlives the text that it stands in, and no host is known. */
async function verifyPass(context: ScanContext): Promise<VerifyPass> {
  const { createVerifyPass } = await import('./verify/verify-pass.ts');
  return createVerifyPass(context);
}

/** Makes a value when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

async function searchTarget(gather: Gatherer, options: SecretOptions, digest: () => string): Promise<void> {
  const { target } = gather.context;
  if (target.kind === 'stdin') await searchInput(gather, Buffer.from(target.input ?? new Uint8Array()), options);
  else if (target.kind === 'file') await searchOneFile(gather, target.root, options);
  else await searchFolderAgain(gather, options, digest);
}

/** Searches a folder but for the files that an earlier scan found clean and that did not change since. */
async function searchFolderAgain(gather: Gatherer, options: SecretOptions, digest: () => string): Promise<void> {
  const { target, cacheDir, clock } = gather.context;
  const { root } = target;
  if (cacheDir === undefined) return searchFolder(gather, root, options);
  const nowMs = clock.now();
  let opened: CleanFiles | undefined;
  const clean = (): CleanFiles => (opened ??= openCleanFiles({ cacheDir, root, rulesDigest: digest(), nowMs }));
  await searchFolder(gather, root, { ...options, clean });
  opened?.keep();
}

function coverageOf(
  gather: Gatherer,
  rules: number,
  more: {
    readonly startedAt: number;
    readonly history: GatheredHistory | undefined;
    readonly notes: readonly string[];
  },
): CoveragePart {
  return {
    scanner: 'secrets',
    ...stateOf(more.history?.failure),
    rules,
    looked: { ...gather.looked, ...more.history?.looked },
    skipped: gather.skips.list(),
    notes: [...more.notes, ...(more.history?.notes ?? [])],
    durationMs: gather.context.clock.monotonic() - more.startedAt,
  };
}

function stateOf(failure: string | undefined): Pick<CoveragePart, 'state' | 'reason' | 'mend'> {
  if (failure === undefined) return { state: 'ran' };
  return { state: 'failed', reason: failure, mend: 'sallyport scan --no-history leaves the history out' };
}

function rulesRequest({ options, target }: ScanContext): RulesRequest {
  const folder = typeof options['folder'] === 'string' ? options['folder'] : target.root;
  const root = target.kind === 'stdin' || target.kind === 'file' ? undefined : target.root;
  return { section: options as SecretsSection, folder, root };
}
