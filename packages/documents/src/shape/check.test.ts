import { describe, expect, expectTypeOf, it } from 'vitest';

import { parseJson } from '../json/parse.ts';
import { only } from '../testing/read.ts';
import { parseYaml } from '../yaml/parse.ts';
import { checkShape } from './check.ts';
import { array, boolean, number, object, oneOf, optional, record, string, union, withDefault } from './shape.ts';
import type { AnyShape } from './shape.ts';

const severity = oneOf(['low', 'medium', 'high', 'critical']);
const config = object({
  version: number({ integer: true, min: 1, max: 2 }),
  failOn: withDefault(severity, 'high', 'Least severity that fails a scan.'),
  scanners: optional(
    record(object({ enabled: withDefault(boolean(), true) }), {
      keys: { pattern: /^[a-z]+$/, what: 'a name in small letters' },
    }),
  ),
  exclude: optional(array(string({ minLength: 1 }), { maxItems: 3 })),
  rules: optional(
    array(
      union([
        object({
          kind: oneOf(['pattern']),
          pattern: string({ check: (value) => (value.includes('(') ? 'holds a group' : undefined) }),
        }),
        object({ kind: oneOf(['path']), glob: string() }),
        string(),
      ]),
    ),
  ),
});

const problems = (text: string, shape: AnyShape = config) => {
  const result = checkShape(only(parseYaml(text)), shape);
  return result.ok
    ? []
    : result.problems.map(({ line, column, message, next }) => `${line}:${column} ${message} ${next}`);
};

describe('checkShape', () => {
  it.each([
    ['version: 1\nfailon: high', '2:1 the document: no key "failon" is known here Did you mean "failOn"?'],
    ['version: 1\nfialOn: high', '2:1 the document: no key "fialOn" is known here Did you mean "failOn"?'],
    [
      'version: 1\nzzz: 1',
      '2:1 the document: no key "zzz" is known here Known here: version, failOn, scanners, exclude, rules.',
    ],
    ['failOn: low', '1:1 the document: the key "version" is missing Add "version": a whole number.'],
    ['{}', '1:1 the document: the key "version" is missing Add "version": a whole number.'],
    ['version: 1.5', '1:10 version: 1.5 is no whole number Correct the value.'],
    ['version: 3', '1:10 version: 3 is more than 2 Correct the value.'],
    ['version: .nan', '1:10 version: is no finite number Correct the value.'],
    ['version: "1"', '1:10 version: a string stands where a whole number is expected Give a whole number.'],
    ['version:', '1:9 version: nothing stands where a whole number is expected Give a whole number.'],
    ['version: 1\nfailOn: hihg', '2:9 failOn: "hihg" is none of low, medium, high, critical Did you mean "high"?'],
    [
      'version: 1\nfailOn: [high]',
      '2:9 failOn: a list stands where one of low, medium, high, critical is expected Give one of low, medium, high, critical.',
    ],
    [
      'version: 1\nscanners:\n  Web: {}',
      '3:3 scanners.Web: the key "Web" is not a name in small letters Correct the key.',
    ],
    [
      'version: 1\nscanners:\n  web:\n    enabled: yes',
      '4:14 scanners.web.enabled: a string stands where true or false is expected Give true or false.',
    ],
    [
      'version: 1\nexclude: [a, 1.10]',
      '2:14 exclude[1]: the number 1.10 stands where a string is expected Put the value in quotes: "1.10".',
    ],
    ['version: 1\nexclude: [""]', '2:11 exclude[0]: is empty Correct the value.'],
    ['version: 1\nexclude: [a,b,c,d]', '2:10 exclude: has 4 items, and may have 3 Correct the value.'],
    [
      'version: 1\nrules:\n- kind: path\n  globb: x\n  glob: y',
      '4:3 rules[0]: no key "globb" is known here Known here: kind, glob.',
    ],
    ['version: 1\nrules:\n- kind: pattern\n  pattern: (a)', '4:12 rules[0].pattern: holds a group Correct the value.'],
    ['version: 1\nrules:\n- kind: pth', '3:9 rules[0].kind: "pth" is none of pattern, path Did you mean "path"?'],
    [
      'version: 1\nrules: [true]',
      '2:9 rules[0]: the boolean true stands where an object or a string is expected Give an object or a string.',
    ],
    ['version: 1\nversion: 2', '2:1 the document: the key "version" is repeated Keep one of them.'],
    ['- version: 1', '1:1 the document: a list stands where an object is expected Give an object.'],
  ])('reports %j', (text, expected) => {
    expect(problems(text)).toContain(expected);
  });

  it('reports every problem of a document', () => {
    expect(problems('version: 9\nfailOn: no\nexclude: a\nfoo: 1')).toHaveLength(4);
  });

  it('gives the typed value, with defaults where nothing is written', () => {
    const result = checkShape(
      only(parseYaml('version: 1\nscanners: {web: {}}\nrules: [x, {kind: path, glob: y}]')),
      config,
    );
    if (!result.ok) throw new Error(JSON.stringify(result.problems));

    expectTypeOf(result.value.failOn).toEqualTypeOf<'low' | 'medium' | 'high' | 'critical'>();
    expectTypeOf(result.value.exclude).toEqualTypeOf<readonly string[] | undefined>();
    expectTypeOf(result.value.version).toEqualTypeOf<number>();
    expect(result.value).toEqual({
      version: 1,
      failOn: 'high',
      scanners: { web: { enabled: true } },
      rules: ['x', { kind: 'path', glob: 'y' }],
    });
  });

  it('takes unknown keys where an object is open, names of prototypes included', () => {
    const open = object({ a: optional(number()) }, { open: true });
    const result = checkShape(only(parseJson('{"b": {"c": [1]}, "__proto__": {"x": 1}}')), open);

    expect(result).toMatchObject({ ok: true, value: { b: { c: [1] } } });
    expect(Object.keys(result.ok ? result.value : {})).toEqual(['b', '__proto__']);
    expect(problems('toString: 1', object({}))).toHaveLength(1);
  });
});
