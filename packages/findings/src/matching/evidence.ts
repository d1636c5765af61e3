import type { DriftRates } from './drift-model.ts';
import type { FileItems, Prepared } from './prepare.ts';
import type { RunFacts } from './run-facts.ts';

/**
 * How much likelier it is that two results, whose lines agree, are one than that the old one is gone and the new one
 * new: a likelihood ratio. What is rare in the file says more when it is equal; what all results of a rule share says nothing.
 */
export interface Evidence {
  (previous: Prepared, current: Prepared): number;
}

export interface EvidenceContext {
  readonly previous: FileItems;
  readonly current: FileItems;
  readonly rates: DriftRates;
  readonly facts: RunFacts;
}

/** How sharply the words decide which message an edited one comes from. */
const SHARPNESS = 14;
/** What an unchanged message weighs beyond a nearly equal one. */
const UNCHANGED = 4;
/** Distinct messages of one rule in one file that an edited message is compared with. */
const MOST_MESSAGES = 40;
const MOST_FOR_RARE = 6;
const LEAST_FOR_STRANGE = 0.15;

export function evidence(context: EvidenceContext): Evidence {
  const { previous, current, rates } = context;
  const shares = new Shares(previous.items);
  const extent = extentOf(previous, current);
  const survival = (1 - rates.removed) / rates.removed;
  const messageRatio = messageEvidence(shares, context.facts);
  return (a, b) => {
    const ofRule = shares.ofRule(a.rule);
    const lines = a.line === 0 && b.line === 0 ? 1 : extent;
    const density = Math.min(0.5, (rates.added * ofRule) / lines);
    return (survival / density) * messageRatio(a, b) * shapeEvidence(a, b) * contextEvidence(a, b, shares);
  };
}

function extentOf(previous: FileItems, current: FileItems): number {
  const last = Math.max(previous.groups.at(-1)?.line ?? 0, current.groups.at(-1)?.line ?? 0);
  return Math.max(40, last + 20);
}

/** How common rules, messages and hashes are among the previous results of the file. */
class Shares {
  readonly #counts = new Map<number | string, number>();
  readonly #messages = new Map<number, Map<number, number>>();

  constructor(items: readonly Prepared[]) {
    for (const { rule, message, item } of items) {
      this.#add(rule);
      for (const hash of new Set([item.contextHash, item.beforeHash, item.afterHash, item.lineHash])) {
        if (hash !== undefined) this.#add(`${rule}|${hash}`);
      }
      const messages = this.#messages.get(rule) ?? new Map<number, number>();
      this.#messages.set(rule, messages.set(message, (messages.get(message) ?? 0) + 1));
    }
  }

  ofRule(rule: number): number {
    return this.#counts.get(rule) ?? 1;
  }

  ofHash(rule: number, hash: string): number {
    return (this.#counts.get(`${rule}|${hash}`) ?? 1) / this.ofRule(rule);
  }

  messages(rule: number): ReadonlyMap<number, number> {
    return this.#messages.get(rule) ?? new Map();
  }

  #add(key: number | string): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }
}

/** How well the old message explains the new one, against the other messages of the rule in the file. */
function messageEvidence(shares: Shares, { similarity, messageShare }: RunFacts): (a: Prepared, b: Prepared) => number {
  const totals = new Map<number, number>();
  const likeness = (from: number, to: number): number =>
    from === to ? Math.exp(SHARPNESS + UNCHANGED) : Math.exp(SHARPNESS * similarity(from, to));
  const total = (rule: number, to: number): number => {
    const key = rule * 2 ** 26 + to;
    const cached = totals.get(key);
    if (cached !== undefined) return cached;
    const messages = shares.messages(rule);
    let sum = 0;
    let compared = 0;
    for (const [from, count] of [...messages].slice(0, MOST_MESSAGES)) {
      sum += count * likeness(from, to);
      compared += count;
    }
    const unchanged = messages.get(to);
    if (unchanged !== undefined && messages.size > MOST_MESSAGES) {
      sum += unchanged * likeness(to, to);
      compared += unchanged;
    }
    totals.set(key, sum / compared);
    return sum / compared;
  };
  // An unchanged message that few results have speaks for the pair, one that shares few words with the old against it,
  // even where neither has a rival in the file.
  const absolute = (a: Prepared, b: Prepared): number => {
    if (a.message === b.message) return Math.min(MOST_FOR_RARE, messageShare(a) ** -0.5);
    return Math.min(1, Math.max(LEAST_FOR_STRANGE, similarity(a.message, b.message) * 2.5));
  };
  return (a, b) => {
    const relative = likeness(a.message, b.message) / total(a.rule, b.message);
    return Math.max(0.02, relative) * absolute(a, b);
  };
}

/** Column and height stay when lines move. */
function shapeEvidence(a: Prepared, b: Prepared): number {
  let ratio = 1;
  if (a.item.startColumn !== undefined && b.item.startColumn !== undefined) {
    ratio *= a.item.startColumn === b.item.startColumn ? 1.5 : 0.25;
  }
  if (a.item.endLine !== undefined && b.item.endLine !== undefined) {
    ratio *= a.item.endLine - a.line === b.item.endLine - b.line ? 1.2 : 0.3;
  }
  return ratio;
}

/** The strongest hash that is equal counts; where hashes exist and none is equal, that counts against the pair. */
function contextEvidence(a: Prepared, b: Prepared, shares: Shares): number {
  const [old, now] = [a.item, b.item];
  const equal = (x: string | undefined, y: string | undefined): x is string => x !== undefined && x === y;
  const both = (x: string | undefined, y: string | undefined): boolean => x !== undefined && y !== undefined;
  if (equal(old.contextHash, now.contextHash)) return 16 / shares.ofHash(a.rule, old.contextHash);
  if (equal(old.beforeHash, now.beforeHash)) return 3 / shares.ofHash(a.rule, old.beforeHash);
  if (equal(old.afterHash, now.afterHash)) return 3 / shares.ofHash(a.rule, old.afterHash);
  const surrounded = both(old.contextHash, now.contextHash);
  if (equal(old.lineHash, now.lineHash)) return (surrounded ? 0.4 : 1) / shares.ofHash(a.rule, old.lineHash);
  if (surrounded) return 0.05;
  return both(old.lineHash, now.lineHash) ? 0.1 : 1;
}
