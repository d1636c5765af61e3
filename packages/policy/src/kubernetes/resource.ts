import { jsonMember, jsonText } from '@sallyport/kernel';

import type { AdmissionRequest } from './review.ts';

/** Kinds that lie in no namespace, of the API groups that come with Kubernetes. */
const CLUSTER_KINDS = new Set([
  'APIService',
  'CertificateSigningRequest',
  'ClusterRole',
  'ClusterRoleBinding',
  'CSIDriver',
  'CSINode',
  'CustomResourceDefinition',
  'FlowSchema',
  'IngressClass',
  'MutatingWebhookConfiguration',
  'Namespace',
  'Node',
  'PersistentVolume',
  'PriorityClass',
  'PriorityLevelConfiguration',
  'RuntimeClass',
  'StorageClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
  'VolumeAttachment',
]);

const IRREGULAR: { readonly [kind: string]: string } = { Endpoints: 'endpoints' };

/** The resource and subresource of a request. A manifest tells its kind alone: the resource is its plural, as Kubernetes forms it. */
export function resourceOf({ given, kind }: AdmissionRequest): {
  readonly resource: string;
  readonly subresource: string;
} {
  const asked = jsonText(jsonMember(given, 'resource'), 'resource');
  const subresource = jsonText(given, 'subResource') ?? '';
  return { resource: asked ?? pluralOf(kind.kind), subresource };
}

function pluralOf(kind: string): string {
  const irregular = IRREGULAR[kind];
  if (irregular !== undefined) return irregular;
  const name = kind.toLowerCase();
  if (/(?:s|x|z|ch|sh)$/.test(name)) return `${name}es`;
  return /[^aeiou]y$/.test(name) ? `${name.slice(0, -1)}ies` : `${name}s`;
}

/** Whether a request is about something that lies in no namespace. A custom kind without a namespace is taken for one that does. */
export function isClusterScoped({ kind, namespace }: AdmissionRequest): boolean {
  return CLUSTER_KINDS.has(kind.kind) && namespace === '';
}
