import { makePackage } from '@sallyport/inventory';
import type { Package, PackageFacts } from '@sallyport/inventory';
import { describe, expect, it } from 'vitest';

import { readOptions } from '../options.ts';
import { checkLicences } from './check.ts';

function licensed(name: string, expression: string | undefined, more: Partial<PackageFacts> = {}): Package {
  const licences = expression === undefined ? [] : [{ raw: expression, expression, kind: 'declared' as const }];
  return makePackage({ ecosystem: 'npm', name, version: '1.0.0', licences, location: { path: 'lock' }, ...more });
}

function messages(
  packages: readonly Package[],
  policy: { allow?: readonly string[]; deny?: readonly string[]; dev?: boolean },
): string[] {
  const files = [{ path: 'lock', packages, declarations: [] }];
  return checkLicences(files, { dev: false, ...policy }).map(({ rule, message }) => `${rule}: ${message}`);
}

describe('checkLicences', () => {
  it('finds what is denied, save where there is another choice', () => {
    const packages = [licensed('a', 'GPL-3.0-only'), licensed('b', 'MIT OR GPL-3.0-only'), licensed('c', 'MIT')];

    expect(messages(packages, { deny: ['GPL-*'] })).toEqual([
      'licence-denied: a 1.0.0 is under GPL-3.0-only, which is denied.',
    ]);
  });

  it('understands a name as registries write it', () => {
    const found = makePackage({
      ecosystem: 'npm',
      name: 'a',
      version: '1',
      licences: [{ raw: 'Apache 2.0', kind: 'declared' }],
    });

    expect(messages([found], { deny: ['Apache-2.0'] })).toEqual([
      'licence-denied: a 1 is under Apache-2.0, which is denied.',
    ]);
    expect(messages([found], { allow: ['Apache-2.0'] })).toEqual([]);
  });

  it('finds what is not on the allow list, and counts the unknown once', () => {
    const packages = [licensed('a', 'MIT AND Zlib'), licensed('b', undefined), licensed('c', undefined)];

    expect(messages(packages, { allow: ['MIT'] })).toEqual([
      'licence-unlisted: a 1.0.0 is under Zlib, which is not on the allow list.',
      'licence-unknown: The licence of 2 of 3 packages in lock is not known: b, c.',
    ]);
  });

  it('judges neither members of the project nor, unless told to, what is for development', () => {
    const packages = [
      licensed('a', 'GPL-3.0-only', { dev: true }),
      licensed('b', undefined, { resolved: { kind: 'workspace' } }),
    ];

    expect(messages(packages, { deny: ['GPL-*'] })).toEqual([]);
    expect(messages(packages, { deny: ['GPL-*'], dev: true })).toHaveLength(1);
  });

  it('refuses a list with an entry that would match nothing, naming what was meant', () => {
    expect(() => readOptions({ licences: { deny: ['AGPL-3.0', 'GPL-3'] } })).toThrow(
      /licences\.deny names GPL-3, which is no licence of SPDX \(did you mean GPL-3\.0/,
    );
    expect(() => readOptions({ licences: { allow: ['MIT', 'GPL-*', 'LicenseRef-own'] } })).not.toThrow();
  });
});
