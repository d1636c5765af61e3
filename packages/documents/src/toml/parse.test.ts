import { DEFAULT_LIMITS } from '@sallyport/kernel';
import fc from 'fast-check';
import { parse, stringify, TomlDate } from 'smol-toml';
import { describe, expect, it } from 'vitest';

import { nodeAt, pathAt } from '../path.ts';
import { failureOf, only, place } from '../testing/read.ts';
import { toValue } from '../to-value.ts';
import { parseToml } from './parse.ts';

const read = (text: string) => toValue(only(parseToml(text)));

describe('parseToml', () => {
  it.each([
    ['a', '1:2', '"=" behind a key'],
    ['a =', '1:4', 'a value is missing'],
    ['a = b', '1:5', '"b" is no value'],
    ['a = 1 b = 2', '1:7', 'the end of the line'],
    ['= 1', '1:1', 'a key is expected'],
    ['a.b = 1\na = 2', '2:1', 'the key "a" is already defined'],
    ['[a]\n[a]', '2:2', 'already defined'],
    ['[a.b]\n[a]\nb.c = 1', '3:1', 'the key "b" is already defined'],
    ['a.b = 1\n[a]', '2:2', 'already defined'],
    ['a = {}\n[a.b]', '2:2', 'already defined'],
    ['a = [{}]\n[[a]]', '2:3', 'already defined'],
    ['[[a]]\n[a]', '2:2', 'already defined'],
    ['[a]\n[[a]]', '2:3', 'already defined'],
    ['a = {b = {c = 1}, b.d = 2}', '1:19', 'already defined'],
    ['[]', '1:2', 'a key'],
    ['[a.]', '1:4', 'a key'],
    ['[[a]', '1:4', '"]]"'],
    ['a = "x', '1:5', 'not closed'],
    ['a = """x"', '1:5', 'not closed'],
    ['a = "\\q"', '1:6', 'no such escape'],
    ['a = "\\ud800"', '1:6', 'names no character'],
    ['a = "\u0001"', '1:6', 'a control character'],
    ['# \u0001', '1:3', 'a control character'],
    ['a = 1\rb = 2', '1:6', 'the end of the line'],
    ['a = 012', '1:5', 'no value'],
    ['a = 1__0', '1:5', 'no value'],
    ['a = 0x', '1:5', 'no value'],
    ['a = +0x1', '1:5', 'no value'],
    ['a = 1.', '1:5', 'no value'],
    ['a = 1979-02-30', '1:5', 'no value'],
    ['a = 1979-05-27T24:00:00Z', '1:5', 'no value'],
    ['a = 1979-05-27T07:32:00+25:00', '1:5', 'no value'],
    ['a = [1 2]', '1:8', '"," or "]"'],
    ['a = [,1]', '1:6', 'a value is missing'],
    ['é = 1', '1:1', 'a key'],
    ['"""a""" = 1', '1:1', 'no multi-line string'],
  ])('refuses %j at %s', (text, at, message) => {
    const failure = failureOf(parseToml(text));

    expect(failure).toContain(`${at} DOCUMENTS_SYNTAX`);
    expect(failure).toContain(message);
  });

  it('keeps the bounds on depth and values, however they are written', () => {
    const limits = { ...DEFAULT_LIMITS, depth: 4, nodes: 20 };

    for (const text of ['a = [[[[[]]]]]', 'a.b.c.d.e = 1', '[a.b.c.d.e]', '[a.b.c]\nd = {e = 1}', 'a={a.b={c={}}}']) {
      expect(failureOf(parseToml(text, { limits }))).toContain('TOO_DEEP');
    }
    expect(failureOf(parseToml(`a = [${'1,'.repeat(30)}]`, { limits }))).toContain('TOO_MANY_NODES');
    expect(failureOf(parseToml(`a = ${'['.repeat(500_000)}`))).toContain('TOO_DEEP');
  });

  it('gives the place of keys, values and tables', () => {
    const root = only(
      parseToml('title = "x"\n[owner.it]\nname = "é"\n"d q".r = [1,\n 2]\n\n[[bin]]\nn=1\n[[bin]]\nn=2\n'),
    );

    expect(place(nodeAt(root, ['title']))).toBe('1:9-1:12');
    expect(place(nodeAt(root, ['owner', 'it']))).toBe('2:1-5:4');
    expect(place(nodeAt(root, ['owner', 'it', 'd q', 'r', 1]))).toBe('5:2-5:3');
    expect(place(nodeAt(root, ['bin', 1, 'n']))).toBe('10:3-10:4');
    expect(pathAt(root, 5, 2)).toEqual(['owner', 'it', 'd q', 'r', 1]);
    expect(pathAt(root, 10, 1)).toEqual(['bin', 1, 'n']);
  });

  it('finds the innermost place where the parts of tables are scattered', () => {
    const root = only(parseToml('[a]\nx=1\n[b]\ny=2\n[a.c]\nz=3\n[b.d]\nw=4\n'));

    expect(pathAt(root, 4, 3)).toEqual(['b', 'y']);
    expect(pathAt(root, 6, 3)).toEqual(['a', 'c', 'z']);
    expect(pathAt(root, 8, 1)).toEqual(['b', 'd', 'w']);
  });

  it('keeps integers beyond a double, and dates as they are written', () => {
    const root = only(
      parseToml('a = 9223372036854775807\nb = 0xFFFFFFFFFFFFFFFF\nc = 1979-05-27 07:32:00.5Z # x\nd = 07:32'),
    );

    expect(nodeAt(root, ['a'])).toMatchObject({ value: 9223372036854775807n });
    expect(nodeAt(root, ['b'])).toMatchObject({ value: 18446744073709551615n });
    expect(nodeAt(root, ['c'])).toMatchObject({ value: '1979-05-27 07:32:00.5Z', tag: 'datetime' });
    expect(nodeAt(root, ['d'])).toMatchObject({ value: '07:32', tag: 'time-local' });
  });

  it('reads every way to write a string', () => {
    expect(
      read(`a = "\\t\\u00e9\\x41\\e"
b = '''
it's \\n'''
c = """
x \\
   y""\\""""
d = ''
e = """"q"""""
`),
    ).toEqual({ a: '\té\u0041\u001B', b: "it's \\n", c: 'x y"""', d: '', e: '"q""' });
  });

  it('keeps keys that are names of prototypes as data', () => {
    const value = read('__proto__.polluted = 1\n[constructor]\nprototype = 2') as Record<string, unknown>;

    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('agrees with smol-toml on what smol-toml writes', () => {
    const scalar = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.double({ noNaN: true }),
      fc.maxSafeInteger(),
      fc.boolean(),
    );
    const key = fc.string({ unit: 'grapheme', maxLength: 6 }).filter((name) => name !== '__proto__');
    const { table } = fc.letrec((tie) => ({
      value: fc.oneof({ depthSize: 'small' }, scalar, fc.array(tie('value'), { maxLength: 4 }), tie('table')),
      table: fc.dictionary(key, tie('value'), { maxKeys: 5, noNullPrototype: true }),
    }));
    fc.assert(
      fc.property(table as fc.Arbitrary<Record<string, unknown>>, (value) => {
        const text = stringify(value);

        expect(read(text)).toEqual(parse(text));
      }),
    );
  });

  it('accepts and refuses what smol-toml does, and reads the same, in texts put together from pieces of TOML', () => {
    const key = fc.constantFrom('a', 'b', 'a.b', 'b . a', '"a"', "'c d'", 'a.b.c');
    const value = fc.constantFrom(
      '"x"',
      "'y'",
      '"""z\n\\\n  z"""',
      "'''\r\nw'''",
      '0x1F',
      '0o17',
      '0b1_1',
      '1e3',
      '-1_0.5',
      '01',
      '-inf',
      'nan',
      'true',
      '1979-05-27',
      '1979-05-27T07:32:00',
      '1979-05-27 07:32:00.25-07:00',
      '07:32',
      '1979-13-01',
      '{}',
      '{a=1}',
      '{a = 1, b.c = 2}',
      '{a = 1, a.c = 2}',
      '[1, 2,]',
      '[\n#c\n[1],]',
      '[1',
      '{a}',
      '',
      '"\\x41\\u00e9"',
      '+1',
      '-0',
    );
    const line = fc.oneof(
      fc.tuple(key, value).map(([name, text]) => `${name} = ${text}`),
      key.map((name) => `[${name}]`),
      key.map((name) => `[[${name}]]`),
      fc.constantFrom('# c', '', '\t', 'a', '=', ']'),
    );
    const text = fc
      .tuple(fc.array(line, { maxLength: 6 }), fc.constantFrom('\n', '\r\n', ' # c\n', ' '), fc.nat(), fc.nat(20))
      .map(([lines, end, at, cut]) => (cut === 0 ? lines.join(end).slice(0, at % 80) : lines.join(end)));
    fc.assert(
      fc.property(text, (written) => {
        const found = parseToml(written);

        expect(found.ok ? toValue(only(found), { tagged: () => 'date' }) : undefined).toEqual(oracle(written));
      }),
      { numRuns: 3000 },
    );
  });
});

/** What smol-toml reads; undefined where it refuses the text. */
function oracle(text: string): unknown {
  try {
    return dateless(parse(text));
  } catch {
    return undefined;
  }
}

function dateless(value: unknown): unknown {
  if (value instanceof TomlDate) return 'date';
  if (Array.isArray(value)) return value.map((item) => dateless(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, dateless(item)]));
}
