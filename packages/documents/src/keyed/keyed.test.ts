import { DEFAULT_LIMITS } from '@sallyport/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { nodeAt } from '../path.ts';
import { failureOf, only, place } from '../testing/read.ts';
import { toValue } from '../to-value.ts';
import { parseDotenv } from './dotenv.ts';
import { parseIni } from './ini.ts';
import { parseProperties } from './properties.ts';

const limits = { ...DEFAULT_LIMITS, nodes: 1 };

describe('parseIni', () => {
  it.each([
    ['[a', '1:1 DOCUMENTS_SYNTAX INI: the name of a section is not closed'],
    ['[a] b', '1:1 DOCUMENTS_SYNTAX INI: the name of a section is not closed'],
    ['a=1\n=2\n', '2:1 DOCUMENTS_SYNTAX INI: a key is missing'],
  ])('refuses %j', (text, failure) => {
    expect(failureOf(parseIni(text))).toBe(failure);
  });

  it('keeps the bound on values', () => {
    expect(failureOf(parseIni('a=1\nb=2', { limits }))).toMatch(/^2:1 DOCUMENTS_TOO_MANY_NODES/);
  });

  it('reads sections, keys, comments and values over several lines', () => {
    const root = only(
      parseIni(
        'top = 1\n; c\n# d\n[a b] ; e\nx=1 # f\ny: two = 2\nz = "q ; r" ; s\nflag\n\n[remote "o"]\n\turl = //h/:_t=x\n\tlist =\n\t\tone\n\t\ttwo\n\tlong = a \\\n  b\n[a b]\nw=\n',
      ),
    );

    expect(toValue(root)).toEqual({
      top: '1',
      'a b': { x: '1', y: 'two = 2', z: 'q ; r', flag: null, w: '' },
      'remote "o"': { url: '//h/:_t=x', list: '\none\ntwo', long: 'a b' },
    });
    expect(place(nodeAt(root, ['a b', 'z']))).toBe('7:5-7:12');
    expect(place(nodeAt(root, ['remote "o"', 'url']))).toBe('11:8-11:17');
  });

  it('keeps names of prototypes as data, and warns of repeated keys', () => {
    const result = parseIni('[__proto__]\npolluted=1\n[a]\nb=1\nb=2');

    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(result).toMatchObject({ ok: true, warnings: [{ code: 'DUPLICATE_KEY', range: { start: { line: 5 } } }] });
  });
});

describe('parseProperties', () => {
  it('keeps the bound on values', () => {
    expect(failureOf(parseProperties('a=1\nb=2', { limits }))).toMatch(/^2:1 DOCUMENTS_TOO_MANY_NODES/);
  });

  it('reads every way to write a key and a value', () => {
    const root = only(
      parseProperties(
        '# c = 1\n! d\n\na=1\nb.c : 2 \n d\te f\n"g\\ h\\=" = \\u00e9\\n\\q\nlong = a\\\n   b\\\\\nempty\nempty2=\r\nk=v # no\r\n',
      ),
    );

    expect(toValue(root)).toEqual({
      a: '1',
      'b.c': '2 ',
      d: 'e f',
      '"g h="': 'é\nq',
      long: 'ab\\',
      empty: '',
      empty2: '',
      k: 'v # no',
    });
    expect(place(nodeAt(root, ['b.c']))).toBe('5:7-5:9');
    expect(place(nodeAt(root, ['long']))).toBe('8:8-9:7');
  });

  it('reads back what is written with escapes', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 8 });
    const written = (raw: string) =>
      Array.from({ length: raw.length }, (_, at) => `\\u${raw.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');
    fc.assert(
      fc.property(
        text.filter((key) => key !== '' && key !== '__proto__'),
        text,
        (key, value) => {
          expect(toValue(only(parseProperties(`${written(key)}=${written(value)}\n`)))).toEqual({ [key]: value });
        },
      ),
    );
  });
});

describe('parseDotenv', () => {
  it.each([
    ['A="x', '1:3', 'a quote is not closed'],
    ['A=1\n= 2', '2:1', 'KEY=value is expected'],
  ])('refuses %j', (text, at, message) => {
    expect(failureOf(parseDotenv(text))).toBe(`${at} DOCUMENTS_SYNTAX .env: ${message}`);
  });

  it('keeps the bound on values', () => {
    expect(failureOf(parseDotenv('a=1\nb=2', { limits }))).toMatch(/^2:1 DOCUMENTS_TOO_MANY_NODES/);
  });

  it('reads plain and quoted values', () => {
    const root = only(parseDotenv('# c\nexport A=1 # d\nB = "x\\n#y\nz" # e\nC=\'$q\\n\'\nD=\nE\nF=a#b\r\nG: yaml\n'));

    expect(toValue(root)).toEqual({ A: '1', B: 'x\n#y\nz', C: '$q\\n', D: '', E: '', F: 'a#b', G: 'yaml' });
    expect(place(nodeAt(root, ['B']))).toBe('3:5-4:3');
    expect(place(nodeAt(root, ['A']))).toBe('2:10-2:11');
  });
});
