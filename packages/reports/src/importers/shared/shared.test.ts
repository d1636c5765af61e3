import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { csvRecords } from './csv.ts';
import { htmlTableRows } from './html-table.ts';
import { jsonValues } from './json-values.ts';
import { severityOf, severityOfScore } from './severity.ts';
import { at, listAt, numberAt, textAt } from './value.ts';

describe('csvRecords', () => {
  it('reads quotes, doubled quotes, line ends in quotes and both delimiters', () => {
    expect(csvRecords('a;b\r\n"x;""y""\n z";2\r\n\r\n')).toEqual([{ a: 'x;"y"\n z', b: '2' }]);
    expect(csvRecords('\uFEFFa,b\n1,')).toEqual([{ a: '1', b: '' }]);
  });

  it('gives back what was quoted', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string({ minLength: 1, maxLength: 12 }).filter((cell) => cell.trim() !== ''),
          { minLength: 1, maxLength: 6 },
        ),
        (cells) => {
          const text = `name\n${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join('\n')}\n`;

          expect(csvRecords(text).map(({ name }) => name)).toEqual(cells);
        },
      ),
    );
  });
});

describe('jsonValues', () => {
  it('reads lines, and values one behind the other however they are laid out', () => {
    expect(jsonValues('{"a":1}\n{"a":2}\n')).toEqual([{ a: 1 }, { a: 2 }]);
    expect(jsonValues('{\n "a": "}{\\""\n}\n{ "b":\n 2 }')).toEqual([{ a: '}{"' }, { b: 2 }]);
  });

  it('refuses what is cut off', () => {
    expect(() => jsonValues('{\n "a": 1')).toThrow(SyntaxError);
  });
});

describe('htmlTableRows', () => {
  it('reads the table that has the columns, entities decoded, markup removed', () => {
    const html =
      '<table><tr><th>Other</th></tr></table><table><tr><th>A</th><th>B</th></tr><tr><td class="x"><a>1 &lt; 2</a></td><td>&#34;q&#x22;</td></tr></table>';

    expect(htmlTableRows(html, ['A', 'B'])).toEqual([{ A: '1 < 2', B: '"q"' }]);
  });
});

describe('severityOf', () => {
  it('knows the usual scales and guesses nothing', () => {
    expect(['Blocker', 'IMPORTANT', 'moderate', 'note', 'Negligible'].map(severityOf)).toEqual([
      'critical',
      'high',
      'medium',
      'low',
      'info',
    ]);
    expect([severityOf('constructor'), severityOf(''), severityOf(undefined)]).toEqual([
      'unknown',
      'unknown',
      'unknown',
    ]);
    expect([9, 7, 4, 0.1, 0].map(severityOfScore)).toEqual(['critical', 'high', 'medium', 'low', 'info']);
  });
});

describe('value readers', () => {
  it('give nothing where there is nothing, inherited properties included', () => {
    expect(at({}, 'constructor')).toBeUndefined();
    expect(at(null, 'a')).toBeUndefined();
    expect(textAt({ a: ' ' }, 'a')).toBeUndefined();
    expect(numberAt({ a: ' 12 ' }, 'a')).toBe(12);
    expect(numberAt({ a: '' }, 'a')).toBeUndefined();
    expect(listAt({ a: { b: 1 } }, 'a')).toEqual([{ b: 1 }]);
  });
});
