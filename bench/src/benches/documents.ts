import { parseJson, parseToml, pathAt } from '@sallyport/documents';
import type { DocumentNode } from '@sallyport/documents';
import { parseDockerfile } from '@sallyport/documents/dockerfile';
import { hclToDocument, parseHcl } from '@sallyport/documents/hcl';
import { parseXml } from '@sallyport/documents/xml';
import { parseYaml } from '@sallyport/documents/yaml';

import type { Bench, BenchFigures } from '../bench.ts';

/** How much of a format is written for one turn, and how often: every turn reads a text of its own. */
const TURN_BYTES = 2_000_000;
const TURNS = 8;

/** Speed of the positioned readers in megabytes of text a second, the place of one deep node asked for each time. */
export const bench: Bench = {
  name: 'documents',
  run: () =>
    Promise.resolve({
      json: measure(
        jsonItem,
        (items) => `[${items.join(',\n')}]`,
        (text) => first(parseJson(text)),
      ),
      yaml: measure(
        yamlItem,
        (items) => items.join('---\n'),
        (text) => first(parseYaml(text)),
      ),
      toml: measure(
        tomlItem,
        (items) => items.join('\n'),
        (text) => first(parseToml(text)),
      ),
      hcl: measure(
        hclItem,
        (items) => items.join('\n'),
        (text) => {
          const read = parseHcl(text);
          if (!read.ok) throw new Error(read.error.message);
          const { body, source } = read.file;
          return source.rangeOf(body.start, body.end).end.line;
        },
      ),
      hclDocument: measure(
        hclItem,
        (items) => items.join('\n'),
        (text) => {
          const read = parseHcl(text);
          if (!read.ok) throw new Error(read.error.message);
          return placeOf(hclToDocument(read.file));
        },
      ),
      dockerfile: measure(
        dockerItem,
        (items) => items.join('\n'),
        (text) => {
          const read = parseDockerfile(text);
          if (!read.ok) throw new Error(read.error.message);
          return read.file.instructions.length;
        },
      ),
      xml: measure(
        xmlItem,
        (items) => `<all>${items.join('\n')}</all>`,
        (text) => {
          const read = parseXml(text);
          if (!read.ok) throw new Error(read.error.message);
          return read.file.root.children.length;
        },
      ),
    }),
};

function measure(
  item: (at: number) => string,
  join: (items: string[]) => string,
  read: (text: string) => number,
): BenchFigures {
  const rates: number[] = [];
  for (let turn = 0; turn < TURNS; turn += 1) {
    const count = Math.ceil(TURN_BYTES / item(turn).length);
    // Through bytes, as a file is read, so that the text is one flat string.
    const text = Buffer.from(join(Array.from({ length: count }, (_, at) => item(turn * count + at)))).toString('utf8');
    const started = performance.now();
    const seen = read(text);
    if (!(seen > 0)) throw new Error('nothing was read');
    rates.push(text.length / 1000 / (performance.now() - started));
  }
  rates.sort((a, b) => a - b);
  const round = (rate: number) => Math.round(rate * 10) / 10;
  return { medianMbPerSecond: round(rates[Math.floor(TURNS / 2)] ?? 0), bestMbPerSecond: round(rates.at(-1) ?? 0) };
}

function first(result: ReturnType<typeof parseJson>): number {
  if (!result.ok) throw new Error(result.error.message);
  const root = result.documents.at(-1);
  return root === undefined ? 0 : placeOf(root);
}

function placeOf(root: DocumentNode): number {
  const { line, column } = root.range.start;
  return (pathAt(root, line, column)?.length ?? 0) + root.range.end.line;
}

function jsonItem(at: number): string {
  return `{"id": ${at}, "name": "package-${at}", "version": "${at % 9}.${at % 20}.1",\n  "dependencies": {"left-pad": "^1.${at % 7}.0"}, "dev": ${at % 2 === 0}, "size": ${at * 1.5}}`;
}

function yamlItem(at: number): string {
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app-${at}\n  labels: {app: "a${at}", tier: web}\nspec:\n  replicas: ${at % 9}\n  template:\n    spec:\n      containers:\n        - name: main # ${at}\n          image: registry.example/app:${at}\n          args: ["--port", "80${at % 100}"]\n          securityContext:\n            runAsNonRoot: true\n`;
}

function tomlItem(at: number): string {
  return `[[package]]\nname = "package-${at}"\nversion = "${at % 9}.${at % 20}.1"\nchecksum = "${'a1b2'.repeat(10)}${at}"\ndependencies = ["serde", "libc ${at}"]\n`;
}

function hclItem(at: number): string {
  return `resource "aws_s3_bucket" "bucket_${at}" {\n  bucket = "logs-\${var.name}-${at}"\n  acl    = var.public ? "public-read" : "private" # ${at}\n  versioning {\n    enabled = ${at % 2 === 0}\n  }\n  tags = merge(local.tags, { Name = "b${at}", Cost = 1.${at} * 2 })\n}\n`;
}

function dockerItem(at: number): string {
  return `FROM registry.example/base:${at} AS stage${at}\nENV A=${at} B="x y"\nRUN apt-get update && \\\n    apt-get install -y curl=${at} git && \\\n    rm -rf /var/lib/apt/lists/*\nCOPY --from=build /src/${at} /app/\nCMD ["node", "main-${at}.js"]\n`;
}

function xmlItem(at: number): string {
  return `<dependency scope="test">\n  <groupId>org.example</groupId>\n  <artifactId>a${at}</artifactId>\n  <version>${at}.0</version>\n</dependency>`;
}
