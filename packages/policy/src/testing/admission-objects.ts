/** A Kubernetes object, or a part of one. */
export type Fields = { readonly [name: string]: unknown };

const API = 'admissionregistration.k8s.io/v1';
export const APPS = {
  resourceRules: [
    { apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['deployments'] },
  ],
};
export const ALL = { resourceRules: [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*'] }] };

export const policy = (spec: Fields, name = 'p'): Fields => ({
  apiVersion: API,
  kind: 'ValidatingAdmissionPolicy',
  metadata: { name },
  spec: { matchConstraints: ALL, ...spec },
});
export const binding = (spec: Fields = {}, name = 'b'): Fields => ({
  apiVersion: API,
  kind: 'ValidatingAdmissionPolicyBinding',
  metadata: { name },
  spec: { policyName: 'p', validationActions: ['Deny'], ...spec },
});
export const deployment = (spec: Fields, metadata: Fields = {}): Fields => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop', ...metadata },
  spec,
});
export const pod = (...containers: Fields[]): Fields => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { containers },
});
export const namespace = (name: string, labels: Fields): Fields => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});
export const limit = (name: string, max: number, over: Fields = {}): Fields => ({
  apiVersion: 'rules.example/v1',
  kind: 'ReplicaLimit',
  metadata: { name, ...over },
  max,
});
export const review = (request: Fields): Fields => ({
  apiVersion: 'admission.k8s.io/v1',
  kind: 'AdmissionReview',
  request,
});

export const max5 = { validations: [{ expression: 'object.spec.replicas <= 5' }] };
/** Denies everything. */
export const no = { validations: [{ expression: 'false', message: 'no' }] };
export const byParams = {
  paramKind: { apiVersion: 'rules.example/v1', kind: 'ReplicaLimit' },
  validations: [
    {
      expression: 'object.spec.replicas <= params.max',
      messageExpression: "'at most ' + string(params.max) + ' replicas'",
    },
  ],
};

/** What cannot be loaded, and why. */
export const UNLOADABLE: readonly (readonly [name: string, rules: readonly Fields[], why: RegExp])[] = [
  [
    'an expression that is none',
    [policy({ validations: [{ expression: 'object.spec.(' }] }), binding()],
    /cel_syntax_error/,
  ],
  [
    'a validation that is no condition',
    [policy({ validations: [{ expression: '1 + 1' }] }), binding()],
    /must be of type 'bool'/,
  ],
  ['a name that is not declared', [policy({ validations: [{ expression: 'objekt.spec == 1' }] }), binding()], /objekt/],
  ['no validations', [policy({ validations: [] }), binding()], /has no validations/],
  ['a policy that nothing binds', [policy(max5)], /has no binding/],
  [
    'a binding of a policy that is not there',
    [policy(max5), binding(), binding({ policyName: 'q' }, 'c')],
    /binds q, which is not there/,
  ],
  [
    'a binding without actions',
    [policy(max5), binding(), binding({ validationActions: [] }, 'c')],
    /must hold Deny, Warn or Audit/,
  ],
  ['an unknown failurePolicy', [policy({ ...max5, failurePolicy: 'Maybe' }), binding()], /neither Fail nor Ignore/],
];

/** Policies, bindings and parameters; the documents; and what Kubernetes' documentation says comes of it: messages, none where admitted. */
export type AdmissionCase = readonly [
  name: string,
  rules: readonly Fields[],
  documents: readonly Fields[],
  messages: readonly string[],
];
