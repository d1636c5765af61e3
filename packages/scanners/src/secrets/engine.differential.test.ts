import { seededRandom } from '@sallyport/kernel';
import { describe, expect, it } from 'vitest';

import { createEngine } from './engine.ts';
import type { Node } from './pattern/ast.ts';
import { emitPattern } from './pattern/emit.ts';
import { parsePattern } from './pattern/parse.ts';
import type { SecretRule } from './rule.ts';
import { secretRules } from './rules/list.ts';
import { sampleOf } from './testing/sample.ts';
import type { SeededRandom } from './testing/sample.ts';

/** Every match of a rule as V8 finds them in the whole text: what the windowed engine must agree with. */
function wholeTextMatches(rule: SecretRule, regex: RegExp, latin1: string): string[] {
  return Array.from(latin1.matchAll(regex), (match) => `${rule.id} ${match.index} ${match[0].length}`);
}

const FILLER = [
  'const ',
  'key',
  ' = ',
  '"',
  "'",
  '\n',
  ': ',
  'token',
  'é',
  '日本',
  '\\n',
  ';',
  '-',
  '_',
  'A',
  '0',
  ' ',
  '=',
];

function textFor(random: SeededRandom, roots: readonly Node[]): Buffer {
  const pieces: string[] = [];
  for (let count = random.below(30); count >= 0; count--) {
    const root = roots[random.below(roots.length)];
    if (root === undefined) continue;
    const sample = sampleOf(root, random);
    const damaged = random.below(4) === 0 ? sample.slice(0, random.below(sample.length + 1)) : sample;
    pieces.push(damaged, FILLER[random.below(FILLER.length)] ?? '', random.below(3) === 0 ? damaged : '');
  }
  return Buffer.from(pieces.join(''), 'latin1');
}

const shape = (id: string, keywords: readonly string[], pattern: string, ignoreCase = false): SecretRule => ({
  id,
  title: id,
  severity: 'high',
  opens: 'a door',
  revoke: 'Close it.',
  pattern,
  keywords,
  ignoreCase,
});

/** Shapes that built-in rules need not have, but custom ones do. */
const SHAPES: readonly SecretRule[] = [
  shape('plain', ['key'], 'key[0-9]{2,4}'),
  shape('overlapping', ['keykey', 'key', 'ey'], '(?:key){1,3}|ey='),
  shape(
    'preamble',
    ['token'],
    String.raw`[\w.-]{0,20}?(?:token)[\s'"]{0,3}[:=]+[\s'"]{0,3}([\w-]{4,12})(?:[\s'";]|$)`,
    true,
  ),
  shape('late', ['const'], String.raw`\b[a-z0-9]{2,6}-const\b`),
  shape('two-ways', ['key =', 'token'], String.raw`(?:key = ["']|token: )([A-Z0-9]{1,5})`),
  shape('wrong-keywords', ['absent'], String.raw`const [kt]oken`),
  shape('no-keywords', [], '[A-Z]{3}-[0-9]'),
  shape('beyond-ascii', ['日'], '日本?é*'),
  shape('lines', ['key'], String.raw`(?m)^key\b.*$`.slice(4)),
  shape('empty-group', ['key'], '()key()|(-)key'),
];

describe('the windowed engine', () => {
  const rules = [...SHAPES, ...secretRules.filter((rule) => rule.pattern !== '')];
  const engine = createEngine(rules.map((rule) => ({ rule, untrusted: SHAPES.includes(rule) })));
  const parsed = new Map(rules.map((rule) => [rule, parsePattern(rule.pattern, 'js', rule.ignoreCase === true)]));
  const roots = [...parsed.values()].map((pattern) => pattern.root);
  const cut = new Set(engine.rules.filter((rule) => rule.compiled().outline.isCut).map((rule) => rule.rule.id));
  const whole = [...parsed]
    .filter(([rule]) => !cut.has(rule.id))
    .map(([rule, pattern]) => ({ rule, regex: new RegExp(emitPattern(pattern), 'g') }));

  it('finds exactly what each pattern finds in the whole text', () => {
    const random = seededRandom(20_26);
    // The first rounds are swept without tables, the others with them.
    let total = 0;
    for (let round = 0; round < 120; round++) {
      const bytes = textFor(random, roots);
      const latin1 = bytes.toString('latin1');

      const found = engine
        .find(bytes)
        .matches.map((match) => `${match.compiled.rule.id} ${match.start} ${match.end - match.start}`);

      const expected = whole.flatMap(({ rule, regex }) => wholeTextMatches(rule, regex, latin1));
      total += expected.length;
      expect(found.filter((line) => !cut.has(line.split(' ')[0] ?? '')).sort()).toEqual(expected.sort());
    }
    expect(total).toBeGreaterThan(1000);
  });
});
