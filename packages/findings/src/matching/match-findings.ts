import { alignFiles, type Alignment } from './align.ts';
import {
  DEFAULT_RATES,
  driftModel,
  learnRates,
  noObservations,
  observe,
  type DriftModel,
  type DriftObservations,
  type DriftRates,
  type ObservedPair,
} from './drift-model.ts';
import { matchFingerprints } from './fingerprints.ts';
import type { Match, MatchItem, MatchOptions, MatchPass, MatchResult } from './item.ts';
import { matchMoved } from './moved.ts';
import { byFile, fileItems, Interner, prepare, type FileItems, type Prepared } from './prepare.ts';
import { findRenames } from './renames.ts';
import { runFacts, type RunFacts } from './run-facts.ts';

/** How often the rates of drift are learnt from an alignment with those learnt before. */
const ROUNDS = 3;
/** Results in changed files that teach enough. */
const ENOUGH = 1_500;
const MIN_CONFIDENCE = 0.75;

/**
 * Finds which results of the current run are results of the previous one, so that ids and triage carry over. Moved lines,
 * renamed files, edited messages and re-scored severities do not break a pair; source text (hashes) makes it surer.
 *
 * 1. Fingerprints that are unique on both sides.
 * 2. Files of the same path, aligned line by line; first with default rates of drift, then with those just learnt.
 * 3. Files that are gone against files that are new: renames.
 * 4. What is left, by context hashes that are unique on both sides: code moved between or within files.
 *
 * Where two counterparts are about equally likely there is no pair: a new identity is asked about again,
 * a wrongly inherited one is not. One-to-one; the order of the items is of no account.
 */
export function matchFindings(
  previous: readonly MatchItem[],
  current: readonly MatchItem[],
  options: MatchOptions = {},
): MatchResult {
  const [rules, messages] = [new Interner(), new Interner()];
  const sides: Sides = { previous: prepare(previous, rules, messages), current: prepare(current, rules, messages) };
  const pairing = new Pairing(options.minConfidence ?? MIN_CONFIDENCE);
  for (const [a, b] of matchFingerprints(sides.previous, sides.current)) pairing.add(a, b, 'fingerprint', 1);

  const olds = byFile(sides.previous.filter((item) => !pairing.hasPrevious(item)));
  const news = byFile(sides.current.filter((item) => !pairing.hasCurrent(item)));
  const facts = runFacts(sides.previous, messages);
  const model = sameFiles({ olds, news, facts, pairing });

  const renames = findRenames(only(olds, news), only(news, olds), { model, facts });
  for (const { alignment } of renames) pairing.take(alignment, 'renamed-file');

  const rest = {
    previous: sides.previous.filter((item) => !pairing.hasPrevious(item)),
    current: sides.current.filter((item) => !pairing.hasCurrent(item)),
  };
  for (const [a, b] of matchMoved(rest.previous, rest.current)) pairing.add(a, b, 'moved', MIN_CONFIDENCE);
  return pairing.result(new Map(renames.map(({ from, to }) => [from, to])));
}

interface Sides {
  readonly previous: readonly Prepared[];
  readonly current: readonly Prepared[];
}

interface SameFiles {
  readonly olds: ReadonlyMap<string, FileItems>;
  readonly news: ReadonlyMap<string, FileItems>;
  readonly facts: RunFacts;
  readonly pairing: Pairing;
}

/** Aligns the files of the same path and returns what they teach of the drift. */
function sameFiles({ olds, news, facts, pairing }: SameFiles): DriftModel {
  const still = noObservations();
  const changed: [FileItems, FileItems][] = [];
  for (const [path, old] of olds) {
    const now = news.get(path);
    if (now === undefined) continue;
    if (unchanged(old, now)) {
      still.previous += old.items.length;
      still.current += now.items.length;
      for (const [index, item] of old.items.entries()) pairing.add(item, now.items[index], 'same-file', 1);
      observe(
        still,
        old.items.map(({ line }) => ({ line, shift: 0, weight: 1 })),
      );
    } else {
      changed.push([old, now]);
    }
  }
  const model = driftModel(learn(changed, still, facts));
  for (const [old, now] of changed) pairing.take(alignFiles(old, now, model, facts), 'same-file');
  return model;
}

/** Learns the rates of drift from the files that changed, or from as many of them as teach enough. */
function learn(
  changed: readonly (readonly [FileItems, FileItems])[],
  still: DriftObservations,
  facts: RunFacts,
): DriftRates {
  const lessons: (readonly [FileItems, FileItems])[] = [];
  let size = 0;
  for (const [old, now] of changed) {
    if (size > ENOUGH) break;
    size += old.items.length;
    lessons.push([head(old), head(now)]);
  }
  let rates = DEFAULT_RATES;
  for (let round = 0; round < ROUNDS; round += 1) {
    const model = driftModel(rates);
    const seen = { ...still };
    for (const [old, now] of lessons) {
      seen.previous += old.items.length;
      seen.current += now.items.length;
      observe(seen, observed(alignFiles(old, now, model, facts)));
    }
    rates = learnRates(seen);
  }
  return rates;
}

/** The upper part of a file with very many results. */
function head(file: FileItems): FileItems {
  if (file.items.length <= ENOUGH) return file;
  return fileItems(file.path, file.items.slice(0, ENOUGH));
}

function observed(alignment: Alignment): ObservedPair[] {
  return alignment.pairs.map(({ previous, current, confidence }) => ({
    line: previous.line,
    shift: current.line - previous.line,
    weight: confidence,
  }));
}

function unchanged(old: FileItems, now: FileItems): boolean {
  return old.items.length === now.items.length && old.items.every((item, index) => item.key === now.items[index]?.key);
}

function only(files: ReadonlyMap<string, FileItems>, others: ReadonlyMap<string, FileItems>): FileItems[] {
  return [...files.values()].filter((file) => !others.has(file.path));
}

/** Collects pairs and keeps them one-to-one. */
class Pairing {
  readonly #minConfidence: number;
  readonly #previous = new Set<number>();
  readonly #matches = new Map<number, Match>();
  readonly #ambiguous = new Set<number>();

  constructor(minConfidence: number) {
    this.#minConfidence = minConfidence;
  }

  hasPrevious(item: Prepared): boolean {
    return this.#previous.has(item.index);
  }

  hasCurrent(item: Prepared): boolean {
    return this.#matches.has(item.index);
  }

  add(previous: Prepared, current: Prepared | undefined, pass: MatchPass, confidence: number): void {
    if (current === undefined || this.hasPrevious(previous) || this.hasCurrent(current)) return;
    this.#previous.add(previous.index);
    this.#matches.set(current.index, { previous: previous.index, current: current.index, pass, confidence });
  }

  take(alignment: Alignment, pass: MatchPass): void {
    for (const { previous, current, confidence } of alignment.pairs) {
      if (confidence >= this.#minConfidence) this.add(previous, current, pass, confidence);
      else this.#ambiguous.add(current.index);
    }
    for (const item of alignment.unclear) this.#ambiguous.add(item.index);
  }

  result(renames: ReadonlyMap<string, string>): MatchResult {
    const ascending = (a: number, b: number): number => a - b;
    return {
      pairs: [...this.#matches.values()].toSorted((a, b) => a.current - b.current),
      ambiguous: [...this.#ambiguous].filter((index) => !this.#matches.has(index)).toSorted(ascending),
      renames,
    };
  }
}
