import { ALL, APPS, binding, deployment, max5, namespace, pod, policy, review, no } from './admission-objects.ts';
import type { AdmissionCase } from './admission-objects.ts';

/** Cases about everything but parameters. */
export const CASES: readonly AdmissionCase[] = [
  [
    'a false validation denies with the expression',
    [policy(max5), binding()],
    [deployment({ replicas: 6 })],
    ['deny failed expression: object.spec.replicas <= 5'],
  ],
  ['a true validation admits', [policy(max5), binding()], [deployment({ replicas: 5 })], []],
  [
    'message is shown',
    [policy({ validations: [{ expression: 'object.spec.replicas <= 5', message: 'too many' }] }), binding()],
    [deployment({ replicas: 6 })],
    ['deny too many'],
  ],
  [
    'messageExpression wins over message',
    [
      policy({
        validations: [
          {
            expression: 'object.spec.replicas <= 5',
            message: 'too many',
            messageExpression: "'got ' + string(object.spec.replicas)",
          },
        ],
      }),
      binding(),
    ],
    [deployment({ replicas: 6 })],
    ['deny got 6'],
  ],
  [
    'message stands in where messageExpression errs',
    [
      policy({
        validations: [{ expression: 'false', message: 'plain', messageExpression: "'x' + object.spec.missing" }],
      }),
      binding(),
    ],
    [deployment({})],
    ['deny plain'],
  ],
  [
    'message stands in where messageExpression is empty or has lines',
    [
      policy({
        validations: [
          { expression: 'false', message: 'one', messageExpression: "'  '" },
          { expression: 'false', message: 'two', messageExpression: "'a\\nb'" },
        ],
      }),
      binding(),
    ],
    [deployment({})],
    ['deny one', 'deny two'],
  ],
  [
    'every false validation is told',
    [
      policy({
        validations: [
          { expression: 'false', message: 'a' },
          { expression: 'true' },
          { expression: 'false', message: 'b' },
        ],
      }),
      binding(),
    ],
    [deployment({})],
    ['deny a', 'deny b'],
  ],
  [
    'an error is a problem, since failurePolicy is Fail unless it says otherwise',
    [policy({ validations: [{ expression: 'object.spec.missing > 1' }] }), binding()],
    [deployment({ x: 1 })],
    ["error expression 'object.spec.missing > 1' resulted in error: 1:12: no_such_key: no such key: missing"],
  ],
  [
    'an error under failurePolicy Ignore is a warning, and a gate misses evidence: nobody has judged the object',
    [policy({ failurePolicy: 'Ignore', validations: [{ expression: 'object.spec.missing > 1' }] }), binding()],
    [deployment({ x: 1 })],
    ["warn expression 'object.spec.missing > 1' resulted in error: 1:12: no_such_key: no such key: missing"],
  ],
  [
    'Warn warns',
    [policy(max5), binding({ validationActions: ['Warn', 'Audit'] })],
    [deployment({ replicas: 6 })],
    ['warn failed expression: object.spec.replicas <= 5'],
  ],
  [
    'Audit only shows',
    [policy(max5), binding({ validationActions: ['Audit'] })],
    [deployment({ replicas: 6 })],
    ['dryrun failed expression: object.spec.replicas <= 5'],
  ],
  ['the rules leave out another resource', [policy({ ...max5, matchConstraints: APPS }), binding()], [pod()], []],
  [
    'the rules leave out another operation',
    [policy({ ...max5, matchConstraints: APPS }), binding()],
    [
      review({
        operation: 'DELETE',
        kind: { group: 'apps', version: 'v1', kind: 'Deployment' },
        oldObject: deployment({ replicas: 9 }),
      }),
    ],
    [],
  ],
  [
    'an excluding rule wins',
    [
      policy({
        ...max5,
        matchConstraints: { ...ALL, excludeResourceRules: [{ ...APPS.resourceRules[0], resourceNames: ['web'] }] },
      }),
      binding(),
    ],
    [deployment({ replicas: 9 })],
    [],
  ],
  [
    'a star means no subresource',
    [policy({ ...no }), binding()],
    [
      review({
        operation: 'UPDATE',
        kind: { group: '', version: 'v1', kind: 'Pod' },
        resource: { group: '', version: 'v1', resource: 'pods' },
        subResource: 'status',
        object: pod(),
      }),
    ],
    [],
  ],
  [
    'a subresource can be asked for',
    [
      policy({
        matchConstraints: {
          resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['pods/status'] }],
        },
        ...no,
      }),
      binding(),
    ],
    [
      review({
        operation: 'UPDATE',
        kind: { group: '', version: 'v1', kind: 'Pod' },
        resource: { group: '', version: 'v1', resource: 'pods' },
        subResource: 'status',
        object: pod(),
      }),
    ],
    ['deny no'],
  ],
  [
    'scope Cluster leaves out what lies in a namespace',
    [
      policy({
        ...no,
        matchConstraints: { resourceRules: [{ ...ALL.resourceRules[0], scope: 'Cluster' }] },
      }),
      binding(),
    ],
    [deployment({}), namespace('n', {})],
    ['deny no'],
  ],
  [
    'an object selector leaves out other labels',
    [policy({ ...max5, matchConstraints: { ...ALL, objectSelector: { matchLabels: { tier: 'a' } } } }), binding()],
    [deployment({ replicas: 9 }, { labels: { tier: 'b' } }), deployment({ replicas: 8 }, { labels: { tier: 'a' } })],
    ['deny failed expression: object.spec.replicas <= 5'],
  ],
  [
    'a namespace selector reads the namespace beside it',
    [
      policy({
        validations: [{ expression: "object.kind != 'Deployment'", message: 'no' }],
        matchConstraints: {
          ...ALL,
          namespaceSelector: { matchExpressions: [{ key: 'env', operator: 'NotIn', values: ['test'] }] },
        },
      }),
      binding(),
    ],
    [
      namespace('shop', { env: 'test' }),
      deployment({}),
      deployment({}, { namespace: 'bank' }),
      namespace('bank', { env: 'prod' }),
    ],
    ['deny no'],
  ],
  [
    'a binding narrows its policy',
    [policy(max5), binding({ matchResources: { objectSelector: { matchLabels: { strict: 'yes' } } } })],
    [deployment({ replicas: 9 }), deployment({ replicas: 9 }, { labels: { strict: 'yes' } })],
    ['deny failed expression: object.spec.replicas <= 5'],
  ],
  [
    'match conditions leave requests out',
    [
      policy({
        ...max5,
        matchConditions: [{ name: 'not-system', expression: "!object.metadata.name.startsWith('sys-')" }],
      }),
      binding(),
    ],
    [deployment({ replicas: 9 }, { name: 'sys-a' }), deployment({ replicas: 9 })],
    ['deny failed expression: object.spec.replicas <= 5'],
  ],
  [
    'a false match condition decides before one that errs',
    [
      policy({
        ...max5,
        matchConditions: [
          { name: 'errs', expression: 'object.nothing == 1' },
          { name: 'false', expression: 'false' },
        ],
      }),
      binding(),
    ],
    [deployment({ replicas: 9 })],
    [],
  ],
  [
    'a match condition that errs is a problem under Fail',
    [policy({ ...max5, matchConditions: [{ name: 'errs', expression: 'object.nothing == 1' }] }), binding()],
    [deployment({ replicas: 1 })],
    ["error match condition 'errs' resulted in error: 1:7: no_such_key: no such key: nothing"],
  ],
  [
    'variables build on each other, and are read where they are used',
    [
      policy({
        variables: [
          { name: 'images', expression: 'object.spec.containers.map(c, c.image)' },
          { name: 'bad', expression: "variables.images.filter(i, !i.startsWith('registry.example/'))" },
          { name: 'never', expression: 'object.nothing' },
        ],
        validations: [
          { expression: 'variables.bad.size() == 0', messageExpression: "'elsewhere: ' + variables.bad.join(', ')" },
        ],
      }),
      binding(),
    ],
    [pod({ image: 'evil.example/a' }, { image: 'registry.example/b' })],
    ['deny elsewhere: evil.example/a'],
  ],
  [
    'an update sees the old object',
    [
      policy({
        validations: [
          { expression: 'oldObject == null || object.spec.replicas >= oldObject.spec.replicas', message: 'no fewer' },
        ],
      }),
      binding(),
    ],
    [
      deployment({ replicas: 1 }),
      review({
        operation: 'UPDATE',
        kind: { group: 'apps', version: 'v1', kind: 'Deployment' },
        object: deployment({ replicas: 1 }),
        oldObject: deployment({ replicas: 2 }),
      }),
    ],
    ['deny no fewer'],
  ],
  [
    'the request tells who asks',
    [policy({ validations: [{ expression: "request.userInfo.username != 'root'", message: 'not root' }] }), binding()],
    [
      review({
        operation: 'CREATE',
        kind: { group: '', version: 'v1', kind: 'Pod' },
        object: pod(),
        userInfo: { username: 'root' },
      }),
    ],
    ['deny not root'],
  ],
  [
    "Kubernetes' own libraries are there",
    [
      policy({
        validations: [
          {
            expression:
              "object.spec.containers.all(c, quantity(c.resources.limits.memory).compareTo(quantity('1Gi')) <= 0)",
            message: 'too much memory',
          },
        ],
      }),
      binding(),
    ],
    [pod({ resources: { limits: { memory: '512Mi' } } }), pod({ resources: { limits: { memory: '2Gi' } } })],
    ['deny too much memory'],
  ],
  [
    'an expression that costs too much is an error',
    [
      policy({
        validations: [
          {
            expression:
              'object.spec.containers.all(a, object.spec.containers.all(b, object.spec.containers.all(c, a != c || b != c || true)))',
          },
        ],
      }),
      binding(),
    ],
    [pod(...Array.from({ length: 120 }, (_, i) => ({ name: `c${i}`, image: 'x'.repeat(40) })))],
    ['error COST'],
  ],
];
