import { alignFiles, type Alignment } from './align.ts';
import type { DriftModel } from './drift-model.ts';
import { logAdd } from './log-add.ts';
import { pathEvidence } from './path-evidence.ts';
import type { FileItems, Prepared } from './prepare.ts';
import type { RunFacts } from './run-facts.ts';

export interface Rename {
  readonly from: string;
  readonly to: string;
  readonly alignment: Alignment;
}

interface RenameContext {
  readonly model: DriftModel;
  readonly facts: RunFacts;
}

/** Files compared in full with each file that appeared, the likeliest first. */
const MOST_CANDIDATES = 8;
/** A trait that more old files have tells nothing. */
const MOST_HOLDERS = 400;
/** A rename must be this likely against all other explanations. */
const MIN_CONFIDENCE = 0.75;
/** Log weight of "one file was deleted, another created", before anything is known of the two. */
const STRANGERS = 5;
/** Most that the rarity of one pair adds to the log weight. */
const MOST_RARITY = 8;

interface Candidate {
  readonly old: FileItems;
  readonly now: FileItems;
  readonly alignment: Alignment;
  readonly score: number;
}

/**
 * Finds which of the files that are gone are which of the files that are new, by how well their results align and by what
 * their paths share. A pair must be clearly better than any other of either file; settling one may settle others.
 */
export function findRenames(
  gone: readonly FileItems[],
  appeared: readonly FileItems[],
  context: RenameContext,
): Rename[] {
  let open = candidatePairs(gone, appeared, context);
  const renames: Rename[] = [];
  for (;;) {
    const settled = settle(open);
    if (settled.length === 0) return renames;
    renames.push(...settled.map(({ old, now, alignment }) => ({ from: old.path, to: now.path, alignment })));
    const taken = new Set(settled.flatMap(({ old, now }) => [old, now]));
    open = open.filter(({ old, now }) => !taken.has(old) && !taken.has(now));
  }
}

function candidatePairs(
  gone: readonly FileItems[],
  appeared: readonly FileItems[],
  { model, facts }: RenameContext,
): Candidate[] {
  const paths = pathEvidence([...gone, ...appeared].map((file) => file.path));
  const likely = likelyPartners(gone);
  const rarity = rarityIn(facts.previous);
  return appeared.flatMap((now) =>
    likely(now, (old) => paths(old.path, now.path)).map((old) => {
      const alignment = alignFiles(old, now, model, facts);
      const score = alignment.logEvidence + rarity(alignment) + paths(old.path, now.path) - STRANGERS;
      return { old, now, alignment, score };
    }),
  );
}

/** How unlikely it is that a stranger's results have the same rules, messages, hashes and shapes. */
function rarityIn(known: readonly Prepared[]): (alignment: Alignment) => number {
  const counts = counted(known.flatMap((item) => Object.values(traitsOf(item))));
  const share = (trait: string, of: number): number => Math.log((of + 1) / ((counts.get(trait) ?? 0) + 1));
  return ({ pairs }) => {
    let sum = 0;
    for (const { previous, current, confidence } of pairs) {
      const [old, now] = [traitsOf(previous), traitsOf(current)];
      const ofRule = counts.get(old.rule) ?? 1;
      const gain = (trait: 'message' | 'hash' | 'shape'): number =>
        old[trait] === now[trait] ? share(old[trait], ofRule) : 0;
      const rarity = share(old.rule, known.length) + Math.max(gain('message'), gain('hash')) + gain('shape');
      sum += confidence * Math.min(MOST_RARITY, rarity);
    }
    return sum;
  };
}

type Trait = 'rule' | 'message' | 'hash' | 'shape';

function traitsOf({ rule, message, line, item }: Prepared): Record<Trait, string> {
  const height = item.endLine === undefined ? '' : item.endLine - line;
  return {
    rule: `r${rule}`,
    message: `m${rule}|${message}`,
    hash: `h${rule}|${item.contextHash ?? item.lineHash ?? ''}`,
    shape: `s${rule}|${item.startColumn ?? ''}|${height}`,
  };
}

/** The pairs that are likely enough against all others of the same old or new file, and against two strangers (log 0). */
function settle(open: readonly Candidate[]): Candidate[] {
  const totals = new Map<FileItems, number>();
  for (const { old, now, score } of open) {
    for (const file of [old, now]) totals.set(file, logAdd(totals.get(file) ?? 0, score));
  }
  const clear = Math.log(MIN_CONFIDENCE);
  return open.filter(({ old, now, score }) => [old, now].every((file) => score - (totals.get(file) ?? 0) >= clear));
}

/** Ranks old files by what they share with a new one, by an index over rules, messages and hashes. */
function likelyPartners(gone: readonly FileItems[]): (now: FileItems, path: (old: FileItems) => number) => FileItems[] {
  const index = new Map<string, Map<FileItems, number>>();
  for (const file of gone) {
    for (const key of keysOf(file)) {
      const holders = index.get(key) ?? new Map<FileItems, number>();
      index.set(key, holders.set(file, (holders.get(file) ?? 0) + 1));
    }
  }
  return (now, path) => {
    const scores = new Map<FileItems, number>();
    for (const [key, count] of counted(keysOf(now))) {
      const holders = index.get(key);
      if (holders === undefined || holders.size > MOST_HOLDERS) continue;
      for (const [file, own] of holders) {
        scores.set(file, (scores.get(file) ?? 0) + Math.min(own, count) / Math.sqrt(holders.size));
      }
    }
    const ranked = [...scores].map(
      ([file, score]) => [file, score / Math.sqrt(file.items.length) + path(file)] as const,
    );
    return ranked
      .toSorted((a, b) => b[1] - a[1] || (a[0].path < b[0].path ? -1 : 1))
      .slice(0, MOST_CANDIDATES)
      .map(([file]) => file);
  };
}

function* keysOf(file: FileItems): Generator<string> {
  for (const item of file.items) {
    yield* Object.values(traitsOf(item));
    yield `l${item.rule}|${item.line >> 4}`;
  }
}

function counted(keys: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
