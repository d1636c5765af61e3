import { describe, expect, it } from 'vitest';

import type { DocumentPath } from './node.ts';
import { parseAs } from './parse-document.ts';
import { locate } from './path.ts';

/** Where a rule or a policy that names a path points to: `line:column`, and `~` before where the text has less of the path. */
async function placeOf(
  format: 'yaml' | 'json' | 'hcl' | 'dockerfile',
  text: string,
  path: DocumentPath,
): Promise<string> {
  const read = await parseAs(format, text);
  if (!read.ok) throw new Error(read.error.message);
  const [document = 0, ...rest] = format === 'yaml' ? path : [0, ...path];
  const root = read.documents[Number(document)];
  if (root === undefined) throw new Error('no such document');
  const { range, exact } = locate(root, rest);
  return `${exact ? '' : '~'}${range.start.line}:${range.start.column}-${range.end.line}:${range.end.column}`;
}

const YAML = `# two documents
apiVersion: v1
kind: Pod
metadata:
  name: web   # the name
  labels: {app: web, "tier": 'front'}
spec:
  hostNetwork: true
  containers:
  - name: a
    image: "registry.example/a:1"
    securityContext:
      privileged: true
      capabilities:
        add: ["NET_ADMIN", SYS_TIME]
    command:
      - sh
      - -c
      - |
        echo a
        echo b
  -
    name: é😀
    env:
      - {name: A, value: 'x'}
  volumes: []
  nothing:
---
defaults: &d
  cpu: 1
  memory: 1Gi
a:
  <<: *d
  cpu: 2
b: *d
`;

const JSON_TEXT = `{
  "Resources": {
    "Bucket": {
      "Type": "AWS::S3::Bucket",
      "Properties": {"AccessControl": "PublicRead", "Tags": [
        {"Key": "a", "Value": 1},
        {"Key": "😀", "Value": null}
      ]}
    },\r
    "Empty": {}
  },
\t"Outputs": [[1, 2], [3,
    4]]
}
`;

const HCL = `# infrastructure
resource "aws_s3_bucket" "logs" {
  bucket = "logs-\${var.name}"
  acl    = "public-read" # open

  versioning {
    enabled = false
  }

  tags = {
    Name = "logs"
    "Cost Center" : 1
  }
}

resource aws_s3_bucket data {
  count  = var.on ? 1 : 0
  policy = <<-EOT
    {"a": 1}
  EOT
  rule { id = "x" }
  rule {
    id     = "y"
    values = [1, "two", f(3)]
  }
}

variable "name" { default = "é😀" }
`;

const DOCKERFILE = `# syntax=docker/dockerfile:1
FROM --platform=linux/amd64 registry.example/base:latest AS build
ENV A=1 \\
    B="x y"
RUN apt-get update && \\
    # nothing to see
    apt-get install -y curl
COPY --chown=0:0 --from=build a b /c/
ONBUILD ADD x /y
USER root
EXPOSE 22 80/tcp
ENTRYPOINT ["sh", "-c", "run"]
`;

describe('lines in YAML', () => {
  it.each<[DocumentPath, string]>([
    [[0], '2:1-27:11'],
    [[0, 'apiVersion'], '2:1-2:15'],
    [[0, 'kind'], '3:1-3:10'],
    [[0, 'metadata', 'name'], '5:3-5:12'],
    [[0, 'metadata', 'labels'], '6:3-6:38'],
    [[0, 'metadata', 'labels', 'app'], '6:12-6:20'],
    [[0, 'metadata', 'labels', 'tier'], '6:22-6:37'],
    [[0, 'metadata', 'annotations'], '~4:1-6:38'],
    [[0, 'spec', 'hostNetwork'], '8:3-8:20'],
    [[0, 'spec', 'containers'], '9:3-25:30'],
    [[0, 'spec', 'containers', 0], '10:5-21:15'],
    [[0, 'spec', 'containers', 0, 'image'], '11:5-11:34'],
    [[0, 'spec', 'containers', 0, 'securityContext', 'privileged'], '13:7-13:23'],
    [[0, 'spec', 'containers', 0, 'securityContext', 'runAsNonRoot'], '~12:5-15:37'],
    [[0, 'spec', 'containers', 0, 'securityContext', 'capabilities', 'add', 0], '15:15-15:26'],
    [[0, 'spec', 'containers', 0, 'securityContext', 'capabilities', 'add', 1], '15:28-15:36'],
    [[0, 'spec', 'containers', 0, 'command', 1], '18:9-18:11'],
    [[0, 'spec', 'containers', 0, 'command', 2], '19:9-21:15'],
    [[0, 'spec', 'containers', 1], '23:5-25:30'],
    [[0, 'spec', 'containers', 1, 'name'], '23:5-23:14'],
    [[0, 'spec', 'containers', 1, 'env', 0, 'value'], '25:19-25:29'],
    [[0, 'spec', 'containers', 2, 'image'], '~9:3-25:30'],
    [[0, 'spec', 'volumes'], '26:3-26:14'],
    [[0, 'spec', 'nothing'], '27:3-27:11'],
    [[1, 'defaults', 'memory'], '31:3-31:14'],
    [[1, 'a', 'cpu'], '34:3-34:9'],
    [[1, 'a', 'memory'], '31:3-31:14'],
    [[1, 'b'], '35:1-35:6'],
    [[1, 'b', 'cpu'], '30:3-30:9'],
  ])('%j', async (path, expected) => {
    expect(await placeOf('yaml', YAML, path)).toBe(expected);
  });
});

describe('lines in JSON', () => {
  it.each<[DocumentPath, string]>([
    [[], '1:1-14:2'],
    [['Resources'], '2:3-11:4'],
    [['Resources', 'Bucket'], '3:5-9:6'],
    [['Resources', 'Bucket', 'Type'], '4:7-4:32'],
    [['Resources', 'Bucket', 'Properties', 'AccessControl'], '5:22-5:51'],
    [['Resources', 'Bucket', 'Properties', 'Encryption'], '~5:7-8:9'],
    [['Resources', 'Bucket', 'Properties', 'Tags', 0, 'Value'], '6:22-6:32'],
    [['Resources', 'Bucket', 'Properties', 'Tags', 1], '7:9-7:37'],
    [['Resources', 'Bucket', 'Properties', 'Tags', 1, 'Value'], '7:23-7:36'],
    [['Resources', 'Empty'], '10:5-10:16'],
    [['Resources', 'Gone', 'Type'], '~2:3-11:4'],
    [['Outputs'], '12:2-13:8'],
    [['Outputs', 0, 1], '12:18-12:19'],
    [['Outputs', 1], '12:22-13:7'],
    [['Outputs', '1', '1'], '13:5-13:6'],
  ])('%j', async (path, expected) => {
    expect(await placeOf('json', JSON_TEXT, path)).toBe(expected);
  });
});

describe('lines in HCL', () => {
  const logs = ['resource', 'aws_s3_bucket', 'logs', 0];
  const data = ['resource', 'aws_s3_bucket', 'data', 0];

  it.each<[DocumentPath, string]>([
    [logs, '2:1-14:2'],
    [[...logs, 'bucket'], '3:3-3:30'],
    [[...logs, 'acl'], '4:3-4:25'],
    [[...logs, 'versioning', 0], '6:3-8:4'],
    [[...logs, 'versioning', 0, 'enabled'], '7:5-7:20'],
    [[...logs, 'versioning', 0, 'mfa_delete'], '~6:3-8:4'],
    [[...logs, 'tags'], '10:3-13:4'],
    [[...logs, 'tags', 'Name'], '11:5-11:18'],
    [[...logs, 'tags', 'Cost Center'], '12:5-12:22'],
    [[...logs, 'logging'], '~2:1-14:2'],
    [data, '16:1-26:2'],
    [[...data, 'count'], '17:3-17:26'],
    [[...data, 'policy'], '18:3-20:6'],
    [[...data, 'rule', 0, 'id'], '21:10-21:18'],
    [[...data, 'rule', 1, 'id'], '23:5-23:17'],
    [[...data, 'rule', 1, 'values', 1], '24:18-24:23'],
    [[...data, 'rule', 1, 'values', 2], '24:25-24:29'],
    [['variable', 'name', 0, 'default'], '28:19-28:34'],
  ])('%j', async (path, expected) => {
    expect(await placeOf('hcl', HCL, path)).toBe(expected);
  });
});

describe('lines in Dockerfiles', () => {
  it.each<[DocumentPath, string]>([
    [[0], '2:1-2:66'],
    [[0, 'Flags', 0], '2:6-2:28'],
    [[0, 'Value', 0], '2:29-2:57'],
    [[0, 'Value', 2], '2:61-2:66'],
    [[1, 'Value', 1], '3:7-3:8'],
    [[1, 'Value', 2], '4:5-4:6'],
    [[1, 'Value', 3], '4:7-4:12'],
    [[2], '5:1-7:28'],
    [[2, 'Value', 0], '5:5-7:28'],
    [[3, 'Flags', 1], '8:18-8:30'],
    [[3, 'Value', 2], '8:35-8:38'],
    [[4, 'Value', 1], '9:15-9:17'],
    [[5, 'Value', 0], '10:6-10:10'],
    [[6, 'Value', 1], '11:11-11:17'],
    [[7, 'Value', 2], '12:25-12:30'],
    [[7, 'Value', 3], '~12:1-12:30'],
  ])('%j', async (path, expected) => {
    expect(await placeOf('dockerfile', DOCKERFILE, path)).toBe(expected);
  });
});
