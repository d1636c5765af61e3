import { nearest } from '@sallyport/kernel';

import { isLicenceId, licenceIds, normaliseLicence, parseLicence, printLicence } from './expression.ts';
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
  const { id, exception } = partsOf(entry);
  if (exception !== undefined && exception !== node.exception?.toLowerCase()) return false;
  const own = spellingsOf(node);
  return id.endsWith('*') ? own.some((text) => text.startsWith(id.slice(0, -1))) : own.includes(id);
}

function partsOf(entry: string): { id: string; exception: string | undefined } {
  const [id = '', exception] = entry
    .trim()
    .toLowerCase()
    .split(/\s+with\s+/);
  return { id, exception };
}

/**
 * Every way to write a licence. SPDX once wrote `GPL-3.0` and `GPL-3.0+` for what is now `GPL-3.0-only` and
 * `GPL-3.0-or-later`; a list with the plain name means both.
 */
function spellingsOf({ id, orLater }: Extract<LicenceNode, { kind: 'licence' }>): string[] {
  const written = id.toLowerCase();
  const plain = written.replace(/(?:-only|-or-later|\+|-with-.*)$/, '');
  const isLater = orLater || /(?:-or-later|\+)$/.test(written);
  const own = [written, ...(isLater ? [plain, `${plain}+`] : [])];
  if (isLicenceId(`${plain}-only`)) own.push(plain, isLater ? `${plain}-or-later` : `${plain}-only`);
  return own;
}

/**
 * What is wrong with an entry of a list, which then matches nothing: undefined where it names a licence or a family, else
 * the identifier that comes nearest, or nothing where none does.
 */
export function unknownLicence(entry: string): { readonly nearest: string | undefined } | undefined {
  const { id } = partsOf(entry);
  if (id.endsWith('*')) {
    const start = id.slice(0, -1);
    if (licenceIds().some((each) => each.toLowerCase().startsWith(start)) || start.startsWith('licenseref-'))
      return undefined;
    return { nearest: nearest(id, FAMILIES) };
  }
  if (parseLicence(entry)?.kind === 'licence') return undefined;
  return { nearest: normaliseLicence(entry) ?? nearest(id, licenceIds()) };
}

/** Families that lists are made of. */
const FAMILIES: readonly string[] = ['GPL-*', 'LGPL-*', 'AGPL-*', 'MPL-*', 'EPL-*', 'BSD-*', 'CC-BY-*', 'Apache-*'];

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
