import { DEFAULT_LIMITS } from '@sallyport/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { DocumentNode } from '../node.ts';
import { nodeAt } from '../path.ts';
import { all, failureOf, only, place } from '../testing/read.ts';
import { duplicateKeys, toValue } from '../to-value.ts';
import { parseJson } from './parse.ts';

describe('parseJson, strict', () => {
  it.each([
    ['', '1:1', 'the text ends where a value is expected'],
    ['  ', '1:3', 'the text ends'],
    ['{"a":1,}', '1:8', '"}" stands where a key in double quotes is expected'],
    ['[1,]', '1:4', '"]" stands where a value is expected'],
    ['[1 2]', '1:4', '"2" stands where "," or "]" in an array is expected'],
    ['{"a" 1}', '1:6', '":" after a key'],
    ['{"a":1 "b":2}', '1:8', '"," or "}" in an object'],
    ["{'a':1}", '1:2', 'a key in double quotes'],
    ['{a:1}', '1:2', 'a key in double quotes'],
    ['"abc', '1:1', 'a string is not closed'],
    ['"a\nb"', '1:3', 'a control character'],
    ['"\\x"', '1:2', 'no such escape'],
    ['"\\u12g4"', '1:2', 'four hexadecimal digits'],
    ['"\\', '1:2', 'no such escape'],
    ['01', '1:2', 'where the end of the text is expected'],
    ['-', '1:1', 'a value is expected'],
    ['1.', '1:2', 'digits follow the point'],
    ['1e+', '1:2', 'digits follow the exponent'],
    ['.5', '1:1', 'a value is expected'],
    ['+1', '1:1', 'a value is expected'],
    ['nul', '1:1', 'a value is expected'],
    ['{"a": // c\n1}', '1:7', 'a value is expected'],
    ['{}\n\n{}', '3:1', 'the end of the text'],
    ['[\n  1,\n  😀]', '3:3', '"😀" stands'],
  ])('refuses %j at %s', (text, at, message) => {
    const failure = failureOf(parseJson(text));

    expect(failure).toContain(`${at} DOCUMENTS_SYNTAX`);
    expect(failure).toContain(message);
  });

  it('keeps the bounds on size, depth and values', () => {
    const nested = parseJson('[[[1]]]', { limits: { ...DEFAULT_LIMITS, depth: 2 } });
    const many = parseJson('[1,2,3]', { limits: { ...DEFAULT_LIMITS, nodes: 3 } });
    const large = parseJson('[1,2,3]', { limits: { ...DEFAULT_LIMITS, documentBytes: 6 } });

    expect(failureOf(nested)).toMatch(/^1:3 DOCUMENTS_TOO_DEEP/);
    expect(failureOf(many)).toMatch(/^1:6 DOCUMENTS_TOO_MANY_NODES/);
    expect(failureOf(large)).toMatch(/^1:1 DOCUMENTS_TOO_LARGE/);
    expect(failureOf(parseJson('['.repeat(1_000_000)))).toMatch(/TOO_DEEP/);
  });

  it('gives the place of every key and value, in lines and UTF-16 columns', () => {
    const root = only(parseJson('{\r\n  "😀": [true, {"b": "x"}],\n\t"c": -1.5e3\n}'));

    expect(place(root)).toBe('1:1-4:2');
    expect(place(nodeAt(root, ['😀']))).toBe('2:9-2:27');
    expect(place(nodeAt(root, ['😀', 1, 'b']))).toBe('2:22-2:25');
    expect(place(nodeAt(root, ['c']))).toBe('3:7-3:13');
    expect(root.kind === 'object' ? root.entry('c')?.keyRange.start : undefined).toMatchObject({ line: 3, column: 2 });
  });

  it('keeps integers beyond a double, and rounds them only when a plain value is asked for', () => {
    const root = only(parseJson('[9007199254740993, 9007199254740991, 1e400, -0]'));

    expect(nodeAt(root, [0])).toMatchObject({ value: 9007199254740993n });
    expect(toValue(root, { integers: 'exact' })).toEqual([9007199254740993n, 9007199254740991, Infinity, -0]);
    expect(toValue(root)).toEqual([9007199254740992, 9007199254740991, Infinity, -0]);
  });

  it('keeps keys that are names of prototypes as data', () => {
    const root = only(parseJson('{"__proto__": {"polluted": 1}, "constructor": 2}'));
    const value = toValue(root) as Record<string, unknown>;

    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(nodeAt(root, ['toString'])).toBeUndefined();
  });

  it('names repeated keys, of which the last one counts', () => {
    const root = only(parseJson('{"a": 1,\n "b": {"c": 1, "c": 2},\n "a": 3}'));

    expect(toValue(root)).toEqual({ a: 3, b: { c: 2 } });
    expect(duplicateKeys(root).map((found) => [found.message, found.range.start.line])).toEqual([
      ['the key "a" is repeated', 3],
      ['the key "c" is repeated', 2],
    ]);
  });

  it('reads several values as several documents when asked to', () => {
    expect(all(parseJson('{"a":1}\n{"a":2}\n', { stream: true })).map((root) => toValue(root))).toEqual([
      { a: 1 },
      { a: 2 },
    ]);
    expect(all(parseJson('\n', { stream: true }))).toEqual([]);
    expect(failureOf(parseJson('1\n{', { stream: true }))).toMatch(/^2:2 /);
  });

  it('agrees with JSON.parse on every JSON text, and every node has its own text', () => {
    const values = fc.jsonValue({ maxDepth: 5 });
    fc.assert(
      fc.property(values, fc.constantFrom(undefined, 1, '\t', '\r\n '), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        const root = only(parseJson(text));

        expect(toValue(root)).toEqual(JSON.parse(text));
        for (const node of walk(root)) expect(toValue(node)).toEqual(JSON.parse(node.raw));
      }),
    );
  });

  it('refuses what JSON.parse refuses, and nothing else, in texts with one character changed', () => {
    const changed = fc.tuple(
      fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(value)),
      fc.nat(),
      fc.constantFrom(...'{}[]",:0123456789.eE+-tfnu\\/ \n\u0001x'),
    );
    fc.assert(
      fc.property(changed, ([text, at, character]) => {
        const offset = at % (text.length + 1);
        const broken = text.slice(0, offset) + character + text.slice(offset + 1);

        expect(parseJson(broken).ok).toBe(accepts(broken));
      }),
      { numRuns: 500 },
    );
  });
});

describe('parseJson, lenient', () => {
  const read = (text: string) => toValue(only(parseJson(text, { mode: 'lenient' })));

  it.each([
    ['{"a": 1 /* x', '1:9', 'a comment is not closed'],
    ["{'a\n': 1}", '1:2', 'a string is not closed'],
    ['{a: b}', '1:5', 'a value is expected'],
    ['[,1]', '1:2', 'a value is expected'],
    ['[1,,2]', '1:4', 'a value is expected'],
    ['{a: 1', '1:6', 'the text ends'],
    ['{a: 1} x', '1:8', 'the end of the text'],
    ['', '1:1', 'the text ends'],
  ])('refuses %j at %s', (text, at, message) => {
    const failure = failureOf(parseJson(text, { mode: 'lenient' }));

    expect(failure).toContain(`${at} DOCUMENTS_SYNTAX`);
    expect(failure).toContain(message);
  });

  it('takes comments, trailing commas, and the strings, names and numbers of JSON5', () => {
    const text = `// head
{ a: 1, 'b': [1, 2,], /* c */ "c": 'it\\'s\\x41\\
', d: +0x1F, e: .5, f: -Infinity, g: NaN, h: 5., $i_1: null, j: -9007199254740993, k: true, }
// end`;

    expect(read(text)).toEqual({
      a: 1,
      b: [1, 2],
      c: "it'sA",
      d: 31,
      e: 0.5,
      f: -Infinity,
      g: Number.NaN,
      h: 5,
      $i_1: null,
      j: -9007199254740992,
      k: true,
    });
  });

  it('reads every strict text as the strict mode does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify(value, undefined, 2);

        expect(read(text)).toEqual(JSON.parse(text));
      }),
    );
  });
});

function accepts(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function* walk(node: DocumentNode): Generator<DocumentNode> {
  yield node;
  if (node.kind === 'array') for (const item of node.items) yield* walk(item);
  if (node.kind === 'object') for (const entry of node.entries) yield* walk(entry.value);
}
