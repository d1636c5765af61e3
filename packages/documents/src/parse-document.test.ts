import { describe, expect, it } from 'vitest';

import { formatOf, parseDocument } from './parse-document.ts';
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
