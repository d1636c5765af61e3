import type { GateInput } from '../gate/gate-input.ts';
import type { BuiltinCase } from './finding-cases.ts';
import { makeDocument } from './inputs.ts';

const ONLY = { registries: ['registry.example'] };
const EVIL = ['registry: evil.example/a:1 lies in evil.example, which is not approved'];

type Content = Parameters<typeof makeDocument>[2];

function documents(name: string, format: string, content: Content): Partial<GateInput> {
  return { documents: [makeDocument(name, format, content)] };
}

function application(source: Content): Partial<GateInput> {
  return documents('app.yaml', 'yaml', { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', spec: { source } });
}

function terraform(type: string, body: Content): Partial<GateInput> {
  return documents('main.tf', 'hcl', { resource: { [type]: { a: body } } });
}

/** Where images stand in files of other tools; each names one that is not approved, or none. */
export const IMAGE_CASES: readonly BuiltinCase[] = [
  [
    'reads values of a Helm chart',
    ONLY,
    documents('values.yaml', 'yaml', { web: { image: { repository: 'evil.example/a', tag: '1' } } }),
    ['registry: evil.example/a lies in evil.example, which is not approved'],
  ],
  [
    'puts registry and repository of Helm values together',
    ONLY,
    documents('values.yaml', 'yaml', {
      image: { registry: 'registry.example', repository: 'a' },
      sidecarImage: { registry: 'evil.example', repository: 'a' },
    }),
    ['registry: evil.example/a lies in evil.example, which is not approved'],
  ],
  [
    'reads the registry that a chart takes all images from',
    { registries: ['registry.example/shop'] },
    documents('values.yaml', 'yaml', { global: { imageRegistry: 'evil.example' }, imageRegistry: 'registry.example' }),
    ['registry: evil.example lies in evil.example, which is not approved'],
  ],
  [
    'reads values in the text of an Argo CD Application',
    ONLY,
    application({ helm: { values: 'image: evil.example/a:1\n' } }),
    EVIL,
  ],
  [
    'reads values in the object of an Argo CD Application',
    ONLY,
    application({ helm: { valuesObject: { image: { repository: 'evil.example/a:1' } } } }),
    EVIL,
  ],
  [
    'reads the parameters of an Argo CD Application',
    ONLY,
    application({
      helm: {
        parameters: [
          { name: 'image.registry', value: 'evil.example' },
          { name: 'image.repository', value: 'a:1' },
          { name: 'image.tag', value: '1' },
        ],
      },
    }),
    EVIL,
  ],
  [
    'reads the Kustomize images of an Argo CD Application',
    ONLY,
    application({ kustomize: { images: ['a=evil.example/a:1'] } }),
    EVIL,
  ],
  [
    'reads images of a kustomization',
    ONLY,
    documents('kustomization.yaml', 'yaml', {
      images: [
        { name: 'a', newName: 'evil.example/a:1' },
        { name: 'b', newTag: '2' },
      ],
    }),
    EVIL,
  ],
  [
    'reads Argo Rollouts and Workflows',
    ONLY,
    {
      documents: [
        makeDocument('r.yaml', 'yaml', {
          kind: 'Rollout',
          spec: { template: { spec: { containers: [{ image: 'registry.example/b' }] } } },
        }),
        makeDocument('w.yaml', 'yaml', {
          kind: 'Workflow',
          spec: { templates: [{ script: { image: 'evil.example/a:1' } }] },
        }),
      ],
    },
    EVIL,
  ],
  [
    'reads containers of Kubernetes in Terraform',
    ONLY,
    terraform('kubernetes_deployment_v1', [
      { spec: [{ template: [{ spec: [{ container: [{ image: 'evil.example/a:1' }] }] }] }] },
    ]),
    EVIL,
  ],
  [
    'reads Cloud Run in Terraform',
    ONLY,
    terraform('google_cloud_run_v2_service', [{ template: [{ containers: [{ image: 'evil.example/a:1' }] }] }]),
    EVIL,
  ],
  ['reads functions in Terraform', ONLY, terraform('aws_lambda_function', [{ image_uri: 'evil.example/a:1' }]), EVIL],
  [
    'reads definitions of containers that Terraform writes as JSON',
    ONLY,
    terraform('aws_ecs_task_definition', [
      { container_definitions: '${jsonencode([{\n  name = "a"\n  image = "evil.example/a:1"\n}])}' },
    ]),
    EVIL,
  ],
  [
    'reads definitions of containers in a text of JSON',
    ONLY,
    terraform('aws_ecs_task_definition', [{ container_definitions: '[{"name": "a", "image": "evil.example/a:1"}]' }]),
    EVIL,
  ],
  [
    'reads values of a Helm release in Terraform',
    ONLY,
    terraform('helm_release', [
      { values: ['image: evil.example/a:1\n'], set: [{ name: 'image.repository', value: 'registry.example/b' }] },
    ]),
    EVIL,
  ],
  [
    'asks for approval where the registry is computed, and not where only the tag is',
    ONLY,
    terraform('docker_container', [{ image: '${var.registry}/a' }, { image: 'registry.example/a:${var.tag}' }]),
    ['registry: ${var.registry}/a lies in a registry that is computed, and cannot be told'],
  ],
  [
    'reads actions in containers',
    ONLY,
    documents('ci.yml', 'yaml', { steps: [{ uses: 'docker://evil.example/a:1' }] }),
    EVIL,
  ],
  ['takes no picture for an image of a container', ONLY, documents('site.yaml', 'yaml', { image: 'img/logo.png' }), []],
  [
    'reads the image that reads a Dockerfile',
    ONLY,
    {
      documents: [
        {
          ...makeDocument('Dockerfile', 'dockerfile', [{ Cmd: 'from', Value: ['registry.example/a'] }]),
          directives: { syntax: 'evil.example/a:1' },
        },
      ],
    },
    EVIL,
  ],
  [
    'reads the defaults of arguments, and mounts in quotes',
    ONLY,
    documents('Dockerfile', 'dockerfile', [
      { Cmd: 'arg', Value: ['BASE=evil.example/a:1'] },
      { Cmd: 'arg', Value: ['OWN="registry.example/a"'] },
      { Cmd: 'from', Value: ['${OWN}', 'as', 'one'] },
      { Cmd: 'arg', Value: ['BASE=registry.example/of-the-stage'] },
      { Cmd: 'from', Value: ['$BASE'] },
      { Cmd: 'run', Flags: ['--mount=type=bind,"From=evil.example/b"'], Value: ['make'] },
    ]),
    [...EVIL, 'registry: evil.example/b lies in evil.example, which is not approved'],
  ],
];
