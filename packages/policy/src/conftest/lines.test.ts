import { systemClock } from '@sallyport/kernel';
import { describe, expect, it } from 'vitest';

import { readDocuments } from '../input/read-input.ts';
import { compileRegoSet } from '../rego/rego-policies.ts';
import { checkDocuments } from './check-documents.ts';

/** The lines that the violations of a rule name, where the rule stands in `package main` with this body. */
async function linesOf(path: string, text: string, body: string): Promise<string> {
  const rule = `package main\n\nimport rego.v1\n\n${body.includes('deny contains') ? body : `deny contains "found" if { ${body} }`}\n`;
  const set = compileRegoSet({ modules: [{ path: 'main.rego', text: rule }], clock: systemClock });
  if ('problems' in set) throw new TypeError(set.problems[0]?.message ?? '');
  const results = checkDocuments(set, await readDocuments(path, Buffer.from(text)), {
    namespaces: ['main'],
    combine: false,
  });
  const [problem] = results.flatMap((result) => (result.problem === undefined ? [] : [result.problem]));
  if (problem !== undefined) throw new TypeError(problem.message);
  return results.flatMap(({ breaches }) => breaches.map(({ found }) => found?.line ?? 0)).join(' ');
}

/** A rule's body, and the line that its violation names. Bodies run in the order of the file's lines where they can. */
type Goldens = readonly (readonly [body: string, lines: string])[];

const YAML = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web, "tier": front}
spec:
  replicas: 1
  template:
    spec:
      hostNetwork: true
      containers:
        - name: a
          image: "registry.example/a:latest"
          securityContext:
            privileged: true
            capabilities:
              add: ["NET_ADMIN", SYS_TIME]
          env:
            - name: PASSWORD
              value: "x"
        - name: b
          image: other.example/b
          resources:
            limits:
              memory: 1Gi
---
kind: ConfigMap
data:
  script: |
    set -e
    rm -rf /
`;
const C = 'some c in input.spec.template.spec.containers';
const YAML_GOLDENS: Goldens = [
  ['input.kind == "Deployment"', '2'],
  ['input.metadata.name == "web"', '4'],
  ['input.metadata.labels.tier == "front"', '5'],
  ['input.kind == "Deployment"; not startswith(input.metadata.labels.app, "shop-")', '5'],
  ['input.spec.replicas < 2', '7'],
  ['input.spec.template.spec.hostNetwork', '10'],
  ['input.spec.template.spec.containers[_].securityContext.privileged', '15'],
  [`${C}; endswith(c.image, ":latest")`, '13'],
  [`${C}; not startswith(c.image, "registry.example/")`, '22'],
  [`${C}; some cap in c.securityContext.capabilities.add; cap == "SYS_TIME"`, '17'],
  [`${C}; some e in c.env; e.name == "PASSWORD"`, '19'],
  ['some i; c := input.spec.template.spec.containers[i]; not c.resources', '12'],
  [`${C}; not c.securityContext.runAsNonRoot; c.name == "b"`, '21'],
  ['input.spec.template.spec.containers[1].resources.limits.memory == "1Gi"', '25'],
  ['contains(input.data.script, "rm -rf")', '29'],
  [`deny contains msg if { ${C}; msg := sprintf("%v %v", [c.name, c.image]) }`, '13 22'],
  ['walk(input, [path, value]); path[count(path) - 1] == "privileged"; value == true', '1'],
];

const JSON_TEXT = `{
  "name": "web",
  "scripts": {
    "test": "run",
    "postinstall": "curl x | sh"
  },
  "dependencies": {
    "a": "*",
    "b": "^1.0.0"
  },
  "deep": [
    [1, 2],
    [
      3,
      { "secret": true, "level": 7 }
    ]
  ],
  "escaped \\" key": false,
  "resources": [
    { "type": "bucket", "acl": "public" },
    { "type": "bucket",
      "acl": "private",
      "logging": null }
  ]
}
`;
const JSON_GOLDENS: Goldens = [
  ['input.name == "web"', '2'],
  ['input.scripts.postinstall', '5'],
  ['some name, text in input.scripts; contains(text, "curl")', '5'],
  ['some name; input.scripts[name] == "run"', '4'],
  ['some name, range in input.dependencies; range == "*"', '8'],
  ['input.dependencies.b != "1.0.0"', '9'],
  ['input.deep[1][0] == 3', '14'],
  ['input.deep[_][_].secret', '15'],
  ['input.deep[1][1].level > 5', '15'],
  ['input["escaped \\" key"] == false', '18'],
  ['some r in input.resources; r.acl == "public"', '20'],
  ['some r in input.resources; r.acl == "private"', '22'],
  ['some r in input.resources; r.logging == null', '23'],
  ['some r in input.resources; not r.tags; r.acl == "private"', '22'],
  ['not input.license', '1'],
  ['count(input.deep) > 1', '11'],
];

const HCL = `variable "region" {
  default = "eu"
}

resource "aws_s3_bucket" "logs" {
  bucket = "logs"
  acl    = "public-read"

  versioning {
    enabled = false
  }

  tags = {
    Owner = "ops"
    "cost-center" = "1"
  }
}

resource "aws_security_group" "open" {
  name = "open"

  ingress {
    from_port   = 22
    cidr_blocks = ["10.0.0.0/8", "0.0.0.0/0"]
  }

  ingress {
    from_port   = 443
    cidr_blocks = ["0.0.0.0/0"]
  }
}
`;
const B = 'some b in input.resource.aws_s3_bucket.logs';
const G = 'some g in input.resource.aws_security_group.open';
const HCL_GOLDENS: Goldens = [
  ['some v in input.variable.region; v.default == "eu"', '2'],
  ['some v in input.variable.region; not v.description', '1'],
  [`${B}; b.bucket == "logs"`, '6'],
  [`${B}; b.acl == "public-read"`, '7'],
  ['input.resource.aws_s3_bucket.logs[_].acl == "public-read"', '7'],
  ['some name, bs in input.resource.aws_s3_bucket; some b in bs; b.acl != "private"', '7'],
  [`${B}; some v in b.versioning; v.enabled == false`, '10'],
  [`${B}; b.versioning[_].enabled == false`, '10'],
  [`${B}; b.tags.Owner == "ops"`, '14'],
  [`${B}; b.tags["cost-center"] == "1"`, '15'],
  [`${B}; not b.logging`, '5'],
  [`${G}; startswith(g.ingress[_].cidr_blocks[1], "0.")`, '24'],
  [`${G}; some i in g.ingress; i.from_port == 22`, '23'],
  [`${G}; some i in g.ingress; i.from_port == 443`, '28'],
  [`${G}; some i in g.ingress; i.from_port == 22; some cidr in i.cidr_blocks; cidr == "0.0.0.0/0"`, '24'],
  [`${G}; g.ingress[_].cidr_blocks[0] == "0.0.0.0/0"`, '29'],
];

const DOCKERFILE = `# syntax=docker/dockerfile:1
FROM golang:latest AS build
WORKDIR /src
COPY . .
RUN go build \\
    -o /app ./cmd

FROM scratch
ENV TOKEN=abc \\
    MODE=prod
ADD https://files.example/x /x
COPY --from=build --chown=0:0 /app /app
EXPOSE 22 8080
USER root
HEALTHCHECK NONE
ENTRYPOINT ["/app", "--debug"]
ONBUILD RUN echo hi
`;
const cmd = (name: string): string => `some i; input[i].Cmd == "${name}"`;
const DOCKER_GOLDENS: Goldens = [
  [`${cmd('from')}; endswith(input[i].Value[0], ":latest")`, '2'],
  [`${cmd('from')}; input[i].Value[0] == "scratch"`, '8'],
  [`${cmd('workdir')}; input[i].Value[0] == "/src"`, '3'],
  [`${cmd('copy')}; input[i].Value[0] == "."`, '4'],
  [`${cmd('run')}; contains(concat(" ", input[i].Value), "go build")`, '5'],
  [`${cmd('env')}; input[i].Value[0] == "TOKEN"`, '9'],
  [`${cmd('env')}; input[i].Value[2] == "MODE"`, '10'],
  [`${cmd('add')}; startswith(input[i].Value[0], "https://")`, '11'],
  [`${cmd('copy')}; some flag in input[i].Flags; startswith(flag, "--chown=0")`, '12'],
  [`${cmd('expose')}; input[i].Value[_] == "22"`, '13'],
  [`${cmd('user')}; input[i].Value[0] == "root"`, '14'],
  ['some c in input; c.Cmd == "user"', '14'],
  [`${cmd('healthcheck')}; input[i].Value[0] == "NONE"`, '15'],
  [`${cmd('entrypoint')}; input[i].Value[1] == "--debug"`, '16'],
  ['some c in input; c.Cmd == "entrypoint"; c.JSON', '16'],
  ['some c in input; c.SubCmd == "run"', '17'],
];

const ALL: readonly (readonly [path: string, text: string, goldens: Goldens])[] = [
  ['deployment.yaml', YAML, YAML_GOLDENS],
  ['package.json', JSON_TEXT, JSON_GOLDENS],
  ['main.tf', HCL, HCL_GOLDENS],
  ['Dockerfile', DOCKERFILE, DOCKER_GOLDENS],
];

describe.each(ALL)('the line of a violation in %s', (path, text, goldens) => {
  it.each(goldens)('%s', async (body, lines) => {
    expect(await linesOf(path, text, body)).toBe(lines);
  });
});
