import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { hasGit } from '../testing/has-git.ts';
import { createSandbox } from '../testing/run-cli.ts';
import type { Sandbox } from '../testing/run-cli.ts';
import { openBase } from './base-revision.ts';
import { diskSource, revisionSource } from './policy-source.ts';

describe('diskSource', () => {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'policy-source-'));
    mkdirSync(join(root, 'p'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const read = async () => (await diskSource(root).read('p')) ?? [];

  it.each<[string, string, RegExp]>([
    ['a link to nothing', 'gone.rego', /link to nothing/],
    ['a link out of the folder', '../out.rego', /leads out of the folder/],
    ['a link to a folder', '..', /link to a folder/],
  ])('passes over %s in no silence', async (_, target, problem) => {
    writeFileSync(join(root, 'out.rego'), 'package out\n');
    symlinkSync(target, join(root, 'p/a.rego'));

    expect(await read()).toEqual([
      { path: 'p/a.rego', name: 'a.rego', text: '', problem: expect.stringMatching(problem) as string },
    ]);
  });

  it('reads the files of a mounted ConfigMap once, by the names of their links', async () => {
    mkdirSync(join(root, 'p/..2026_06_01'));
    writeFileSync(join(root, 'p/..2026_06_01/a.rego'), 'package a\n');
    symlinkSync('..2026_06_01', join(root, 'p/..data'));
    symlinkSync('..data/a.rego', join(root, 'p/a.rego'));

    expect(await read()).toEqual([{ path: 'p/a.rego', name: 'a.rego', text: 'package a\n' }]);
  });

  it('says of a file in another encoding that it is not UTF-8', async () => {
    writeFileSync(join(root, 'p/a.rego'), Buffer.from('package a # caf\u00e9\n', 'latin1'));

    expect(await read()).toMatchObject([{ text: '', problem: 'it is not UTF-8' }]);
  });
});

describe.skipIf(!hasGit)('revisionSource', () => {
  let box: Sandbox;
  beforeEach(() => {
    box = createSandbox();
    box.git('init', '-q', '-b', 'main');
    box.write('p/a.rego', 'package a\n');
    box.write('q/c.rego', 'package c\n');
    symlinkSync('../q/c.rego', join(box.target, 'p/b.rego'));
    symlinkSync('../q', join(box.target, 'p/folder'));
    box.git('add', '-A');
    box.git('commit', '-q', '-m', 'Add policies');
  });
  afterEach(() => box.remove());

  it('passes over links that the revision holds in no silence', async () => {
    const source = revisionSource(openBase(box.target, 'main'));
    const problem = 'it is a link, and such are not followed in a revision';

    expect(await source.read('p')).toEqual([
      { path: 'p/a.rego', name: 'a.rego', text: 'package a\n' },
      { path: 'p/b.rego', name: 'b.rego', text: '', problem },
      { path: 'p/folder', name: 'folder', text: '', problem },
    ]);
    expect(await source.read('q')).toEqual([{ path: 'q/c.rego', name: 'c.rego', text: 'package c\n' }]);
  });
});
