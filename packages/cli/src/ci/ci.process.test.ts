import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createSandbox } from '../testing/run-cli.ts';
import type { Sandbox } from '../testing/run-cli.ts';

describe('sallyport ci init', () => {
  const box: { current: Sandbox | undefined } = { current: undefined };
  const here = (): Sandbox => {
    if (box.current === undefined) throw new Error('no sandbox');
    return box.current;
  };
  const text = (path: string): string => readFileSync(join(here().target, path), 'utf8');

  beforeEach(() => {
    box.current = createSandbox();
  });
  afterEach(() => here().remove());

  it.each([
    [['ci'], 'ci needs init and one of'],
    [['ci', 'init'], 'ci needs init and one of'],
    [['ci', 'init', 'gitlba'], 'sallyport ci init gitlab'],
    [['ci', 'init', 'github', '--branch', 'main]; x: ['], '--branch does not take'],
    [['ci', 'init', 'jenkins', '--gate', "m'; curl"], '--gate does not take'],
  ])('refuses %j and writes nothing', async (words, said) => {
    const { code, stderr } = await here().run(words);

    expect(code).toBe(2);
    expect(stderr).toContain(said);
    expect(existsSync(join(here().target, '.github'))).toBe(false);
    expect(existsSync(join(here().target, 'Jenkinsfile'))).toBe(false);
  });

  it('leaves a file that is there alone, unless it is told to replace it', async () => {
    here().write('.gitlab-ci.yml', 'stages: [mine]\n');

    const refused = await here().run(['ci', 'init', 'gitlab']);
    const kept = text('.gitlab-ci.yml');
    const forced = await here().run(['ci', 'init', 'gitlab', '--force']);

    expect([refused.code, forced.code]).toEqual([2, 0]);
    expect(kept).toBe('stages: [mine]\n');
    expect(refused.stderr).toContain('--print');
    expect(text('.gitlab-ci.yml')).toContain('sallyport');
  });

  it('lets the gate of sallyport.yaml decide on changes, by the main branch that origin names', async () => {
    here().git('init', '--quiet');
    here().write('.git/refs/remotes/origin/HEAD', 'ref: refs/remotes/origin/trunk\n');
    here().write('sallyport.yaml', 'gates:\n  merge:\n    policies:\n      - use: secrets\n');

    const { code, stdout, stderr } = await here().run(['ci', 'init', 'github']);

    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toContain('The gate merge decides on changes, by the policies of trunk.');
    expect(text('.github/workflows/sallyport.yml')).toContain('--gate merge --base "$BASE"');
    expect(text('.github/workflows/sallyport.yml')).toContain('branches: [trunk]');
  });

  it.each([
    [undefined, 'merge', 'Define it under gates in sallyport.yaml first.'],
    ['merge', 'merg', 'Did you mean merge?'],
  ])('refuses a gate that is not defined, where %s is', async (defined, asked, said) => {
    if (defined !== undefined)
      here().write('sallyport.yaml', `gates:\n  ${defined}:\n    policies:\n      - use: secrets\n`);

    const { code, stdout, stderr } = await here().run(['ci', 'init', 'gitlab', '--gate', asked]);

    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`there is no gate ${asked} in `);
    expect(stderr).toContain(said);
    expect(existsSync(join(here().target, '.gitlab-ci.yml'))).toBe(false);
  });

  it('prints a pipeline and writes nothing', async () => {
    const { code, stdout } = await here().run(['ci', 'init', 'azure', '--print']);

    expect(code).toBe(0);
    expect(stdout).toContain('PublishTestResults@2');
    expect(existsSync(join(here().target, 'azure-pipelines.yml'))).toBe(false);
  });
});
