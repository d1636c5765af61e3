import { describe, expect, it } from 'vitest';

import { parseJson } from '../json/parse.ts';
import { locate, nodeAt } from '../path.ts';
import { only, place } from '../testing/read.ts';
import { toValue } from '../to-value.ts';
import { hclToDocument } from './document.ts';
import { parseHclJson, terraformJsonDocument } from './json.ts';
import { parseHcl } from './parse.ts';

function documentOf(text: string) {
  const result = parseHcl(text);
  if (!result.ok) throw new Error(result.error.message);
  return hclToDocument(result.file);
}

const read = (text: string) => toValue(documentOf(text));

describe('hclToDocument', () => {
  it('puts blocks in lists under their type and labels', () => {
    expect(read('a "b" "c" {\n d = 1\n}\na "b" "e" {}\na "b" "c" {}\nf {\n g {}\n g {}\n}\n')).toEqual({
      a: { b: { c: [{ d: 1 }, {}], e: [{}] } },
      f: [{ g: [{}, {}] }],
    });
  });

  it('keeps what is not evaluated as text, and tells it apart by tags', () => {
    const root = documentOf(
      'a = var.x\nb = "x-${var.y}"\nc = "$${z}"\nd = [f(1), -2, !true, null]\ne = {(k) = 1, "q${r}" = 2, s.t = 3}\n',
    );

    expect(toValue(root)).toEqual({
      a: '${var.x}',
      b: 'x-${var.y}',
      c: '$${z}',
      d: ['${f(1)}', -2, false, null],
      e: { '${(k)}': 1, 'q${r}': 2, 's.t': 3 },
    });
    expect(['a', 'b', 'c'].map((key) => nodeAt(root, [key])?.tag)).toEqual(['expression', 'template', undefined]);
  });

  it('writes directives in one form, and lets an attribute hide blocks of its name', () => {
    expect(read('a = "%{ if x ~} y %{~ else }z%{ endif }%{ for k, v in m }${k}%{ endfor }"\nb {}\nb = 1\n')).toEqual({
      a: '%{if x}y%{else}z%{endif}%{for k, v in m}${k}%{endfor}',
      b: 1,
    });
  });

  it('gives the place of blocks, labels, attributes and values', () => {
    const root = documentOf(
      'resource "aws_s3_bucket" "b" {\n  acl = "private"\n  versioning {\n    enabled = false\n  }\n}\n',
    );
    const path = ['resource', 'aws_s3_bucket', 'b', 0];

    expect(place(nodeAt(root, path))).toBe('1:1-6:2');
    expect(place(nodeAt(root, [...path, 'acl']))).toBe('2:9-2:18');
    expect(place(nodeAt(root, [...path, 'versioning', 0, 'enabled']))).toBe('4:15-4:20');
    expect(locate(root, [...path, 'versioning', 0, 'mfa_delete']).range.start).toMatchObject({ line: 3, column: 3 });
  });
});

describe('parseHclJson', () => {
  const text = `{
  "//": "a comment",
  "resource": {"aws_x": {"y": {"a": "\${var.z}", "b": "x-\${f(\\"q\\")}", "ingress": [{"port": 22}]}, "z": [{}, {}]}},
  "locals": {"n": 1},
  "other": true
}`;

  it('refuses JSON that is broken, no object, or holds a broken template', () => {
    expect(parseHclJson('{')).toMatchObject({ ok: false, error: { line: 1, column: 2 } });
    expect(parseHclJson('[]')).toMatchObject({ ok: false, error: { code: 'DOCUMENTS_SYNTAX' } });
    expect(parseHclJson('{\n"a": "${"}')).toMatchObject({ ok: false, error: { line: 2, column: 9 } });
  });

  it('reads root blocks by their labels and strings as templates', () => {
    const result = parseHclJson(text);
    if (!result.ok) throw new Error(result.error.message);
    const { blocks, attributes } = result.file.body;
    const [a, b] = blocks[0]?.body.attributes ?? [];

    expect(blocks.map((block) => [block.type, ...block.labels.map(({ value }) => value)].join(' '))).toEqual([
      'resource aws_x y',
      'resource aws_x z',
      'resource aws_x z',
      'locals',
    ]);
    expect(attributes.map(({ name }) => name)).toEqual(['other']);
    expect(a?.value).toMatchObject({ kind: 'attribute', name: 'z' });
    expect(result.file.source.positionAt(a?.value.start ?? 0)).toMatchObject({ line: 3, column: 40 });
    expect(b?.value).toMatchObject({
      kind: 'template',
      parts: [{ value: 'x-' }, { value: { kind: 'call', name: 'f' } }],
    });
  });

  it('gives the tree that the native syntax gives', () => {
    expect(toValue(terraformJsonDocument(only(parseJson(text))))).toEqual({
      resource: { aws_x: { y: [{ a: '${var.z}', b: 'x-${f("q")}', ingress: [{ port: 22 }] }], z: [{}, {}] } },
      locals: [{ n: 1 }],
      other: true,
    });
  });
});
