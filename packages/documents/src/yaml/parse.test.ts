import { DEFAULT_LIMITS } from '@sallyport/kernel';
import { describe, expect, it } from 'vitest';

import { nodeAt, pathAt } from '../path.ts';
import { all, failureOf, only, place } from '../testing/read.ts';
import { toValue } from '../to-value.ts';
import { parseYaml } from './parse.ts';

const read = (text: string) => toValue(only(parseYaml(text)));

describe('parseYaml', () => {
  it.each([
    ['a: "x', 'DOCUMENTS_SYNTAX'],
    ['a: [1', 'DOCUMENTS_SYNTAX'],
    ['a: b: c', 'DOCUMENTS_SYNTAX'],
    ['a: @x', 'DOCUMENTS_SYNTAX'],
    ['a: *x', 'no anchor named x'],
    ['a: &x [*x]', 'the anchor x holds an alias to itself'],
    ['a:\n - b\n  - c\n - "', 'DOCUMENTS_SYNTAX'],
  ])('refuses %j', (text, message) => {
    expect(failureOf(parseYaml(text))).toContain(message);
  });

  it('keeps the bounds on depth, values and what aliases expand to', () => {
    const laughs = ['a: &a [1,2,3,4,5,6,7,8,9]'];
    for (let at = 1; at < 9; at += 1) {
      const [name, last] = [String.fromCharCode(97 + at), String.fromCharCode(96 + at)];
      laughs.push(`${name}: &${name} [${Array.from({ length: 9 }, () => `*${last}`).join(',')}]`);
    }

    expect(failureOf(parseYaml(laughs.join('\n')))).toMatch(/^6:\d+ DOCUMENTS_ALIAS_EXPANSION/);
    expect(failureOf(parseYaml('a: [[[1]]]', { limits: { ...DEFAULT_LIMITS, depth: 3 } }))).toContain('TOO_DEEP');
    expect(
      failureOf(parseYaml(`a: &a [[1]]\nb: &b [*a]\nc: [*b]`, { limits: { ...DEFAULT_LIMITS, depth: 4 } })),
    ).toContain('TOO_DEEP');
    expect(failureOf(parseYaml('[1,2,3]', { limits: { ...DEFAULT_LIMITS, nodes: 3 } }))).toContain('TOO_MANY_NODES');
    expect(failureOf(parseYaml('['.repeat(20_000)))).toContain('DOCUMENTS_');
  });

  it('gives the place of every key and value', () => {
    const root = only(
      parseYaml(
        '# head\nspec:\n  containers:\n    - name: é\n      image: "x:1" # why\n    - {name: b, args: [c]}\n  last: |\n    t\n\n',
      ),
    );

    expect(place(root)).toBe('2:1-8:6');
    expect(place(nodeAt(root, ['spec', 'containers']))).toBe('4:5-6:27');
    expect(place(nodeAt(root, ['spec', 'containers', 0]))).toBe('4:7-5:19');
    expect(place(nodeAt(root, ['spec', 'containers', 0, 'image']))).toBe('5:14-5:19');
    expect(place(nodeAt(root, ['spec', 'containers', 1, 'args', 0]))).toBe('6:24-6:25');
    expect(pathAt(root, 5, 7)).toEqual(['spec', 'containers', 0, 'image']);
    expect(pathAt(root, 5, 15)).toEqual(['spec', 'containers', 0, 'image']);
    expect(pathAt(root, 1, 1)).toBeUndefined();
  });

  it('means by plain scalars what Go means by them', () => {
    const text =
      'a: 0644\nb: 0o17\nc: 1_000\nd: yes\ne: on\nf: True\ng: ~\nh:\ni: .5\nj: 1e3\nk: 0x1F\nl: -.inf\nm: 2001-01-01\nn: 1:30\no: "1"\np: 0b11\nq: 089\nr: "y"\n';

    expect(read(text)).toEqual({
      a: 420,
      b: 15,
      c: 1000,
      d: 'yes',
      e: 'on',
      f: true,
      g: null,
      h: null,
      i: 0.5,
      j: 1000,
      k: 31,
      l: -Infinity,
      m: '2001-01-01',
      n: '1:30',
      o: '1',
      p: 3,
      q: 89,
      r: 'y',
    });
    expect(toValue(only(parseYaml('9223372036854775807')), { integers: 'exact' })).toBe(9223372036854775807n);
  });

  it('keeps tags, which a converter may use', () => {
    const root = only(parseYaml('a: !Ref x\nb: !GetAtt [c, d]\nc: !!str 1\nd: !!int "3"\ne: !Sub 12\n'));
    const tagged = toValue(root, { tagged: (tag, value) => (tag.startsWith('!!') ? value : { [tag]: value }) });

    expect(toValue(root)).toEqual({ a: 'x', b: ['c', 'd'], c: '1', d: 3, e: '12' });
    expect(tagged).toEqual({ a: { '!Ref': 'x' }, b: { '!GetAtt': ['c', 'd'] }, c: '1', d: 3, e: { '!Sub': '12' } });
  });

  it('resolves aliases at their own place, with the places of the anchor within', () => {
    const root = only(parseYaml('a: &x\n  k: 1\nb: *x\nc: &s text\nd: *s\n'));

    expect(toValue(root)).toEqual({ a: { k: 1 }, b: { k: 1 }, c: 'text', d: 'text' });
    expect(place(nodeAt(root, ['b']))).toBe('3:4-3:6');
    expect(place(nodeAt(root, ['b', 'k']))).toBe('2:6-2:7');
    expect(pathAt(root, 2, 6)).toEqual(['a', 'k']);
    expect(pathAt(root, 3, 5)).toEqual(['b']);
  });

  it.each([
    ['a: "x\ny"\nb: 1', [{ a: 'x y', b: 1 }]],
    ["a:\n  - 'foo\nbar'\n  - c", [{ a: ['foo bar', 'c'] }]],
    ['a:\n  b: [1,\n2\n]\nc: {x: 1,\ny: 2\n}', [{ a: { b: [1, 2] }, c: { x: 1, y: 2 } }]],
    ['a:\n- b\n- c\nd: e', [{ a: ['b', 'c'], d: 'e' }]],
    ['-\ta\n- b: 1\n  c: 2\n-\n  d: 3', ['a', { b: 1, c: 2 }, { d: 3 }]],
    ['a: b\n\t\nc: d\n\t# e', [{ a: 'b', c: 'd' }]],
    ['a: x\n  y\n\n  z # c\nb: c#d', [{ a: 'x y\nz', b: 'c#d' }]],
    ['a: |\n  x\n   y\n\nb: >-\n  x\n  y\n\n  z\n   w\n', [{ a: 'x\n y\n', b: 'x y\nz\n w' }]],
    ['a: |+\n  x\n\n\nb: |2\n    x\n   y\nc: |\n\nd: |-\n  x', [{ a: 'x\n\n\n', b: '  x\n y\n', c: '', d: 'x' }]],
    ['{a: b, "c":d, e, ? f : g, h: , [i, j: k]: l}', [{ a: 'b', c: 'd', e: null, f: 'g', h: null, '[i, j: k]': 'l' }]],
    ['[a:b, http://x:80/y, {"a"\n: 1}]', [['a:b', 'http://x:80/y', { a: 1 }]]],
    ['? a\n? |\n  b\n: c\n: d', [{ a: null, 'b\n': 'c', '': 'd' }]],
    ['"a\\\n  b\\x41\\u00e9\\ud83d\\ude00\n\n  c"', ['abAé😀\nc']],
    ['--- a\n--- |\n b\n... # x\nc: d', ['a', 'b\n', { c: 'd' }]],
    ['a: {{ .Values.x }}', [{ a: { '{ .Values.x }': null } }]],
    ['&a a: &b\n  c: *a\n*a : *b', [{ a: { c: 'a' } }]],
    ['a: b\r\nc: |\r\n  d\r\n', [{ a: 'b', c: 'd\n' }]],
    ['%TAG !e! tag:yaml.org,2002:\n---\n- !e!str 1\n- !<tag:yaml.org,2002:int> "2"\n- ! 3', [['1', 2, '3']]],
  ])('reads %j as Go does', (text, expected) => {
    expect(all(parseYaml(text)).map((root) => toValue(root))).toEqual(text.startsWith('-\ta') ? [expected] : expected);
  });

  it.each([
    ['a: b\n  c: d', '2:4'],
    ['a:\n    b: 1\n  c: 2', '3:3'],
    ['- a\nb: c', '2:1'],
    ['a: b\n- c', '2:1'],
    ['a: [b] c', '1:8'],
    ['a: "b" c', '1:8'],
    ['a: [b,,c]', '1:7'],
    ['\ta: 1', '1:1'],
    ['a:\n\t- b', '2:1'],
    ['a: |x\n b', '1:5'],
    ['a: "\\z"', '1:5'],
    ['a: "b\n---\nc"', '1:4'],
    ['a\n---\nb\nc: d', '4:2'],
    ['a: - b', '1:4'],
    ['a: &', '1:4'],
    ['{a: b}}', '1:7'],
  ])('refuses %j at %s, as Go does', (text, at) => {
    expect(failureOf(parseYaml(text))).toMatch(new RegExp(`^${at} DOCUMENTS_SYNTAX`));
  });

  it('expands merge keys: own keys first, then earlier sources', () => {
    expect(read('a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc:\n  <<: [*a, *b]\n  x: 0\nd:\n  "<<": 1\n')).toMatchObject({
      c: { x: 0, y: 2, z: 4 },
      d: { '<<': 1 },
    });
  });

  it('reads several documents, none where there is no content', () => {
    expect(all(parseYaml('a: 1\n---\nb: 2\n...\n---\n')).map((root) => toValue(root))).toEqual([
      { a: 1 },
      { b: 2 },
      null,
    ]);
    expect(all(parseYaml(''))).toEqual([]);
    expect(all(parseYaml('# only\n'))).toEqual([]);
  });

  it('warns of repeated keys, of which the last one counts', () => {
    const result = parseYaml('a: 1\nb:\n  c: 1\n  c: 2\n');

    expect(result).toMatchObject({
      ok: true,
      warnings: [{ code: 'DUPLICATE_KEY', range: { start: { line: 4, column: 3 } } }],
    });
    expect(read('a: 1\na: 2')).toEqual({ a: 2 });
  });

  it('gives keys that are no strings their text, and keeps names of prototypes as data', () => {
    const value = read('1: a\ntrue: b\n~: c\n__proto__: {polluted: 1}\n') as Record<string, unknown>;

    expect(Object.keys(value).sort()).toEqual(['1', '__proto__', 'true', '~']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
