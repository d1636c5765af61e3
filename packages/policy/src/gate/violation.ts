import { severityRank } from '@sallyport/findings';
import type { Finding } from '@sallyport/findings';
import { canonicalJson, sha256Hex } from '@sallyport/kernel';

import { defined } from '../defined.ts';
import { milder } from '../policy.ts';
import type { Breach, InputPath, Place } from '../policy.ts';
import type { Violation } from './decision.ts';
import type { TracedInput } from './gate-input.ts';
import type { BoundPolicy } from './gate.ts';

/** A breach with what the gate knows of it: the finding, the place, whether it is new, what would make it pass. */
export function violationOf(breach: Breach, { policy, enforcement }: BoundPolicy, input: TracedInput): Violation {
  const inputPath = breach.paths.find((path) => path.length > 0 && input.has(path)) ?? [];
  const finding = findingAt(inputPath, input);
  const place = breach.place ?? (finding === undefined ? input.placeOf(inputPath) : placeOfFinding(finding));
  return {
    id: finding?.id ?? idOf(policy.id, breach, place),
    policy: policy.id,
    rule: breach.rule,
    message: breach.message,
    severity: breach.severity ?? finding?.severity ?? 'high',
    enforcement: milder(breach.enforcement, enforcement),
    inputPath,
    ...defined({ place, finding: finding?.id }),
    novelty: finding === undefined ? 'unknown' : finding.novelty,
    fix: breach.fix ?? fixOf(finding, inputPath, place),
  };
}

function fixOf(finding: Finding | undefined, path: InputPath, place: Place | undefined): string {
  if (finding !== undefined) return finding.remediation.summary;
  const what = userPath(path);
  return place === undefined ? `Change ${what}.` : `Change ${what} in ${showPlace(place)}.`;
}

/** A path as the user's own file has it: `spec.containers[0].image`, without where the file stands in the input. */
function userPath(path: InputPath): string {
  const own = path[0] === 'documents' ? path.slice(path[2] === 'content' ? 3 : 2) : path;
  if (own.length === 0) return path.length === 0 ? 'what the rule objects to' : 'the document';
  return own
    .map((step, i) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[\w$-]+$/.test(step)) return `[${JSON.stringify(step)}]`;
      return i === 0 ? step : `.${step}`;
    })
    .join('');
}

function findingAt(path: InputPath, { value }: TracedInput): Finding | undefined {
  const [member, index] = path;
  return member === 'findings' && typeof index === 'number' ? value.findings[index] : undefined;
}

function placeOfFinding(finding: Finding): Place {
  const { path, range } = finding.occurrences[0].location;
  return range === undefined ? { path } : { path, line: range.start.line, column: range.start.column };
}

/** The same problem in the next run has the same id, wherever its line has moved. */
function idOf(policy: string, { rule, message, paths }: Breach, place: Place | undefined): string {
  const key = canonicalJson([
    policy,
    rule,
    message.toWellFormed(),
    place?.path.toWellFormed() ?? null,
    place === undefined ? (paths[0] ?? []) : [],
  ]);
  return `v_${sha256Hex(key).slice(0, 24)}`;
}

/** `file:line`, or the file alone. */
export function showPlace({ path, line }: Place): string {
  return line === undefined ? path : `${path}:${line}`;
}

const ENFORCEMENT_RANK = { deny: 0, warn: 1, dryrun: 2 } as const;

/** Those that fail the gate first, then by severity, place and id. */
export function compareViolations(a: Violation, b: Violation): number {
  const rank = (one: Violation): number =>
    (one.waiver?.state === 'waived' ? 10 : 0) + ENFORCEMENT_RANK[one.enforcement];
  return (
    rank(a) - rank(b) ||
    severityRank(a.severity) - severityRank(b.severity) ||
    text(a.place?.path, b.place?.path) ||
    (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
    text(a.id, b.id)
  );
}

function text(a = '', b = ''): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
