import { basename } from 'node:path';

import { SkipCounter } from '@sallyport/findings';
import type { Sighting } from '@sallyport/findings';

import { openRegular } from '../files/read.ts';
import { walkFiles } from '../files/walk.ts';
import type { WalkedFile } from '../files/walk.ts';
import type { ScanContext, ScannerResult } from '../scanner.ts';
import { findPositions } from './positions.ts';
import type { SecretRule } from './rule.ts';
import { createSearcher } from './search.ts';
import type { Searcher } from './search.ts';
import { toSightings } from './sighting.ts';

/** What one scan gathers. */
interface Gathered {
  readonly context: ScanContext;
  readonly rules: readonly SecretRule[];
  readonly skips: SkipCounter;
  readonly sightings: Sighting[];
  searcher: Searcher | undefined;
  files: number;
  bytes: number;
}

/** Looks through the target's files with the rules. */
export async function scanTarget(context: ScanContext, rules: readonly SecretRule[]): Promise<ScannerResult> {
  const startedAt = context.clock.monotonic();
  const skips = new SkipCounter();
  const gathered: Gathered = { context, rules, skips, sightings: [], searcher: undefined, files: 0, bytes: 0 };
  const { target } = context;
  if (target.kind === 'stdin') searchText(gathered, Buffer.from(target.input ?? new Uint8Array()), '-');
  else if (target.kind === 'file') searchFile(gathered, { path: basename(target.root), absolute: target.root });
  else await searchFolder(gathered);
  return {
    sightings: gathered.sightings,
    coverage: {
      scanner: 'secrets',
      state: 'ran',
      rules: rules.length,
      looked: { files: gathered.files, bytes: gathered.bytes },
      skipped: skips.list(),
      notes: [],
      durationMs: context.clock.monotonic() - startedAt,
    },
  };
}

async function searchFolder(gathered: Gathered): Promise<void> {
  const { context, skips } = gathered;
  let lastPause = context.clock.monotonic();
  for (const file of walkFiles({ root: context.target.root, skips })) {
    searchFile(gathered, file);
    if (context.clock.monotonic() - lastPause < 50) continue;
    context.onProgress(gathered.files, 0, 'files');
    await new Promise<void>((resolve) => setImmediate(resolve));
    context.signal.throwIfAborted();
    lastPause = context.clock.monotonic();
  }
}

function searchFile(gathered: Gathered, file: WalkedFile): void {
  const open = openRegular(file.absolute);
  if (typeof open === 'string') {
    gathered.skips.add(open, file.path);
    return;
  }
  try {
    const bytes = Buffer.allocUnsafe(open.sizeBytes);
    const length = open.read(bytes, 0, bytes.length, 0);
    const text = bytes.subarray(0, length);
    if (text.subarray(0, 8192).includes(0)) gathered.skips.add('binary', file.path);
    else searchText(gathered, text, file.path);
  } catch {
    gathered.skips.add('unreadable', file.path);
  } finally {
    open.close();
  }
}

function searchText(gathered: Gathered, bytes: Buffer, path: string): void {
  gathered.searcher ??= createSearcher(gathered.rules.map((rule) => ({ rule })));
  gathered.files += 1;
  gathered.bytes += bytes.length;
  const { matches } = gathered.searcher.search({ bytes, path });
  if (matches.length === 0) return;
  const found = matches.map((match) => ({
    rule: match.compiled.rule,
    secret: { start: match.secretStart, end: match.secretEnd },
  }));
  const positions = findPositions(bytes, bytes.length);
  const { identityKey } = gathered.context;
  gathered.sightings.push(...toSightings(found, { path, bytes, positions, identityKey }));
}
