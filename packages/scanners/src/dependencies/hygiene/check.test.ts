import { makePackage } from '@sallyport/inventory';
import type { Package, PackageFacts } from '@sallyport/inventory';
import { describe, expect, it } from 'vitest';

import type { CollectedFile } from '../collect/collect.ts';
import { readOptions } from '../options.ts';
import type { Declaration, LockFileKind } from '../parser.ts';
import { lockFileKind } from '../read-lock-file.ts';
import { checkHygiene } from './check.ts';
import { lookalikeSearch } from './lookalikes.ts';

const HOST = 'https://packages.example';

function npm(name: string, more: Partial<PackageFacts> = {}): Package {
  const resolved = { kind: 'registry', url: `${HOST}/${name}/-/${name}-1.0.0.tgz` } as const;
  return makePackage({
    ecosystem: 'npm',
    name,
    version: '1.0.0',
    relation: 'direct',
    integrity: ['sha512-aa'],
    resolved,
    ...more,
  });
}

interface Given {
  readonly path?: string;
  readonly declarations?: readonly Declaration[];
  readonly options?: { readonly [name: string]: unknown };
  readonly texts?: { readonly [path: string]: string };
}

function rulesFor(packages: readonly Package[], given: Given = {}): string[] {
  return check(packages, given).map(({ rule }) => rule);
}

function check(
  packages: readonly Package[],
  { path = 'package-lock.json', declarations = [], options = {}, texts = {} }: Given,
) {
  const kind: LockFileKind | undefined = lockFileKind(path);
  const file: CollectedFile = { path, packages, declarations, ...(kind === undefined ? {} : { kind }) };
  return checkHygiene({ files: [file], options: readOptions(options), textOf: (wanted) => texts[wanted] });
}

const asked = (more: Partial<Declaration>): Declaration => ({
  ecosystem: 'npm',
  name: 'left',
  range: '^1.0.0',
  group: 'dependencies',
  dev: false,
  optional: false,
  location: { path: 'package.json' },
  ...more,
});

describe('checkHygiene', () => {
  it('has nothing against packages from a registry with a digest', () => {
    expect(rulesFor([npm('left'), npm('right')])).toEqual([]);
  });

  it('doubts a few packages from a host that nothing names, where all others come from one', () => {
    const many = Array.from({ length: 12 }, (_, at) => npm(`left-${at}`));
    const odd = npm('odd', { resolved: { kind: 'registry', url: 'https://evil.example/odd/-/odd-1.0.0.tgz' } });

    const [doubt, ...more] = check([...many, odd], {});

    expect(more).toEqual([]);
    expect(doubt).toMatchObject({ rule: 'foreign-host', severity: 'medium' });
    expect(doubt?.message).toBe(
      '1 package comes from evil.example (odd@1.0.0), but 12 others of package-lock.json from packages.example, and no setting of the project names evil.example.',
    );
    expect(rulesFor([...many.slice(0, 5), odd])).toEqual([]);
    const texts = { '.npmrc': 'registry=https://evil.example/\n' };
    expect(rulesFor([...many, odd], { texts })).toEqual([]);
  });

  it('doubts digests that can be forged, where the package manager writes better ones', () => {
    const weak = npm('weak', { integrity: ['sha1-aa'] });
    const both = npm('both', { integrity: ['sha1-aa', 'sha512-aa'] });

    expect(check([npm('left'), weak, both], {}).map(({ rule, message }) => [rule, message])).toEqual([
      ['weak-integrity', '1 of 3 packages have no better digest than SHA-1 in package-lock.json: weak@1.0.0.'],
    ]);
    expect(rulesFor([{ ...weak, ecosystem: 'Packagist' }], { path: 'composer.lock' })).toEqual([]);
  });

  it.each<[string, Partial<PackageFacts>, string[]]>([
    [
      'a branch of a repository',
      { resolved: { kind: 'git', url: 'git+https://git.example/a.git' } },
      ['git-dependency medium'],
    ],
    [
      'a commit',
      { resolved: { kind: 'git', url: 'git+https://git.example/a.git', revision: 'a'.repeat(40) } },
      ['git-dependency low'],
    ],
    ['an archive with a digest', { resolved: { kind: 'url', url: 'https://a.example/a.tgz' } }, ['url-dependency low']],
    [
      'an archive without one',
      { resolved: { kind: 'url', url: 'https://a.example/a.tgz' }, integrity: [] },
      ['url-dependency medium'],
    ],
    ['an open line', { resolved: { kind: 'registry', url: 'http://a.example/a.tgz' } }, ['unencrypted-source high']],
    ['this machine', { resolved: { kind: 'registry', url: 'http://localhost:4873/a.tgz' } }, []],
    ['a folder beside the project', { resolved: { kind: 'file', url: 'file:../a' }, integrity: [] }, []],
  ])('judges what comes from %s', (_, more, expected) => {
    expect(check([npm('left', more)], {}).map(({ rule, severity }) => `${rule} ${severity}`)).toEqual(expected);
  });

  it('tells of scripts that run when a package is installed', () => {
    expect(rulesFor([npm('left', { installScript: true })])).toEqual(['install-script']);
  });

  it('counts packages without a digest once a file, and only where the file would hold them', () => {
    const packages = [npm('left', { integrity: [] }), npm('right', { integrity: [] }), npm('other')];

    expect(check(packages, {}).map(({ rule, message }) => `${rule}: ${message}`)).toEqual([
      'missing-integrity: 2 of 3 packages have no digest in package-lock.json: left@1.0.0, right@1.0.0.',
    ]);
    expect(rulesFor(packages, { path: 'bom.json' })).toEqual([]);
  });

  it('finds what a manifest asks for and its lock file does not have', () => {
    const left = npm('left');
    const declarations = [
      asked({ name: 'absent' }),
      asked({ name: 'spare', optional: true }),
      asked({ range: '^2.0.0', package: left.id }),
      asked({ package: left.id }),
      asked({ range: 'latest', package: left.id }),
    ];

    expect(check([left], { declarations }).map(({ message }) => message)).toEqual([
      'package.json asks for absent ^1.0.0, but package-lock.json does not have it.',
      'package.json asks for left ^2.0.0, but package-lock.json has 1.0.0.',
    ]);
  });

  it('finds direct names one slip away from popular ones', () => {
    const packages = [npm('expres'), npm('lodahs', { relation: 'transitive' }), npm('crossenv'), npm('express')];

    expect(check(packages, {}).map(({ rule, details }) => [rule, details])).toEqual([
      ['lookalike-name', { meant: 'express' }],
      ['lookalike-name', { meant: 'cross-env' }],
    ]);
  });

  it('finds a scope that does not come from the registry that .npmrc binds it to', () => {
    const packages = [npm('@acme/a'), npm('left')];
    const texts = { '.npmrc': '@acme:registry=https://npm.acme.example/\n' };

    expect(check(packages, { texts }).map(({ rule, severity, message }) => `${rule} ${severity}: ${message}`)).toEqual([
      'dependency-confusion high: @acme/a comes from packages.example, but its scope belongs to npm.acme.example.',
    ]);
    expect(rulesFor(packages)).toEqual([]);
  });

  it("finds a private name that comes from where everybody's come from", () => {
    const own = npm('acme-core');

    expect(rulesFor([own, npm('left')], { options: { private: ['acme-*'] } })).toEqual(['dependency-confusion']);
    expect(rulesFor([own], { options: { private: ['acme-*'] } })).toEqual([]);
    expect(rulesFor([own, npm('left')], { options: { private: ['*-other', 'acme-co'] } })).toEqual([]);
  });

  it("finds pip's extra indexes, with their line", () => {
    const texts = { 'requirements.txt': 'flask==1.0\n--extra-index-url https://pip.acme.example/simple\n' };

    const [doubt] = check([], { path: 'requirements.txt', texts });

    expect(doubt).toMatchObject({
      rule: 'dependency-confusion',
      location: { range: { start: { line: 2, offset: 11 } } },
    });
    expect(doubt?.message).toContain('pip asks pip.acme.example and the public index alike');
  });
});

describe('lookalikeSearch', () => {
  const lookalikeOf = lookalikeSearch();

  it.each([
    ['reqests', 'PyPI', 'requests'],
    ['python_dateutil', 'PyPI', undefined],
    ['requests', 'PyPI', undefined],
    ['serde-json', 'crates.io', 'serde_json'],
    ['loadsh', 'npm', 'lodash'],
    ['expresss', 'npm', 'express'],
    ['ekspress', 'npm', undefined],
    ['chakl', 'npm', 'chalk'],
    ['xmlbuilder2', 'npm', undefined],
    ['my-own-thing', 'npm', undefined],
    ['ms2', 'npm', undefined],
    ['express', 'Maven', undefined],
  ])('takes %s of %s for %s', (name, ecosystem, meant) => {
    expect(lookalikeOf({ ecosystem, name })).toBe(meant);
  });

  it('is quick for a name of any length', () => {
    expect(lookalikeOf({ ecosystem: 'npm', name: 'a'.repeat(100_000) })).toBeUndefined();
  });
});
