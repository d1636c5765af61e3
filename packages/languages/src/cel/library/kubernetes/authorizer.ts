import { fail } from '../../errors.ts';
import { Opaque } from '../../values.ts';
import type { CelValue } from '../../values.ts';
import type { Library } from '../library.ts';

/** What an expression asks the host's authorizer. */
export interface AccessRequest {
  readonly verb: string;
  /** For URLs that are no resources. */
  readonly path?: string;
  readonly group?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly fieldSelector?: string;
  readonly labelSelector?: string;
  /** The service account that is asked about; otherwise whoever sent the request. */
  readonly serviceAccount?: { readonly namespace: string; readonly name: string };
}

export interface AccessDecision {
  readonly allowed: boolean;
  readonly reason?: string;
  readonly error?: string;
}

/** Decides for the host whether an access is allowed. It must not wait for anything. */
export type DecideAccess = (request: AccessRequest) => AccessDecision;

type Asked = Omit<AccessRequest, 'verb'>;

/** A question that is being put together. */
class Check extends Opaque {
  readonly typeName: string;
  readonly decide: DecideAccess;
  readonly asked: Asked;

  constructor(kind: 'Authorizer' | 'PathCheck' | 'GroupCheck' | 'ResourceCheck', decide: DecideAccess, asked: Asked) {
    super();
    this.typeName = `kubernetes.authorization.${kind}`;
    this.decide = decide;
    this.asked = asked;
  }

  equals(other: Opaque): boolean {
    return (
      other instanceof Check &&
      other.decide === this.decide &&
      JSON.stringify(other.asked) === JSON.stringify(this.asked)
    );
  }

  text(): string {
    return JSON.stringify(this.asked);
  }
}

class Decision extends Opaque {
  readonly typeName = 'kubernetes.authorization.Decision';
  readonly decision: AccessDecision;

  constructor(decision: AccessDecision) {
    super();
    this.decision = decision;
  }

  equals(other: Opaque): boolean {
    return other instanceof Decision && JSON.stringify(other.decision) === JSON.stringify(this.decision);
  }

  text(): string {
    return JSON.stringify(this.decision);
  }
}

/** The value of the variable `authorizer`. */
export function celAuthorizer(decide: DecideAccess): CelValue {
  return new Check('Authorizer', decide, {});
}

/** The value of the variable `authorizer.requestResource`. */
export function celResourceCheck(decide: DecideAccess, resource: Asked): CelValue {
  return new Check('ResourceCheck', decide, resource);
}

const LABEL = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

// oxlint-disable-next-line max-params -- the operands of the overload
function serviceAccount(_: unknown, { decide }: Check, namespace: string, name: string): Check {
  if (name.length > 253 || !SUBDOMAIN.test(name)) fail('invalid_argument', 'Invalid service account name');
  if (namespace.length > 63 || !LABEL.test(namespace)) fail('invalid_argument', 'Invalid service account namespace');
  return new Check('Authorizer', decide, { serviceAccount: { namespace, name } });
}

function notEmpty(text: string, what: string): string {
  return text.trim() === '' ? fail('invalid_argument', `${what} must not be empty`) : text;
}

function narrowed(field: 'subresource' | 'namespace' | 'name' | 'fieldSelector' | 'labelSelector') {
  return (_: unknown, { decide, asked }: Check, value: string): Check =>
    new Check('ResourceCheck', decide, { ...asked, [field]: value });
}

function check(_: unknown, { decide, asked }: Check, verb: string): Decision {
  return new Decision(decide({ ...asked, verb }));
}

const A = 'kubernetes.authorization.Authorizer';
const P = 'kubernetes.authorization.PathCheck';
const G = 'kubernetes.authorization.GroupCheck';
const R = 'kubernetes.authorization.ResourceCheck';
const D = 'kubernetes.authorization.Decision';

/** Questions to the authorizer. */
export const AUTHORIZER: Library = {
  name: 'kubernetes.authz',
  functions: {
    path: [
      [
        'authorizer_path',
        `${A}.(string) -> ${P}`,
        (_, { decide, asked }: Check, path: string) =>
          new Check('PathCheck', decide, { ...asked, path: notEmpty(path, 'path') }),
      ],
    ],
    group: [
      [
        'authorizer_group',
        `${A}.(string) -> ${G}`,
        (_, { decide, asked }: Check, group: string) => new Check('GroupCheck', decide, { ...asked, group }),
      ],
    ],
    serviceAccount: [['authorizer_serviceaccount', `${A}.(string, string) -> ${A}`, serviceAccount]],
    resource: [
      [
        'groupcheck_resource',
        `${G}.(string) -> ${R}`,
        (_, { decide, asked }: Check, resource: string) =>
          new Check('ResourceCheck', decide, { ...asked, resource: notEmpty(resource, 'resource') }),
      ],
    ],
    subresource: [['resourcecheck_subresource', `${R}.(string) -> ${R}`, narrowed('subresource')]],
    namespace: [['resourcecheck_namespace', `${R}.(string) -> ${R}`, narrowed('namespace')]],
    name: [['resourcecheck_name', `${R}.(string) -> ${R}`, narrowed('name')]],
    fieldSelector: [['authorizer_fieldselector', `${R}.(string) -> ${R}`, narrowed('fieldSelector')]],
    labelSelector: [['authorizer_labelselector', `${R}.(string) -> ${R}`, narrowed('labelSelector')]],
    check: [
      ['pathcheck_check', `${P}.(string) -> ${D}`, check],
      ['resourcecheck_check', `${R}.(string) -> ${D}`, check],
    ],
    allowed: [['decision_allowed', `${D}.() -> bool`, (_, { decision }: Decision) => decision.allowed]],
    reason: [['decision_reason', `${D}.() -> string`, (_, { decision }: Decision) => decision.reason ?? '']],
    errored: [['decision_errored', `${D}.() -> bool`, (_, { decision }: Decision) => decision.error !== undefined]],
    error: [['decision_error', `${D}.() -> string`, (_, { decision }: Decision) => decision.error ?? '']],
  },
};

/** JSON Pointer's escapes, for patches that expressions write. */
export const JSON_PATCH: Library = {
  name: 'kubernetes.jsonpatch',
  functions: {
    'jsonpatch.escapeKey': [
      [
        'string_jsonpatch_escapeKey_string',
        '(string) -> string',
        (s, key: string) => {
          s.charge(key.length * 2);
          return key.replaceAll('~', '~0').replaceAll('/', '~1');
        },
      ],
    ],
  },
};
