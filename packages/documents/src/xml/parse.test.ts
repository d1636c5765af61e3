import { DEFAULT_LIMITS } from '@sallyport/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { nodeAt } from '../path.ts';
import { place } from '../testing/read.ts';
import { toValue } from '../to-value.ts';
import { xmlToDocument } from './document.ts';
import { parseXml } from './parse.ts';

function documentOf(text: string) {
  const result = parseXml(text);
  if (!result.ok) throw new Error(`${result.error.line}:${result.error.column} ${result.error.message}`);
  return xmlToDocument(result.file);
}

const failureOf = (text: string, limits = DEFAULT_LIMITS) => {
  const result = parseXml(text, { limits });
  return result.ok ? 'ok' : `${result.error.line}:${result.error.column} ${result.error.message}`;
};

describe('parseXml', () => {
  it.each([
    ['', '1:1 XML: the text holds no element'],
    ['<a>', '1:1 XML: <a> is not closed'],
    ['<a></b>', '1:4 XML: </b> closes nothing: <a> is open'],
    ['</a>', '1:1 XML: </a> closes nothing: no element is open'],
    ['<a/><b/>', '1:5 XML: a second root element stands here'],
    ['x<a/>', '1:1 XML: text stands outside of the root element'],
    ['<a/>x', '1:5 XML: text stands outside of the root element'],
    ['<a b></a>', '1:4 XML: the attribute b has no value'],
    ['<a b=c></a>', '1:6 XML: a value stands in quotes'],
    ['<a b="c></a>', '1:6 XML: a quote is not closed'],
    ['<a b="c"d="e"/>', '1:9 XML: a blank is missing before an attribute'],
    ['<a b="1" b="2"/>', '1:10 XML: the attribute b is repeated'],
    ['<a\n<b/></a>', '2:1 XML: the name of an attribute, ">" or "/>" is expected'],
    ['<a', '1:3 XML: a tag is not closed'],
    ['<a></a', '1:7 XML: a tag is not closed'],
    ['< a/>', '1:2 XML: the name of an element is expected'],
    ['<!-- x', '1:1 XML: a comment is not closed'],
    ['<a><![CDATA[x</a>', '1:4 XML: a CDATA section is not closed'],
    ['<!DOCTYPE a [ <!ENTITY x "y">', '1:1 XML: a declaration is not closed'],
    ['<a><!DOCTYPE b></a>', '1:4 XML: a declaration stands behind the start of the root element'],
    ['<?xml', '1:1 XML: a processing instruction is not closed'],
  ])('refuses %j', (text, expected) => {
    expect(failureOf(text)).toBe(expected);
  });

  it('keeps the bounds on depth and values', () => {
    expect(failureOf('<a>'.repeat(100_000))).toContain('nested deeper');
    expect(failureOf('<a b="1" c="2"/>', { ...DEFAULT_LIMITS, nodes: 2 })).toContain('more than 2 values');
  });

  it('expands no entity of the document', () => {
    const text =
      '<!DOCTYPE r [<!ENTITY a "x"><!ENTITY b SYSTEM "file:///etc/passwd"> <!-- > -->]>\n<r a="&b;">&a;&lt;&#65;&#x1F600;&#0;</r>';

    expect(toValue(documentOf(text))).toEqual({ r: { '-a': '&b;', '#content': '&a;<A😀&#0;' } });
  });

  it('gives the tree that policies know', () => {
    const text = `<?xml version="1.0"?>
<!-- c -->
<p:project xmlns:p='u'>
  <dep a="1"><v> 1.0 </v></dep>
  <dep/>
  <t>a<b/>c</t>
  <d><![CDATA[<x> & y]]></d>
</p:project>
`;
    const root = documentOf(text);

    expect(toValue(root)).toEqual({
      'p:project': {
        '-xmlns:p': 'u',
        dep: [{ '-a': '1', v: '1.0' }, ''],
        t: { '#content': 'ac', b: '' },
        d: '<x> & y',
      },
    });
    expect(place(nodeAt(root, ['p:project', 'dep', 0, 'v']))).toBe('4:18-4:21');
    expect(place(nodeAt(root, ['p:project', 'dep', 0, '-a']))).toBe('4:11-4:12');
    expect(place(nodeAt(root, ['p:project', 'dep', 1]))).toBe('5:3-5:9');
  });

  it('reads back every text and attribute that is written with references', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 10 }).filter((value) => !/[\0\uFFFE\uFFFF]/.test(value));
    const escape = (value: string) => value.replaceAll(/[^a-z]/gu, (character) => `&#${character.codePointAt(0)};`);
    fc.assert(
      fc.property(text, text, (attribute, content) => {
        const root = documentOf(`<a b="${escape(attribute)}">${escape(content)}</a>`);

        expect(nodeAt(root, ['a', '-b'])).toMatchObject({ value: attribute });
        expect(nodeAt(root, ['a', '#content'])?.kind === 'scalar' || content === '').toBe(true);
      }),
    );
  });
});
