import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { escapeHtml, escapeMarkdown, markdownLink, webUrl } from './escape-markup.ts';

describe('escapeHtml', () => {
  it('leaves no character that opens a tag, ends an attribute or starts an entity', () => {
    expect(escapeHtml(`<a href="x" id='y'>&amp;`)).toBe('&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;');
  });
});

describe('escapeMarkdown', () => {
  it('leaves no character that has a meaning in Markdown', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', maxLength: 60 }), (text) => {
        expect(escapeMarkdown(text).replaceAll(/&#\d+;/g, '')).not.toMatch(/[<>"'\\`*_{}[\]()#+!|~@$^=:\n]/);
      }),
    );
  });

  it('stops mentions, bare addresses, lists and numbered lists', () => {
    expect(escapeMarkdown('@team')).toBe('&#64;team');
    expect(escapeMarkdown('www.evil.example')).not.toContain('www.');
    expect(escapeMarkdown('http://evil.example')).not.toContain('http:');
    expect(escapeMarkdown('- item')).toBe('&#45; item');
    expect(escapeMarkdown('1. item')).toBe('1&#46; item');
    expect(escapeMarkdown('0.1.0')).toBe('0.1.0');
  });
});

describe('webUrl', () => {
  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'https://user:pass@host.example/',
    'no address',
    '',
  ])('refuses %j', (text) => {
    expect(webUrl(text)).toBeUndefined();
  });

  it('encodes what would end a link', () => {
    expect(webUrl('https://host.example/a)(b<c>|d')).toBe('https://host.example/a%29%28b%3Cc%3E%7Cd');
  });
});

describe('markdownLink', () => {
  it('is text alone where the address is no web address', () => {
    expect(markdownLink('name', 'javascript:alert(1)')).toBe('name');
  });

  it('escapes its text', () => {
    expect(markdownLink('a](b', 'https://host.example/')).toBe('[a&#93;&#40;b](https://host.example/)');
  });
});
