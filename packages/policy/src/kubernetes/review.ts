import { jsonMember, jsonText } from '@sallyport/kernel';

import { gvkOf, nameOf, namespaceOf } from './object.ts';
import type { GroupVersionKind, KubernetesObject } from './object.ts';

/** What an admission controller is asked about: the object, what happens to it, and who does it. */
export interface AdmissionRequest {
  readonly kind: GroupVersionKind;
  readonly operation: string;
  readonly name: string;
  readonly namespace: string;
  readonly object: unknown;
  readonly oldObject: unknown;
  /** The request as it was, where an AdmissionReview was given. */
  readonly given: { readonly [name: string]: unknown };
}

/** The request that an AdmissionReview holds; for any other object the request to create it. */
export function requestOf(object: KubernetesObject): AdmissionRequest {
  if (object.kind === 'AdmissionReview') return fromReview(jsonMember(object, 'request'));
  const kind = gvkOf(object);
  const [name, namespace] = [nameOf(object), namespaceOf(object)];
  const given = { kind, operation: 'CREATE', name, ...(namespace === '' ? {} : { namespace }), object };
  return { kind, operation: 'CREATE', name, namespace, object, oldObject: undefined, given };
}

function fromReview(request: unknown): AdmissionRequest {
  const operation = jsonText(request, 'operation') ?? 'CREATE';
  const oldObject = jsonMember(request, 'oldObject') ?? undefined;
  const sent = jsonMember(request, 'object') ?? undefined;
  // Of what is deleted only the old object is sent: policies judge that.
  const object = operation === 'DELETE' && sent === undefined ? oldObject : sent;
  const kind = jsonMember(request, 'kind');
  const given = {
    ...(request as { readonly [name: string]: unknown } | undefined),
    ...(object === undefined ? {} : { object }),
  };
  return {
    kind: {
      group: jsonText(kind, 'group') ?? '',
      version: jsonText(kind, 'version') ?? '',
      kind: jsonText(kind, 'kind') ?? '',
    },
    operation,
    name: jsonText(request, 'name') ?? nameOf(object),
    namespace: jsonText(request, 'namespace') ?? namespaceOf(object),
    object,
    oldObject,
    given,
  };
}
