import { describe, expect, it } from 'vitest';

import { formatOf } from './format.ts';
import { parseDocument } from './parse-document.ts';
import { failureOf, only } from './testing/read.ts';
import { toValue } from './to-value.ts';

describe('parseDocument', () => {
  it('refuses a name that no reader is known for, and bytes that are no text', async () => {
    expect(failureOf(await parseDocument('a/b.exe', Buffer.from('x')))).toMatch(/^1:1 DOCUMENTS_UNKNOWN_FORMAT/);
    expect(failureOf(await parseDocument('a.json', Uint8Array.of(0xff, 0xfe, 0x61)))).toMatch(
      /^1:1 DOCUMENTS_ENCODING/,
    );
    expect(failureOf(await parseDocument('a.json', Buffer.from('// c\n1')))).toMatch(/^1:1 DOCUMENTS_SYNTAX/);
  });

  it.each([
    ['x/tsconfig.json', '// c\n{"a": 1,}'],
    ['.vscode/settings.json', '{"a": 1,}'],
    ['a.jsonc', '{"a": 1 /* c */}'],
    ['a.yaml', 'a: 1'],
    ['C:\\x\\A.YML', 'a: 1'],
    ['Cargo.lock', 'a = 1'],
    ['pyproject.toml', 'a = 1'],
    ['Pipfile.lock', '{"a": 1}'],
    ['a.json', '\uFEFF{"a": 1}'],
  ])('reads %s', async (path, text) => {
    expect(toValue(only(await parseDocument(path, Buffer.from(text))))).toEqual({ a: 1 });
  });

  it.each([
    ['main.tf', 'a = 1', { a: 1 }],
    ['x/terraform.tfvars', 'a = [1]', { a: [1] }],
    ['main.tf.json', '{"locals": {"a": 1}}', { locals: [{ a: 1 }] }],
    ['pom.xml', '<a>1</a>', { a: '1' }],
    ['setup.cfg', '[a]\nb = 1', { a: { b: '1' } }],
    ['.npmrc', 'a=1', { a: '1' }],
    ['a.properties', 'a.b: 1', { 'a.b': '1' }],
    ['.env.local', 'A=1', { A: '1' }],
    ['docker/Dockerfile.dev', 'USER a', [{ Cmd: 'user', SubCmd: '', JSON: false, Flags: [], Value: ['a'], Stage: 0 }]],
    ['a.jsonl', '1', 1],
  ])('reads %s', async (path, text, value) => {
    expect(toValue(only(await parseDocument(path, Buffer.from(text))))).toEqual(value);
  });

  it.each([
    ['a.tf', 'a = ', '1:5'],
    ['a.tf.json', '{', '1:2'],
    ['a.xml', '<a>', '1:1'],
    ['a.ini', '[', '1:1'],
    ['a.toml', 'a', '1:2'],
  ])('says where %s is broken', async (path, text, at) => {
    expect(failureOf(await parseDocument(path, Buffer.from(text)))).toMatch(new RegExp(`^${at} DOCUMENTS_SYNTAX`));
  });

  it('reads UTF-16', async () => {
    expect(toValue(only(await parseDocument('a.json', Buffer.from('\uFEFF{"a": "é"}', 'utf16le'))))).toEqual({
      a: 'é',
    });
  });

  it('knows formats by the end of a name only where the name has one', () => {
    expect(formatOf('yaml')).toBeUndefined();
    expect(formatOf('x.ndjson')).toBe('json-lines');
  });
});
