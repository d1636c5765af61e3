import type { AdmissionCase } from './admission-objects.ts';
import { binding, byParams, deployment, limit, policy } from './admission-objects.ts';

/** Cases about the parameters of policies. */
export const PARAMETER_CASES: readonly AdmissionCase[] = [
  [
    'parameters by name',
    [
      policy(byParams),
      binding({ paramRef: { name: 'small', parameterNotFoundAction: 'Deny' } }),
      limit('small', 3),
      limit('large', 30),
    ],
    [deployment({ replicas: 4 })],
    ['deny at most 3 replicas'],
  ],
  [
    'parameters of the namespace of the request',
    [
      policy(byParams),
      binding({ paramRef: { name: 'own', parameterNotFoundAction: 'Deny' } }),
      limit('own', 2, { namespace: 'shop' }),
      limit('own', 9, { namespace: 'bank' }),
    ],
    [deployment({ replicas: 4 }), deployment({ replicas: 4 }, { namespace: 'bank' })],
    ['deny at most 2 replicas'],
  ],
  [
    'all parameters that a selector finds',
    [
      policy(byParams),
      binding({ paramRef: { selector: { matchLabels: { use: 'yes' } }, parameterNotFoundAction: 'Deny' } }),
      limit('a', 3, { labels: { use: 'yes' } }),
      limit('b', 2, { labels: { use: 'yes' } }),
      limit('c', 1),
    ],
    [deployment({ replicas: 4 })],
    ['deny at most 3 replicas', 'deny at most 2 replicas'],
  ],
  [
    'parameters that are not there deny',
    [policy(byParams), binding({ paramRef: { name: 'gone', parameterNotFoundAction: 'Deny' } })],
    [deployment({ replicas: 1 })],
    ['deny no params found for policy binding b with Deny parameterNotFoundAction'],
  ],
  [
    'parameters that are not there admit where that is allowed',
    [policy(byParams), binding({ paramRef: { name: 'gone', parameterNotFoundAction: 'Allow' } })],
    [deployment({ replicas: 99 })],
    [],
  ],
  [
    'a policy with parameters and a binding without sees none',
    [policy({ ...byParams, validations: [{ expression: 'params == null' }] }), binding()],
    [deployment({})],
    [],
  ],
  [
    'two bindings of one policy judge on their own',
    [
      policy(byParams),
      binding({ paramRef: { name: 'a' } }),
      binding({ paramRef: { name: 'b' }, validationActions: ['Warn'] }, 'c'),
      limit('a', 3),
      limit('b', 1),
    ],
    [deployment({ replicas: 2 })],
    ['warn at most 1 replicas'],
  ],
];
