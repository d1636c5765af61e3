import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { loadConfig } from '../scan/config.ts';
import { hasGit } from '../testing/has-git.ts';
import { createSandbox } from '../testing/run-cli.ts';
import type { Sandbox } from '../testing/run-cli.ts';
import { openBase } from './base-revision.ts';
import { trustedSections } from './base-sections.ts';
import type { TrustedConfig } from './base-sections.ts';

describe.skipIf(!hasGit)('a file that the command line names beside a base', () => {
  let box: Sandbox;
  let trusted: TrustedConfig;
  beforeEach(async () => {
    box = createSandbox();
    box.write('vex.json', 'of the base');
    box.git('init', '-q', '-b', 'main');
    box.git('add', '.');
    box.git('commit', '-q', '-m', 'Base');
    box.write('vex.json', 'of the change');
    box.write('new.json', 'of the change');
    box.write('../elsewhere.json', 'of neither');
    symlinkSync(box.target, join(box.root, 'link'));
    const base = openBase(box.target, 'main');
    trusted = trustedSections(await loadConfig(box.target, undefined, box.target, base), base);
  });
  afterEach(() => {
    trusted.remove();
    box.remove();
  });

  it('is not the one that the change has, nor one that it adds', () => {
    const named = [join(box.target, 'vex.json'), join(box.root, 'link', 'vex.json')].map((path) => trusted.file(path));

    expect(named.map((path) => readFileSync(path, 'utf8'))).toEqual(['of the base', 'of the base']);
    expect(() => trusted.file(join(box.target, 'new.json'))).toThrowError('it is not in main');
  });

  it('is read where it lies outside of the repository', () => {
    expect(trusted.file(join(box.root, 'elsewhere.json'))).toBe(join(box.root, 'elsewhere.json'));
  });

  it('goes away with what was put beside it', () => {
    const folder = dirname(trusted.file(join(box.target, 'vex.json')));

    trusted.remove();

    expect(existsSync(folder)).toBe(false);
  });
});
