import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { buildPurl, strictPurl } from './build.ts';
import { parsePurl, readPurl } from './parse.ts';

describe('parsePurl', () => {
  it('refuses what is no purl, with the reason', () => {
    expect(() => parsePurl('npm/left-pad@1.3.0')).toThrow('does not start with "pkg:"');
    expect(() => parsePurl('pkg:npm')).toThrow('name is missing');
    expect(() => parsePurl('pkg:1x/a')).toThrow('type is missing or malformed');
    expect(() => parsePurl('pkg:npm/a@%zz')).toThrow('percent-encoding');
    expect(() => parsePurl('pkg:npm/a?x=1&x=2')).toThrow('given twice');
    expect(() => parsePurl('pkg:swift/Alamofire@5.4.3')).toThrow('needs a namespace');
    expect(() => parsePurl(`pkg:npm/${'a'.repeat(20_000)}`)).toThrow('too long');
  });

  it('takes in lenient mode what other tools leave out', () => {
    expect(parsePurl('pkg:julia/Dates@1.9.0', 'lenient').name).toBe('Dates');
    expect(parsePurl('pkg:rpm/fedora/curl@7?Arch=i386', 'lenient').qualifiers).toEqual({ arch: 'i386' });
  });

  it('reads an npm scope with and without encoding, and a version behind it', () => {
    const expected = { type: 'npm', namespace: '@babel', name: 'core', version: '7.0.0' };

    expect(parsePurl('pkg:npm/@babel/core@7.0.0')).toEqual(expected);
    expect(parsePurl('pkg:npm/%40babel/core@7.0.0')).toEqual(expected);
  });

  it('keeps the case of npm and Go names, by which packages differ', () => {
    expect(parsePurl('pkg:npm/JSONStream@1.3.5').name).toBe('JSONStream');
    expect(parsePurl('pkg:golang/github.com/Masterminds/semver@v3').namespace).toBe('github.com/Masterminds');
  });

  it('keeps prototype names as plain qualifiers', () => {
    const { qualifiers } = parsePurl('pkg:generic/a?constructor=x&valueof=y', 'lenient') as {
      qualifiers?: Record<string, string>;
    };

    expect(Object.entries(qualifiers ?? {})).toContainEqual(['constructor', 'x']);
  });
});

describe('buildPurl', () => {
  it('refuses a missing type or name and a bad qualifier key', () => {
    expect(() => buildPurl({ type: '', name: 'a' })).toThrow('type is missing');
    expect(() => buildPurl({ type: 'npm', name: '' })).toThrow('name is missing');
    expect(() => buildPurl({ type: 'npm', name: 'a', qualifiers: { 'in production': 'x' } })).toThrow('qualifier key');
  });

  it('holds the type’s own demands only where asked to', () => {
    expect(buildPurl({ type: 'julia', name: 'Dates' })).toBe('pkg:julia/Dates');
    expect(() => strictPurl({ type: 'julia', name: 'Dates' })).toThrow('uuid');
  });

  it('survives a round trip for any components', () => {
    const text = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' });
    const segment = text.filter((value) => !value.includes('/'));
    fc.assert(
      fc.property(segment, segment, text, (namespace, name, version) => {
        const purl = { type: 'generic', namespace, name, version };

        expect(parsePurl(buildPurl(purl))).toEqual(purl);
      }),
    );
  });
});

describe('readPurl', () => {
  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(typeof readPurl(`pkg:${text}`)).toBe('object');
      }),
    );
  });
});
