import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { makePackage } from '@sallyport/inventory';
import type { Package } from '@sallyport/inventory';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { lockFileKind } from '../read-lock-file.ts';
import { importGraph } from './import-graph.ts';
import { readProjectImports } from './project-imports.ts';
import { loadsOf, packageOf } from './specifiers.ts';

function locked(name: string, dependsOn: readonly string[] = [], path = 'package-lock.json'): Package {
  const purl = `pkg:npm/${name}@1.0.0`;
  const needs = dependsOn.map((each) => `pkg:npm/${each}@1.0.0`);
  return makePackage({
    ecosystem: 'npm',
    name,
    version: '1.0.0',
    relation: 'direct',
    path: [purl],
    dependsOn: needs,
    location: { path },
  });
}

describe('importGraph', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'imports-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  function states(packages: readonly Package[], locks = ['package-lock.json']): Record<string, string> {
    const files = locks.flatMap((path) => {
      const kind = lockFileKind(path);
      return kind === undefined ? [] : [{ path, kind, packages: [], declarations: [] }];
    });
    const importedOf = importGraph(root, files, packages);
    return Object.fromEntries(packages.map((found) => [`${found.name}`, importedOf(found)]));
  }

  it('says nothing where there are no sources, no lock file, or another ecosystem', () => {
    const other = makePackage({ ecosystem: 'PyPI', name: 'flask', version: '1.0' });

    expect(states([locked('left')])).toEqual({ left: 'unknown' });
    expect(states([locked('left')], [])).toEqual({ left: 'unknown' });
    expect(states([other])).toEqual({ flask: 'unknown' });
  });

  it('tells what is imported, by whatever form, and what an imported package brings', () => {
    write('src/a.ts', `import a from 'a';\nimport type { B } from "@s/b/deep";\nexport * from 'c';\nimport 'd';\n`);
    write('src/b.cjs', `const e = require('e/x'); const f = await import('f'); require.resolve(\`g\`);\n`);
    const names = ['a', '@s/b', 'c', 'd', 'e', 'f', 'g'];
    const packages = [...names.map((name) => locked(name)), locked('outer'), locked('inner')];
    const bringing = packages.map((found) =>
      found.name === 'a' ? { ...found, dependsOn: ['pkg:npm/inner@1.0.0'] } : found,
    );

    const all = states(bringing);

    expect(
      Object.entries(all)
        .filter(([, state]) => state === 'imported')
        .map(([name]) => name),
    ).toEqual([...names, 'inner']);
    expect(all['outer']).toBe('not imported');
  });

  it('does not know of what scripts and settings name, nor of anything once a name is computed', () => {
    write('src/a.js', `import 'a';\n`);
    write('package.json', JSON.stringify({ scripts: { lint: 'b --fix .' }, devDependencies: { d: '1' } }));
    write('.babelrc', `{ "presets": ["c"] }`);
    const packages = ['a', 'b', 'c', 'd'].map((name) => locked(name));

    expect(states(packages)).toEqual({ a: 'imported', b: 'unknown', c: 'unknown', d: 'not imported' });
    write('src/b.js', 'await import(name);\n');
    expect(states(packages)).toMatchObject({ a: 'imported', d: 'unknown' });
  });

  it('does not know of what pages, styles and configurations reach by its path, and passes over mere words', () => {
    write('src/a.js', `import 'a';\n`);
    write('src/b.js', `const path = 'node_modules/b/dist';\n`);
    write('index.html', '<p>"d"</p><script src="/node_modules/@s/c/x.js"></script>');
    write('style.scss', `@use '~e/mixins';\n`);
    write('copy.yml', 'assets: [node_modules/f/fonts]\n');
    write('Dockerfile', 'COPY node_modules/g /g\n');
    const packages = ['a', 'b', '@s/c', 'd', 'e', 'f', 'g'].map((name) => locked(name));

    expect(states(packages)).toEqual({
      a: 'imported',
      b: 'unknown',
      '@s/c': 'unknown',
      d: 'not imported',
      e: 'unknown',
      f: 'unknown',
      g: 'unknown',
    });
  });

  it('keeps projects apart, each with the lock file around it', () => {
    write('src/a.js', `import 'left';\n`);
    write('inner/src/a.js', `import 'right';\n`);
    const lock = 'inner/package-lock.json';

    expect(states([locked('left'), locked('right')], ['package-lock.json', lock])).toEqual({
      left: 'imported',
      right: 'not imported',
    });
    expect(states([locked('left', [], lock), locked('right', [], lock)], ['package-lock.json', lock])).toEqual({
      left: 'not imported',
      right: 'imported',
    });
  });

  it('does not know where there is more than it reads', () => {
    write('a.js', `import 'a';\n`);
    write('b.js', `import 'b';\n`);
    const limits = { files: 1, bytes: 1000, fileBytes: 1000 };

    expect(readProjectImports(root, [''], new Set(), limits).get('')?.isOpen).toBe(true);
    expect(readProjectImports(root, [''], new Set(), { ...limits, files: 9, fileBytes: 3 }).get('')?.isOpen).toBe(true);
  });
});

describe('loadsOf', () => {
  it.each([
    ['./a', undefined],
    ['node:fs', undefined],
    ['#own', undefined],
    ['@/alias', undefined],
    ['https://a.example/x.js', undefined],
    ['@scope/name/deep', '@scope/name'],
    ['name/deep', 'name'],
  ])('takes the specifier %s for the package %s', (specifier, expected) => {
    expect(packageOf(specifier)).toBe(expected);
  });

  it('tells a computed name from a path that begins in the project', () => {
    expect(loadsOf('import(`./pages/${name}.js`)', new Set()).computes).toBe(false);
    expect(loadsOf('require(name)', new Set()).computes).toBe(true);
    expect(loadsOf('import(`${name}/x.js`)', new Set()).computes).toBe(true);
    expect(loadsOf('import(/* webpackChunkName: "x" */ "a")', new Set())).toMatchObject({
      computes: false,
      imported: new Set(['a']),
    });
  });

  it('reads a hostile text in linear time', () => {
    const text = `${'import '.repeat(100_000)}${"'".repeat(100_000)}${'require( '.repeat(50_000)}`;

    expect(loadsOf(text, new Set(['a'])).imported.size).toBeLessThan(3);
  });
});
