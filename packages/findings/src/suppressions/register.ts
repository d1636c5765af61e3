import { checkShape, object, optional, parseAs, string, type DocumentNode } from '@sallyport/documents';

import type { SuppressionIssue } from '../scan-result.ts';
import { expiryEnd, type ReadSuppressions, type SuppressionRule } from './suppression-rule.ts';

/** The register of suppressions in the root of a repository. */
export const REGISTER_FILE = '.sallyport-ignore.yaml';

/** One entry of the register, or of the section `suppressions` of the configuration. */
export const SUPPRESSION_ENTRY = object({
  id: optional(string({ pattern: /^sp_[0-9a-f]{24}$/, what: 'a finding id' }), 'The finding, by its id.'),
  rule: optional(string({ minLength: 1 }), 'The rule, as `scanner/rule`, `rule` or `scanner/*`; goes with `path`.'),
  path: optional(string({ minLength: 1 }), 'The files, as a glob; goes with `rule`.'),
  reason: optional(string(), 'Why the finding is accepted.'),
  expires: optional(
    string({ check: (date) => (expiryEnd(date) === undefined ? 'is no date as YYYY-MM-DD' : undefined) }),
    'The last day on which this holds, as YYYY-MM-DD, or an RFC 3339 date-time.',
  ),
  owner: optional(string({ minLength: 1 }), 'Who answers for it.'),
});

/** Reads a register file: a list of entries, or an object with the list under `suppressions`. What is wrong becomes an issue. */
export async function readRegister(path: string, text: string): Promise<ReadSuppressions> {
  const parsed = await parseAs('yaml', text);
  if (!parsed.ok) {
    const { message, line } = parsed.error;
    return { rules: [], issues: [{ kind: 'malformed', message, path, line }] };
  }
  const [root] = parsed.documents;
  if (root === undefined || (root.kind === 'scalar' && root.value === null)) return { rules: [], issues: [] };
  const list = root.kind === 'object' ? root.entry('suppressions')?.value : root;
  if (list !== undefined) return readSuppressionList(path, list);
  const message = 'The register has no list of suppressions: write them as a list, or under `suppressions`.';
  return { rules: [], issues: [{ kind: 'malformed', message, path, line: 1 }] };
}

/** Reads a list of entries that stands in a document, such as the section of the configuration. */
export function readSuppressionList(path: string, list: DocumentNode): ReadSuppressions {
  if (list.kind !== 'array') {
    const message = 'The suppressions are no list.';
    return { rules: [], issues: [{ kind: 'malformed', message, path, line: list.range.start.line }] };
  }
  const read = list.items.map((item) => readEntry(path, item));
  return { rules: read.flatMap(({ rules }) => rules), issues: read.flatMap(({ issues }) => issues) };
}

function readEntry(path: string, node: DocumentNode): ReadSuppressions {
  const line = node.range.start.line;
  const malformed = (message: string, at = line): SuppressionIssue => ({ kind: 'malformed', message, path, line: at });
  const checked = checkShape(node, SUPPRESSION_ENTRY);
  if (!checked.ok) {
    const issues = checked.problems.map((problem) => malformed(`${problem.message}. ${problem.next}`, problem.line));
    return { rules: [], issues };
  }
  const { id, rule, path: glob, reason, expires, owner } = checked.value;
  const target = targetOf(id, rule, glob);
  if (target === undefined) {
    return { rules: [], issues: [malformed('An entry needs either `id`, or `rule` and `path`.')] };
  }
  const filled = reason?.trim() === '' ? undefined : reason;
  const read: SuppressionRule = { kind: 'file', path, line, target, reason: filled, expires };
  return { rules: [owner === undefined ? read : { ...read, owner }], issues: [] };
}

function targetOf(
  id: string | undefined,
  rule: string | undefined,
  glob: string | undefined,
): SuppressionRule['target'] | undefined {
  if (id !== undefined) return rule === undefined && glob === undefined ? { by: 'id', id } : undefined;
  return rule === undefined || glob === undefined ? undefined : { by: 'path', rules: [rule], glob };
}
