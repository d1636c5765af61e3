import { parseLicence, printLicence } from './expression.ts';
import type { LicenceNode } from './expression.ts';
import type { LicenceClaim } from '../package.ts';

/** Which licences may be used. Entries are identifiers, `X WITH exception` or families with an asterisk, `GPL-*`. */
export interface LicencePolicy {
  /** Where given, only these are allowed. */
  readonly allow?: readonly string[];
  readonly deny?: readonly string[];
}

/**
 * `allowed` and `denied` are decided; `unlisted`: an allow list is given and does not name it;
 * `unknown`: no licence is known, which is neither.
 */
export type LicenceVerdict = 'allowed' | 'denied' | 'unlisted' | 'unknown';

export interface LicenceDecision {
  readonly verdict: LicenceVerdict;
  /** The licence identifiers that decided. */
  readonly because: readonly string[];
}

/** Judges what a package claims: a claim that was concluded counts before one that is only declared. */
export function judgeLicences(claims: readonly LicenceClaim[], policy: LicencePolicy): LicenceDecision {
  const concluded = claims.filter(({ kind }) => kind === 'concluded');
  const used = concluded.length > 0 ? concluded : claims;
  if (used.length === 0) return { verdict: 'unknown', because: [] };
  return worst(
    used.map((claim) =>
      claim.expression === undefined
        ? { verdict: 'unknown', because: [claim.raw] }
        : judgeExpression(claim.expression, policy),
    ),
  );
}

/** Judges one SPDX expression: of a choice the best branch counts, of a conjunction the worst. */
export function judgeExpression(expression: string, policy: LicencePolicy): LicenceDecision {
  const node = parseLicence(expression);
  return node === undefined ? { verdict: 'unknown', because: [expression] } : judgeNode(node, policy);
}

function judgeNode(node: LicenceNode, policy: LicencePolicy): LicenceDecision {
  if (node.kind === 'licence') return judgeOne(node, policy);
  const decisions = node.parts.map((part) => judgeNode(part, policy));
  return node.kind === 'and' ? worst(decisions) : best(decisions);
}

function judgeOne(node: Extract<LicenceNode, { kind: 'licence' }>, policy: LicencePolicy): LicenceDecision {
  const because = [printLicence(node)];
  const isIn = (list: readonly string[]): boolean => list.some((entry) => matches(entry, node));
  if (policy.deny !== undefined && isIn(policy.deny)) return { verdict: 'denied', because };
  if (policy.allow === undefined || isIn(policy.allow)) return { verdict: 'allowed', because };
  return { verdict: 'unlisted', because };
}

/** An entry without an exception speaks of the licence with any exception too, since an exception only adds permission. */
function matches(entry: string, node: Extract<LicenceNode, { kind: 'licence' }>): boolean {
  const [id = '', exception] = entry
    .trim()
    .toLowerCase()
    .split(/\s+with\s+/);
  if (exception !== undefined && exception !== node.exception?.toLowerCase()) return false;
  const own = [node.id, node.orLater ? `${node.id}+` : node.id].map((text) => text.toLowerCase());
  return id.endsWith('*') ? own.some((text) => text.startsWith(id.slice(0, -1))) : own.includes(id);
}

const ORDER: readonly LicenceVerdict[] = ['denied', 'unlisted', 'unknown', 'allowed'];

function worst(decisions: readonly LicenceDecision[]): LicenceDecision {
  return pick(decisions, Math.min(...decisions.map(({ verdict }) => ORDER.indexOf(verdict))));
}

function best(decisions: readonly LicenceDecision[]): LicenceDecision {
  return pick(decisions, Math.max(...decisions.map(({ verdict }) => ORDER.indexOf(verdict))));
}

function pick(decisions: readonly LicenceDecision[], rank: number): LicenceDecision {
  const verdict = ORDER[rank] ?? 'unknown';
  return { verdict, because: decisions.filter((each) => each.verdict === verdict).flatMap((each) => each.because) };
}
