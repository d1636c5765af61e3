import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';

import type { DocumentNode } from '../node.ts';
import { only } from '../testing/read.ts';
import { toValue } from '../to-value.ts';
import { parseYaml } from './parse.ts';

describe('parseYaml against npm yaml', () => {
  it('reads back every value that it writes, in every style', () => {
    const value = fc.jsonValue({ maxDepth: 4, stringUnit: 'grapheme' });
    const style = fc.record({
      collectionStyle: fc.constantFrom('any' as const, 'flow' as const, 'block' as const),
      indentSeq: fc.boolean(),
      indent: fc.constantFrom(2, 4),
      lineWidth: fc.constantFrom(0, 20, 80),
      blockQuote: fc.constantFrom(true, false, 'folded' as const, 'literal' as const),
      defaultStringType: fc.constantFrom('PLAIN' as const, 'QUOTE_DOUBLE' as const, 'QUOTE_SINGLE' as const),
      version: fc.constant('1.1' as const),
    });
    fc.assert(
      fc.property(value, style, (written, options) => {
        // In block style it puts empty lists at the column of their key, which Go refuses.
        const indentSeq = options.indentSeq || options.collectionStyle === 'block';
        const text = stringify(written, { ...options, indentSeq, aliasDuplicateObjects: false });

        expect(toValue(only(parseYaml(text)))).toEqual(JSON.parse(JSON.stringify(written)));
      }),
      { numRuns: 1000 },
    );
  });

  it('reads every JSON text as JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(undefined, 2, '\t'), (written, indent) => {
        const text = JSON.stringify(written, undefined, indent);

        expect(toValue(only(parseYaml(text)))).toEqual(JSON.parse(text));
      }),
    );
  });
});

describe('parseYaml on any text', () => {
  it('comes to an end, and puts every node within the text and its parent', () => {
    const piece = fc.constantFrom(
      'a',
      'b: ',
      '- ',
      '? ',
      ': ',
      '\n',
      '  ',
      '\t',
      '[',
      ']',
      '{',
      '}',
      ',',
      '&a ',
      '*a',
      '!t ',
      '!!int ',
      '|\n',
      '>-\n',
      '"',
      "'",
      '#',
      ' # c\n',
      '---\n',
      '...\n',
      '%YAML 1.2\n',
      '<<: ',
      '\\',
      '\r\n',
      '-',
      '1',
      '~',
      '@',
      '\uFEFF',
      '|2\n',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        const text = pieces.join('');
        const read = parseYaml(text);
        const roots = read.ok ? read.documents : [];
        const nodes = roots.flatMap((root) => [...walk(root)]);

        expect(read.ok ? 'DOCUMENTS_SYNTAX' : read.error.code).toBe('DOCUMENTS_SYNTAX');
        expect(nodes.filter((node) => node.start > node.end || node.end > text.length)).toEqual([]);
      }),
      { numRuns: 5000 },
    );
  });
});

function* walk(node: DocumentNode): Generator<DocumentNode> {
  yield node;
  if (node.kind === 'array') for (const item of node.items) yield* walk(item);
  if (node.kind === 'object') for (const entry of node.entries) yield* walk(entry.value);
}
