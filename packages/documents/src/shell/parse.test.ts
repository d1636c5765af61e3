import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseShell } from './parse.ts';

/** Commands as `connector name args`, with `$` before those in substitutions. */
function commandsOf(text: string): string[] {
  return parseShell(text).commands.map(({ words, connector, substitution }) =>
    [substitution ? '$' : '', connector.replace('\n', '¶'), ...words.map((word) => word.text)]
      .filter(Boolean)
      .join(' '),
  );
}

describe('parseShell', () => {
  it.each(['echo "a', "echo 'a", 'echo $(a', 'echo `a', 'echo ${a', 'cat <<E\nx'])(
    'knows that %j is not complete',
    (text) => {
      expect(parseShell(text).complete).toBe(false);
    },
  );

  it.each([
    ['a b && c || d; e & f | g', ['a b', '&& c', '|| d', '; e', '& f', '| g']],
    ['a\nb\n\n# c\nd # e', ['a', '¶ b', '¶ d']],
    ['a \\\n  b\\\nc', ['a bc']],
    [`a "b c" 'd e' f\\ g "h\\"i"`, ['a b c d e f g h"i']],
    ['X=1 Y="2" a b=c', ['a b=c']],
    ['if a; then b; elif c; then d; else e; fi', ['a', '; b', '; c', '; d', '; e']],
    ['for x in $(ls) b; do echo $x; done', ['$ ls', '; echo $x']],
    ['while read x; do a; done < f', ['read x', '; a', '; ']],
    ['case $x in a|b) c d;; *) e ;; esac; f', ['; c d', '; e', '; f']],
    ['(a; b) && { c; }', ['a', '; b', '&& c']],
    ['f() { a; }; f', ['f', 'a', '; f']],
    ['echo "$(a "b")" `c d` <(e)', ['$ a b', '$ c d', '$ e', 'echo $(a "b") `c d` <(e)']],
    ['a > f 2>&1 < g', ['a']],
    ['cat <<E | b\nx && y\nE\nc', ['cat', '| b', '¶ c']],
    ['a $((1 + 2)) ${b:-c d}', ['a $((1 + 2)) ${b:-c d}']],
    ['! a | b', ['a', '| b']],
    ['', []],
  ])('finds the commands of %j', (text, expected) => {
    expect(commandsOf(text).map((command) => command.trim())).toEqual(expected.map((command) => command.trim()));
    expect(parseShell(text).complete).toBe(true);
  });

  it('numbers pipelines, and keeps redirections and here-documents', () => {
    const { commands } = parseShell('a | b && c\nd > out 2>> err <<-"E"\n\t$x\n\tE\n');

    expect(commands.map(({ pipeline }) => pipeline - (commands[0]?.pipeline ?? 0))).toEqual([0, 0, 1, 2]);
    expect(commands[3]?.redirects).toMatchObject([
      { operator: '>', fd: undefined, target: { text: 'out' } },
      { operator: '>>', fd: 2, target: { text: 'err' } },
      { operator: '<<', target: { text: 'E', quoted: true }, heredoc: '\t$x\n' },
    ]);
  });

  it('says what of a word is literal, and where it stands', () => {
    const [command] = parseShell('a  "b" $c *.d \'$e\'').commands;

    expect(command?.words.map(({ literal, quoted, raw, start, end }) => [raw, literal, quoted, start, end])).toEqual([
      ['a', true, false, 0, 1],
      ['"b"', true, true, 3, 6],
      ['$c', false, false, 7, 9],
      ['*.d', false, false, 10, 13],
      ["'$e'", true, true, 14, 18],
    ]);
  });

  it('comes to an end whatever the text, nested without bound included', () => {
    const piece = fc.constantFrom(
      'a',
      ' ',
      '$(',
      ')',
      '(',
      '`',
      '"',
      "'",
      '${',
      '}',
      '\\',
      '\n',
      '<<E',
      '\nE\n',
      '|',
      '&',
      ';',
      ';;',
      '#',
      '>',
      '2',
      '<(',
      'case x in',
      'esac',
      'for',
      'if',
      'do',
      '=',
      '$((',
      '))',
      '{',
    );

    expect(parseShell('$('.repeat(100_000)).complete).toBe(false);
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        const text = pieces.join('');
        for (const { start, end } of parseShell(text).commands)
          expect(start >= 0 && end <= text.length && start < end).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
