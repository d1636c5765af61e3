import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { normaliseLicence, parseLicence, printLicence } from './expression.ts';
import { judgeExpression, judgeLicences, unknownLicence } from './policy.ts';

describe('parseLicence', () => {
  it('refuses what is no expression', () => {
    for (const text of ['', 'Nope-1.0', 'MIT OR', 'MIT Apache-2.0', '(MIT', 'MIT)', 'MIT WITH', 'OR MIT']) {
      expect([text, parseLicence(text)]).toEqual([text, undefined]);
    }
    expect(parseLicence(`${'('.repeat(100)}MIT${')'.repeat(100)}`)).toBeUndefined();
    expect(parseLicence('MIT OR '.repeat(4000))).toBeUndefined();
  });

  it('brings identifiers to their case and keeps precedence', () => {
    const node = parseLicence('mit or (apache-2.0 and gpl-2.0+ WITH Classpath-exception-2.0)');

    expect(node && printLicence(node)).toBe('MIT OR Apache-2.0 AND GPL-2.0+ WITH Classpath-exception-2.0');
    expect(printLicence(parseLicence('(MIT OR ISC) AND LicenseRef-own') ?? { kind: 'or', parts: [] })).toBe(
      '(MIT OR ISC) AND LicenseRef-own',
    );
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const node = parseLicence(text);

        expect(node === undefined || parseLicence(printLicence(node)) !== undefined).toBe(true);
      }),
    );
  });
});

describe('normaliseLicence', () => {
  it('knows the names that package metadata uses', () => {
    expect(normaliseLicence('Apache License, Version 2.0')).toBe('Apache-2.0');
    expect(normaliseLicence('MIT/Apache-2.0')).toBe('MIT OR Apache-2.0');
    expect(normaliseLicence('(MIT, BSD-2-Clause)')).toBe('MIT OR BSD-2-Clause');
    expect(normaliseLicence('SEE LICENSE IN LICENSE.md')).toBeUndefined();
  });
});

describe('licence policy', () => {
  const policy = { allow: ['MIT', 'Apache-2.0', 'BSD-*'], deny: ['AGPL-*', 'SSPL-1.0'] };

  it('takes the best of a choice and the worst of a conjunction', () => {
    expect(judgeExpression('AGPL-3.0-only OR MIT', policy)).toEqual({ verdict: 'allowed', because: ['MIT'] });
    expect(judgeExpression('MIT AND AGPL-3.0-only', policy).verdict).toBe('denied');
    expect(judgeExpression('BSD-3-Clause AND ISC', policy)).toEqual({ verdict: 'unlisted', because: ['ISC'] });
  });

  it('does not call an unknown licence allowed or denied', () => {
    expect(judgeLicences([], policy).verdict).toBe('unknown');
    expect(judgeLicences([{ raw: 'my own', kind: 'declared' }], policy).verdict).toBe('unknown');
  });

  it('lets what was concluded count before what was declared', () => {
    const claims = [
      { raw: 'MIT', expression: 'MIT', kind: 'declared' as const },
      { raw: 'SSPL-1.0', expression: 'SSPL-1.0', kind: 'concluded' as const },
    ];

    expect(judgeLicences(claims, policy)).toEqual({ verdict: 'denied', because: ['SSPL-1.0'] });
  });

  it('lets an entry without an exception speak for the licence with one', () => {
    const classpath = 'GPL-2.0-only WITH Classpath-exception-2.0';

    expect(judgeExpression(classpath, { allow: ['GPL-2.0-only'] }).verdict).toBe('allowed');
    expect(judgeExpression('GPL-2.0-only', { allow: [classpath] }).verdict).toBe('unlisted');
  });

  it.each([
    ['GPL-3.0-only', 'GPL-3.0', true],
    ['GPL-3.0', 'GPL-3.0-only', true],
    ['GPL-3.0+', 'GPL-3.0-or-later', true],
    ['GPL-3.0-or-later', 'GPL-3.0+', true],
    ['GPL-3.0-or-later', 'GPL-3.0', true],
    ['AGPL-3.0+', 'AGPL-3.0-or-later', true],
    ['GPL-2.0-with-classpath-exception', 'GPL-2.0-only', true],
    ['MPL-2.0+', 'MPL-2.0', true],
    ['GPL-3.0-or-later', 'GPL-3.0-only', false],
    ['GPL-3.0-only', 'GPL-3.0-or-later', false],
    ['LGPL-3.0-only', 'GPL-3.0', false],
    ['GPL-2.0-only', 'GPL-3.0', false],
  ])('holds %s against an entry %s in both lists: %s', (expression, entry, isMatch) => {
    expect(judgeExpression(expression, { deny: [entry] }).verdict).toBe(isMatch ? 'denied' : 'allowed');
    expect(judgeExpression(expression, { allow: [entry] }).verdict).toBe(isMatch ? 'allowed' : 'unlisted');
  });

  it('knows what no licence can match, and what was meant', () => {
    const known = ['MIT', 'gpl-*', 'LicenseRef-own', 'LicenseRef-*', 'GPL-2.0-only WITH Classpath-exception-2.0', '*'];

    expect(known.map((entry) => unknownLicence(entry))).toEqual(known.map(() => undefined));
    expect(unknownLicence('Apache 2.0')).toEqual({ nearest: 'Apache-2.0' });
    expect(unknownLicence('MTI')).toEqual({ nearest: 'MIT' });
    expect(unknownLicence('GLP-*')).toEqual({ nearest: 'GPL-*' });
    expect(unknownLicence('something else entirely')).toEqual({ nearest: undefined });
  });
});
