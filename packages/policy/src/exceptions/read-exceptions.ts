import { array, checkShape, duplicateKeys, object, optional, parseAs, string } from '@sallyport/documents';
import type { DocumentNode, ShapeValue } from '@sallyport/documents';
import { expiryEnd } from '@sallyport/findings';

import { policyErrors } from '../errors.ts';
import type { GateException } from './exception.ts';

const text = (doc: string) => string({ minLength: 1, doc });

/** One exception as it is written in a file. Whoever is named there is a name, not an identity. */
const EXCEPTION_ENTRY = object({
  id: string({ pattern: /^[\w.-]{1,100}$/, what: 'a name of letters, digits, dots and dashes' }),
  scope: object({
    finding: optional(text('A finding or violation, by its id.')),
    policy: optional(text('A policy, or policy/rule.')),
    artifact: optional(text('The digest of an artifact.')),
    service: optional(text('A service.')),
    environment: optional(text('An environment.')),
  }),
  reason: text('Why it is accepted.'),
  owner: text('Who answers for it.'),
  expires: string({
    check: (date) => (expiryEnd(date) === undefined ? `"${date.slice(0, 60)}" is no date as YYYY-MM-DD` : undefined),
    doc: 'The last day on which it holds, as YYYY-MM-DD, or an RFC 3339 date-time.',
  }),
  requestedBy: text('Who asked for it.'),
  approvedBy: text('Who approved it: somebody else.'),
  approvedAt: optional(
    string({ check: (date) => (expiryEnd(date) === undefined ? 'is no RFC 3339 date-time' : undefined) }),
    'When it was approved.',
  ),
});

const FILE = object({ exceptions: array(EXCEPTION_ENTRY) });

/** Reads a file of exceptions: `exceptions:` and a list. Throws POLICY_MALFORMED_EXCEPTIONS with every problem and its line. */
export async function readExceptions(path: string, content: string): Promise<GateException[]> {
  const refuse = (problems: string): Error => policyErrors.MALFORMED_EXCEPTIONS({ problems, path });
  const parsed = await parseAs('yaml', content);
  if (!parsed.ok) throw refuse(`${path}:${parsed.error.line}:${parsed.error.column}: ${parsed.error.message}`);
  const [root, another] = parsed.documents;
  if (another !== undefined) throw refuse(`${path}: more than one document`);
  if (root === undefined || (root.kind === 'scalar' && root.value === null)) return [];
  const [twice] = duplicateKeys(root);
  if (twice !== undefined)
    throw refuse(`${path}:${twice.range.start.line}:${twice.range.start.column}: ${twice.message}`);
  const checked = checkShape(root, FILE);
  if (!checked.ok) {
    const lines = checked.problems.map((one) => `${path}:${one.line}:${one.column}: ${one.message}. ${one.next}`);
    throw refuse(lines.join('\n'));
  }
  const list = root.kind === 'object' ? root.get('exceptions') : undefined;
  return checked.value.exceptions.map((entry, i) => fromEntry(entry, path, itemOf(list, i)));
}

function itemOf(list: DocumentNode | undefined, i: number): DocumentNode | undefined {
  return list?.kind === 'array' ? list.items[i] : undefined;
}

function fromEntry(
  entry: ShapeValue<typeof EXCEPTION_ENTRY>,
  path: string,
  node: DocumentNode | undefined,
): GateException {
  const { requestedBy, approvedBy, approvedAt, ...rest } = entry;
  return {
    ...rest,
    requester: requestedBy,
    approver: approvedBy,
    ...(approvedAt === undefined ? {} : { approvedAt }),
    approverVerified: false,
    place: { path, ...(node === undefined ? {} : { line: node.range.start.line }) },
  };
}
