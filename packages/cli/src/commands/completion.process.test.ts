import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createSandbox } from '../testing/run-cli.ts';
import type { Sandbox } from '../testing/run-cli.ts';

const has = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;

describe('sallyport completion', () => {
  let box: Sandbox;
  const scripts: Record<string, string> = {};
  beforeAll(async () => {
    box = createSandbox();
    for (const shell of ['bash', 'zsh', 'fish']) {
      scripts[shell] = join(box.root, `completion.${shell}`);
      writeFileSync(scripts[shell], (await box.run(['completion', shell])).stdout);
    }
    box.write('inside.txt', '');
  });
  afterAll(() => box.remove());

  /** What bash offers behind words, of which the last is being written. */
  const offered = (...words: string[]): string[] => {
    const script = `. "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _sallyport; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const ran = spawnSync('bash', ['-c', script, scripts['bash'] ?? '', ...words], {
      cwd: box.target,
      encoding: 'utf8',
    });
    expect(ran.stderr).toBe('');
    return ran.stdout.trim().split('\n');
  };

  it.skipIf(!has('bash')).each([
    ['commands', ['sallyport', 'sc'], ['scan']],
    ['what a command may be told to do', ['sallyport', 'hook', 'i'], ['install']],
    ['one of several such words', ['sallyport', 'db', 'st'], ['status']],
    ['a word in the second place', ['sallyport', 'ci', 'init', 'gitl'], ['gitlab']],
    ['the shells of its own', ['sallyport', 'completion', 'z'], ['zsh']],
    ['options of the command', ['sallyport', 'scan', '--new'], ['--new-since']],
    ['the values of an option', ['sallyport', 'scan', '--fail-on', 'cr'], ['critical']],
    ['formats', ['sallyport', 'scan', '--format', 'sa'], ['sarif']],
    ['values behind an equals sign', ['sallyport', 'scan', '--format', '=', 'sa'], ['sarif']],
    ['files elsewhere', ['sallyport', 'scan', 'ins'], ['inside.txt']],
  ])('offers %s in bash', (_, words, expected) => {
    expect(offered(...words)).toEqual(expected);
  });

  it.skipIf(!has('bash'))('offers every value behind an equals sign alone', () => {
    expect(offered('sallyport', 'scan', '--fail-on', '=')).toContain('critical');
  });

  it.each(['zsh', 'fish'].filter(has))('is a script that %s takes', (shell) => {
    expect(spawnSync(shell, ['-n', scripts[shell] ?? '']).status).toBe(0);
  });

  it('refuses a shell that it does not know, and none', async () => {
    for (const words of [['pwsh'], []]) {
      const ran = await box.run(['completion', ...words]);

      expect([ran.code, ran.stdout]).toEqual([2, '']);
      expect(ran.stderr).toContain('one of bash, zsh, fish');
    }
  });
});
