import {
  any,
  array,
  checkShape,
  duplicateKeys,
  object,
  optional,
  parseDocument,
  record,
  string,
} from '@sallyport/documents';
import type { DocumentNode } from '@sallyport/documents';
import type { JsonValue } from '@sallyport/kernel';

import { policyErrors } from '../errors.ts';
import type { Evidence, GateInput } from '../gate/gate-input.ts';

/** Who and what passes a gate. */
export type GateContext = Partial<Pick<GateInput, 'service' | 'environment' | 'change' | 'artifact' | 'actor'>>;

const text = (doc: string) => optional(string({ minLength: 1 }), doc);
const DATE_TIME = string({
  check: (value) =>
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/.test(value) &&
    !Number.isNaN(Date.parse(value))
      ? undefined
      : `"${value.slice(0, 60)}" is no RFC 3339 date-time`,
});

const CONTEXT = object({
  service: text('The service that is delivered.'),
  environment: text('Where it goes.'),
  change: optional(
    object({
      id: text('Number or name of the pull or merge request.'),
      title: text('Its title.'),
      author: text('Who wrote it.'),
      requester: text('Who asks for it to pass, where that is somebody else.'),
      base: text('The commit that it goes on.'),
      head: text('Its last commit.'),
      files: optional(array(string()), 'The paths that it changes.'),
    }),
    'The change that is judged.',
  ),
  artifact: optional(
    object({
      name: text('A name for people.'),
      repository: text('Registry and repository, registry.example/shop/web.'),
      digest: optional(string({ pattern: /^sha256:[0-9a-f]{64}$/, what: 'a digest sha256:…' }), 'Its digest.'),
    }),
    'The artifact that is judged.',
  ),
  actor: optional(object({ id: string({ minLength: 1 }) }), 'Who runs the gate.'),
  evidence: optional(
    array(
      object({
        type: string({ minLength: 1, doc: 'tests, lint, image, provenance, …' }),
        time: optional(DATE_TIME, 'When it came to be.'),
        subject: text('The digest or commit that it is about.'),
        facts: optional(record(any()), 'What it says.'),
      }),
    ),
    'Statements of the pipeline. What a file says of itself is never taken as verified.',
  ),
});

export interface ReadContext {
  readonly context: GateContext;
  readonly evidence: readonly Evidence[];
  readonly root: DocumentNode;
}

/** Reads a context file (YAML, JSON or TOML). Throws POLICY_MALFORMED_INPUT with every problem and its line. */
export async function readContext(path: string, bytes: Uint8Array): Promise<ReadContext> {
  const next = 'See docs/gates.md for what a context file holds.';
  const parsed = await parseDocument(path, bytes);
  if (!parsed.ok)
    throw policyErrors.MALFORMED_INPUT({ path: `${path}:${parsed.error.line}`, problem: parsed.error.message, next });
  const [root, another] = parsed.documents;
  if (root === undefined) throw policyErrors.MALFORMED_INPUT({ path, problem: 'the context file is empty', next });
  const twice = another ?? duplicateKeys(root)[0];
  if (twice !== undefined) {
    const problem = 'message' in twice ? twice.message : 'there is more than one document';
    throw policyErrors.MALFORMED_INPUT({ path: `${path}:${twice.range.start.line}`, problem, next });
  }
  const checked = checkShape(root, CONTEXT);
  if (!checked.ok) {
    const [first] = checked.problems;
    throw policyErrors.MALFORMED_INPUT({
      path: `${path}:${first?.line ?? 1}`,
      problem: checked.problems.map(({ message }) => message).join('; '),
      next: first?.next ?? next,
    });
  }
  const { evidence = [], ...context } = checked.value;
  return { context, root, evidence: evidence.map((one) => evidenceOf(one, path)) };
}

function evidenceOf(
  one: { readonly type: string; readonly facts?: { readonly [name: string]: unknown } } & Partial<
    Pick<Evidence, 'time' | 'subject'>
  >,
  source: string,
): Evidence {
  return { ...one, facts: (one.facts ?? {}) as { readonly [name: string]: JsonValue }, verified: false, source };
}
