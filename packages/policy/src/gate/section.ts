import { any, array, number, object, oneOf, optional, record, string, withDefault } from '@sallyport/documents';
import type { ShapeValue } from '@sallyport/documents';

import { ENFORCEMENTS } from '../policy.ts';

const words = (doc: string) => optional(array(string({ minLength: 1 })), doc);

/** One policy of a gate: a built-in one (`use`), or files (`path`). */
export const GATE_POLICY = object({
  use: optional(string({ minLength: 1 }), 'A built-in policy, by its name.'),
  with: optional(record(any()), 'Its parameters.'),
  name: optional(string({ minLength: 1 }), 'Another name for it, where one policy is used twice.'),
  path: optional(
    string({ minLength: 1 }),
    'A file or folder with policies: Rego, ConstraintTemplates and Constraints, ValidatingAdmissionPolicies; or a bundle (.tar.gz).',
  ),
  verificationKey: optional(string({ minLength: 1 }), 'The public key that the bundle must be signed with.'),
  namespaces: words('Only these packages of Rego.'),
  data: words('Files and folders with data for Rego.'),
  rego: optional(oneOf(['v0', 'v1']), 'The version of Rego that its files are written in; v1 where it is left out.'),
  enforcement: optional(oneOf(ENFORCEMENTS), 'deny fails the gate, warn makes it ask for approval, dryrun only shows.'),
});

/** A gate in `sallyport.yaml`. */
const GATE = object({
  description: optional(string(), 'What it stands in front of.'),
  environment: optional(string({ minLength: 1 }), 'The environment behind it.'),
  policies: array(GATE_POLICY, { minItems: 1, doc: 'What is asked.' }),
  evidence: words('Evidence that must be there: scan, scan:secrets, tests, lint, sbom, provenance, … (default scan).'),
  allowMissing: words('Parts of a scan that may be missing, by scanner; policies that may judge nothing, by name.'),
  exceptions: optional(string({ minLength: 1 }), 'A file with exceptions.'),
  approval: optional(
    object({
      needed: withDefault(number({ integer: true, min: 1, max: 20 }), 1, 'How many people must approve.'),
      by: withDefault(
        array(string({ minLength: 1 })),
        [],
        'People or groups who may; anybody but author and requester where none is named.',
      ),
      keys: optional(
        record(string({ minLength: 1 })),
        'Files with the public keys of people, by name: what they sign beside an image counts as their approval.',
      ),
    }),
    'Who may let pass what asks for approval.',
  ),
  timeoutMs: withDefault(
    number({ integer: true, min: 1, max: 600_000 }),
    5_000,
    'The longest time of one policy with all of its evaluations, in milliseconds.',
  ),
  totalTimeoutMs: withDefault(
    number({ integer: true, min: 1, max: 3_600_000 }),
    60_000,
    'The longest time of all policies together, in milliseconds.',
  ),
});

/** The `gates` section of `sallyport.yaml`. */
export const GATES_SECTION = record(GATE, { doc: 'Gates by name.' });

export type GateConfig = ShapeValue<typeof GATE>;
export type GatePolicyConfig = ShapeValue<typeof GATE_POLICY>;
