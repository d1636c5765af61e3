import { DEFAULT_LIMITS } from '@sallyport/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { HclExpression } from './ast.ts';
import { parseHcl, parseHclExpression } from './parse.ts';
import { traversalOf } from './traversal.ts';

function failureOf(text: string, limits = DEFAULT_LIMITS): string {
  const result = parseHcl(text, { limits });
  return result.ok ? 'ok' : `${result.error.line}:${result.error.column} ${result.error.code} ${result.error.message}`;
}

function expressionOf(text: string): HclExpression {
  const result = parseHclExpression(text);
  if (!result.ok) throw new Error(result.error.message);
  return result.expression;
}

/** An expression as nested lists, so that its structure can be read. */
// oxlint-disable-next-line complexity -- one line for each kind of a closed set
function shape(expression: HclExpression): unknown {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'variable':
      return expression.name;
    case 'template':
      return expression.parts.map((part) => {
        if (part.kind === 'text') return part.value;
        return part.kind === 'interpolation' ? [shape(part.value)] : part.kind;
      });
    case 'attribute':
      return [shape(expression.of), '.', expression.name];
    case 'index':
      return [shape(expression.of), '[]', shape(expression.key)];
    case 'splat':
      return [shape(expression.of), expression.full ? '[*]' : '.*', shape(expression.each)];
    case 'call':
      return [
        expression.name,
        '()',
        ...expression.args.map((arg) => shape(arg)),
        ...(expression.expand ? ['...'] : []),
      ];
    case 'unary':
      return [expression.operator, shape(expression.operand)];
    case 'binary':
      return [shape(expression.left), expression.operator, shape(expression.right)];
    case 'conditional':
      return [shape(expression.condition), '?', shape(expression.whenTrue), shape(expression.whenFalse)];
    case 'tuple':
      return expression.items.map((item) => shape(item));
    case 'object':
      return Object.fromEntries(
        expression.items.map(({ key, keyName, value }) => [keyName ?? shape(key), shape(value)]),
      );
    case 'for':
      return {
        for: [expression.keyName, expression.valueName],
        in: shape(expression.collection),
        group: expression.group,
      };
    case 'parentheses':
      return shape(expression.inner);
  }
}

describe('parseHcl', () => {
  it.each([
    ['a = ', '1:5', 'the text ends where an expression is expected'],
    ['a =\n1', '1:4', 'the line ends where an expression is expected'],
    ['a', '1:2', 'the text ends where "=", "{" or a label'],
    ['a b', '1:4', '"{" or a label'],
    ['1 = 2', '1:1', 'the name of an attribute or a block'],
    ['}', '1:1', '"}" stands where the name of an attribute'],
    ['a {', '1:4', 'the text ends'],
    ['a = 1 b = 2', '1:7', 'the end of the line'],
    ['a = "x', '1:7', 'the closing quote'],
    ['a = "x\ny"', '1:7', 'a string ends on its line'],
    ['a = "\\q"', '1:6', 'no such escape'],
    ['a = "\\uZZZZ"', '1:6', 'no such escape'],
    ['a = "${x"', '1:9', '"}" at the end of an interpolation'],
    ['a = "%{ if x }y"', '1:6', 'an "if" has no "endif"'],
    ['a = "%{ for x in y }z%{ endif }"', '1:6', 'a "for" has no "endfor"'],
    ['a = "%{ endif }"', '1:6', '"endif" has no beginning'],
    ['a = "%{ foo }"', '1:6', 'a directive is one of'],
    ['a = <<EOT\nx', '1:5', 'a heredoc is not closed by a line with EOT'],
    ['a = <<EOT x\nEOT\n', '1:5', 'a heredoc begins with a word at the end of a line'],
    ['a = <<EOT\n${x\nEOT\n}\n', '3:1', '"}" at the end of an interpolation'],
    ['a = [1 2]', '1:8', '"," or "]" in a list'],
    ['a = [1,,2]', '1:8', 'an expression'],
    ['a = {b}', '1:7', '"=" or ":" behind a key'],
    ['a = {b = 1 c = 2}', '1:12', '",", a line end or "}"'],
    ['a = (1', '1:7', '")" at the end'],
    ['a = f(1', '1:8', '"," or ")" in a call'],
    ['a = x.', '1:7', 'the name of an attribute'],
    ['a = x[1', '1:8', '"]" behind an index'],
    ['a = x ? y', '1:10', '":" in a conditional'],
    ['a = x ?\n y :\n z', '1:8', 'an expression'],
    ['a = [for x y : z]', '1:12', '"in" in a "for"'],
    ['a = {for x in y : z}', '1:20', '"=>" behind the key'],
    ['a "${b}" {}', '1:3', 'a label holds no interpolation'],
    ['/* x', '1:1', 'a comment is not closed'],
    ["a = 'x'", '1:5', 'an expression'],
  ])('refuses %j at %s', (text, at, message) => {
    const failure = failureOf(text);

    expect(failure).toContain(`${at} DOCUMENTS_SYNTAX`);
    expect(failure).toContain(message);
  });

  it('keeps the bounds on depth, values and chains', () => {
    expect(failureOf(`a = ${'['.repeat(300_000)}`)).toContain('TOO_DEEP');
    expect(failureOf(`a = ${'('.repeat(300_000)}`)).toContain('TOO_DEEP');
    expect(failureOf(`a = ${'!'.repeat(300_000)}`)).toContain('TOO_DEEP');
    expect(failureOf(`a = ${'"${'.repeat(300_000)}`)).toContain('TOO_DEEP');
    expect(failureOf('a {\n'.repeat(300_000))).toContain('TOO_DEEP');
    expect(failureOf(`a = ${'x ? y : '.repeat(300_000)}`)).toContain('TOO_DEEP');
    expect(failureOf(`a = ${'x + '.repeat(300_000)}`)).toContain('operators');
    expect(failureOf(`a = x${'.y'.repeat(300_000)}`)).toContain('steps');
    expect(failureOf(`a${' b'.repeat(300_000)} {}`)).toContain('where "{" is expected');
    expect(failureOf('a = [1, 2, 3]', { ...DEFAULT_LIMITS, nodes: 3 })).toContain('TOO_MANY_NODES');
  });

  it('gives attributes, blocks and labels with their places', () => {
    const result = parseHcl('# c\nresource "aws_x" y {\n  a = 1 // d\n  b { c = "é" }\n}\n');
    if (!result.ok) throw new Error(result.error.message);
    const [block] = result.file.body.blocks;
    const { source } = result.file;
    const line = (place: { start: number; end: number } | undefined) => {
      const range = source.rangeOf(place?.start ?? 0, place?.end ?? 0);
      return `${range.start.line}:${range.start.column}-${range.end.line}:${range.end.column}`;
    };

    expect(block?.labels.map((label) => [label.value, line(label)])).toEqual([
      ['aws_x', '2:10-2:17'],
      ['y', '2:18-2:19'],
    ]);
    expect(line(block)).toBe('2:1-5:2');
    expect(line(block?.body.attributes[0])).toBe('3:3-3:8');
    expect(line(block?.body.blocks[0]?.body.attributes[0]?.value)).toBe('4:11-4:14');
  });

  it('never throws, whatever the text', () => {
    const piece = fc.constantFrom(
      'a',
      ' ',
      '=',
      '{',
      '}',
      '[',
      ']',
      '(',
      ')',
      '"',
      '${',
      '%{',
      '~',
      '\n',
      '\\',
      '<<E\n',
      '<<-E\n',
      'E\n',
      'for',
      'in',
      ':',
      '=>',
      '...',
      ',',
      '.',
      '*',
      '1',
      '-',
      '!',
      '?',
      '&&',
      '#',
      '//',
      '/*',
      '*/',
      'if',
      'else',
      'endif',
      '\r\n',
      'é',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        expect(typeof parseHcl(`a = ${pieces.join('')}`).ok).toBe('boolean');
      }),
      { numRuns: 2000 },
    );
  });
});

describe('parseHclExpression', () => {
  it.each([
    ['1 + 2 * 3', [1, '+', [2, '*', 3]]],
    ['1 * 2 + 3', [[1, '*', 2], '+', 3]],
    ['1 - 2 - 3', [[1, '-', 2], '-', 3]],
    ['a == b && c != d || e', [[['a', '==', 'b'], '&&', ['c', '!=', 'd']], '||', 'e']],
    ['!a && -b < 1', [['!', 'a'], '&&', [['-', 'b'], '<', 1]]],
    ['(1 + 2) % 3', [[1, '+', 2], '%', 3]],
    ['a ? b : c ? d : e', ['a', '?', 'b', ['c', '?', 'd', 'e']]],
    ['a.b[0]["c"].1', [[[['a', '.', 'b'], '[]', 0], '[]', ['c']], '[]', 1]],
    ['a[*].b[0]', ['a', '[*]', [['*', '.', 'b'], '[]', 0]]],
    ['a.*.b[0]', [['a', '.*', ['*', '.', 'b']], '[]', 0]],
    ['f(a, [b]...)', ['f', '()', 'a', ['b'], '...']],
    ['provider::aws::arn("x")', ['provider::aws::arn', '()', ['x']]],
    ['{a = 1, "b" : 2}', { a: 1, b: 2 }],
    ['[for k, v in m : v if k]', { for: ['k', 'v'], in: 'm', group: false }],
    ['{for x in m : x => x...}', { for: [undefined, 'x'], in: 'm', group: true }],
    ['"a${b}c"', ['a', ['b'], 'c']],
    ['"$${a} %%{b} $ %"', ['${a} %{b} $ %']],
    ['"${~ a ~} b"', [['a'], 'b']],
    ['"x %{ if a }y%{ else }z%{ endif }"', ['x ', 'if']],
    ['12345678901234567890', 12345678901234567890n],
    ['1.5e3', 1500],
    ['a-b', 'a-b'],
    ['a - b', ['a', '-', 'b']],
    ['null', null],
  ])('reads %s', (text, expected) => {
    expect(shape(expressionOf(text))).toEqual(expected);
  });

  it('takes the common indentation off a flush heredoc, blank lines aside', () => {
    expect(shape(expressionOf('<<-EOT\n    a\n\n      ${b}\n    EOT\n'))).toEqual(['a\n\n  ', ['b'], '\n']);
    expect(shape(expressionOf('<<EOT\n  a\n  EOT  \n'))).toEqual(['  a\n']);
  });

  it('names what an expression that only names something names', () => {
    expect(traversalOf(expressionOf('aws_x.y["a"][0].id'))).toEqual(['aws_x', 'y', 'a', 0, 'id']);
    expect(traversalOf(expressionOf('(var.x)'))).toEqual(['var', 'x']);
    expect(traversalOf(expressionOf('var.x[var.y]'))).toBeUndefined();
    expect(traversalOf(expressionOf('f(x).y'))).toBeUndefined();
  });
});
