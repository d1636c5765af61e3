import type { Clock } from '@sallyport/kernel';

import type { Finding, Occurrence, Suppression } from '../finding.ts';
import type { SuppressionIssue } from '../scan-result.ts';
import { inlineSuppressions } from './inline.ts';
import { matchesGlob, matchesName } from './path-glob.ts';
import { expiryEnd, type ReadSuppressions, type SuppressionRule } from './suppression-rule.ts';

export interface SuppressionOptions {
  readonly clock: Clock;
  /**
   * Scanners that ran over the whole target. A suppression is called unused only where they are the ones that could have found
   * something for it. Left out: every scanner ran. Give an empty set where only a part of the target was scanned.
   */
  readonly scannersRan?: ReadonlySet<string>;
}

export interface AppliedSuppressions {
  /** In the order given; `suppression` set where one holds. */
  readonly findings: readonly Finding[];
  /** By path and line. */
  readonly issues: readonly SuppressionIssue[];
}

/**
 * Sets `suppression` on the findings that a suppression covers, and reports suppressions that expired, give no reason or no
 * expiry, or match nothing. An expired one, and one without a reason, does not suppress. A finding is suppressed only where all of
 * its places in the work tree are covered; one that lives in the history only, by id, by path, or by a comment beside it there.
 */
export function applySuppressions(
  findings: readonly Finding[],
  given: readonly ReadSuppressions[],
  options: SuppressionOptions,
): AppliedSuppressions {
  const rules = given.flatMap(({ rules }) => rules);
  const now = options.clock.now();
  const book = new RuleBook(rules.filter((rule) => holds(rule, now)));
  const applied = findings.map((finding): Finding => {
    const rule = book.find(finding);
    return rule === undefined ? finding : { ...finding, suppression: suppressionOf(rule) };
  });
  const matched = new Set(book.used);
  const expired = new RuleBook(rules.filter((rule) => !holds(rule, now)));
  for (const finding of findings) expired.find(finding);
  for (const rule of expired.used) matched.add(rule);
  const own = rules.flatMap((rule) => issuesOf(rule, { now, used: matched.has(rule), ran: options.scannersRan }));
  return { findings: applied, issues: [...given.flatMap(({ issues }) => issues), ...own].toSorted(byPlace) };
}

function byPlace(a: SuppressionIssue, b: SuppressionIssue): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.line - b.line;
}

function holds(rule: SuppressionRule, now: number): boolean {
  const end = rule.expires === undefined ? undefined : expiryEnd(rule.expires);
  return (rule.foreign === true || rule.reason !== undefined) && (end === undefined || now < end);
}

function suppressionOf(rule: SuppressionRule): Suppression {
  const position = { line: rule.line, column: 1, offset: 0 };
  return {
    kind: rule.kind,
    reason: rule.reason ?? 'Allowed by a gitleaks comment that gives no reason.',
    ...(rule.expires === undefined ? {} : { expires: rule.expires }),
    location: { path: rule.path, range: { start: position, end: position } },
  };
}

/** Rules indexed by what they are for, and which of them matched anything. */
class RuleBook {
  readonly used = new Set<SuppressionRule>();
  readonly #byId = new Map<string, SuppressionRule>();
  readonly #byPath: SuppressionRule[] = [];
  readonly #byFile: ReadonlyMap<string, SuppressionRule[]>;

  constructor(rules: readonly SuppressionRule[]) {
    for (const rule of rules) {
      if (rule.target.by === 'id') this.#byId.set(rule.target.id, rule);
      if (rule.target.by === 'path') this.#byPath.push(rule);
    }
    this.#byFile = Map.groupBy(
      rules.filter(({ target }) => target.by === 'line'),
      ({ path }) => path,
    );
  }

  /** The rule that suppresses the finding: by id, by path, or by comments at each of its places. */
  find(finding: Finding): SuppressionRule | undefined {
    const byId = this.#byId.get(finding.id);
    const byPath = this.#byPath.filter(({ target }) => target.by === 'path' && coversAll(target, finding));
    const byLine = this.#findInline(finding);
    for (const rule of [...(byId === undefined ? [] : [byId]), ...byPath, ...byLine.used]) this.used.add(rule);
    return byId ?? byPath[0] ?? byLine.decisive;
  }

  #findInline(finding: Finding): { used: SuppressionRule[]; decisive: SuppressionRule | undefined } {
    const inTree = finding.occurrences.filter(({ location }) => location.commit === undefined);
    const places = inTree.length > 0 ? inTree : finding.occurrences;
    const found = places.map((place) => this.#covering(finding, place, inTree.length > 0));
    const used = found.flatMap((rule) => (rule === undefined ? [] : [rule]));
    return { used, decisive: used.length === places.length ? used[0] : undefined };
  }

  #covering(finding: Finding, { location, excerpt }: Occurrence, inTree: boolean): SuppressionRule | undefined {
    const [start, end] = [location.range?.start.line, location.range?.end.line];
    if (start === undefined || end === undefined) return undefined;
    // In the history the comments of today's file say nothing; those beside the place itself do.
    const rules = inTree
      ? (this.#byFile.get(location.path) ?? [])
      : inlineSuppressions(location.path, excerpt?.lines.join('\n') ?? '', excerpt?.firstLine).rules;
    return rules.find(
      ({ target }) =>
        target.by === 'line' &&
        target.lines.some((line) => line >= start && line <= end) &&
        target.rules.some((rule) => matchesRule(rule, finding)),
    );
  }
}

function coversAll(target: { rules: readonly string[]; glob: string }, finding: Finding): boolean {
  return (
    target.rules.some((rule) => matchesRule(rule, finding)) &&
    finding.occurrences.every(({ location }) => matchesGlob(target.glob, location.path))
  );
}

/** `scanner/rule` or `rule`, with `*` for any characters. */
function matchesRule(pattern: string, { scanner, rule }: Finding): boolean {
  return matchesName(pattern, `${scanner}/${rule}`) || (!pattern.includes('/') && matchesName(pattern, rule));
}

interface RuleState {
  readonly now: number;
  readonly used: boolean;
  readonly ran: ReadonlySet<string> | undefined;
}

function issuesOf(rule: SuppressionRule, { now, used, ran }: RuleState): SuppressionIssue[] {
  const { path, line } = rule;
  const issue = (kind: SuppressionIssue['kind'], message: string): SuppressionIssue => ({ kind, message, path, line });
  if (rule.foreign === true) {
    if (!used) return [];
    const message =
      'This gitleaks comment gives neither reason nor expiry: `sallyport:ignore RULE until=DATE reason` has both.';
    return [{ ...issue('no-reason', message), level: 'info' }];
  }
  if (rule.reason === undefined) {
    return [
      issue('no-reason', 'The suppression gives no reason, so it does not hold: write why the finding is accepted.'),
    ];
  }
  const end = rule.expires === undefined ? undefined : expiryEnd(rule.expires);
  if (end !== undefined && now >= end) {
    const what = used ? 'the finding counts again: fix it, or decide anew' : 'it matches nothing any more: remove it';
    return [issue('expired', `The suppression expired on ${rule.expires}; ${what}.`)];
  }
  const issues: SuppressionIssue[] = [];
  if (end === undefined) {
    issues.push(issue('no-expiry', 'The suppression never expires: say until when it holds.'));
  }
  if (!used && mayJudge(rule, ran)) issues.push(issue('unused', 'The suppression matches no finding: remove it.'));
  return issues;
}

/** Whether the scanners that the suppression is for have all run. */
function mayJudge({ target }: SuppressionRule, ran: ReadonlySet<string> | undefined): boolean {
  if (ran === undefined) return true;
  if (target.by === 'id') return false;
  return target.rules.every((rule) => rule.includes('/') && ran.has(rule.slice(0, rule.indexOf('/'))));
}
