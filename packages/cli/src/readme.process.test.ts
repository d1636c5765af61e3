import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { hasGit } from './testing/has-git.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/** Times, commits and amounts differ from run to run; everything else is to the letter. */
function steady(text: string): string {
  return text
    .replaceAll(/@ [0-9a-f]{10}/g, '@ COMMIT')
    .replaceAll(/in \d[\d.]* m?s\./g, 'in TIME.')
    .replaceAll(/\d[\d,.]* kB/g, 'SIZE')
    .trim();
}

it.skipIf(!hasGit)('shows in the README what a scan of the demo really prints', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const shown = /^\$ npx sallyport scan demo \| tail -n (?<lines>\d+)\n(?<output>[\s\S]*?)^```$/m.exec(readme)?.groups;
  const folder = mkdtempSync(join(tmpdir(), 'readme-'));
  const env = { PATH: process.env['PATH'], HOME: folder, SALLYPORT_CACHE_DIR: join(folder, 'cache') };
  const call = (...words: string[]): string =>
    spawnSync(process.execPath, [join(root, 'packages', 'cli', 'src', 'main.ts'), ...words], {
      cwd: folder,
      env,
      encoding: 'utf8',
    }).stdout;

  call('demo', 'demo', '--no-scan');
  const printed = call('scan', 'demo').trimEnd().split('\n').slice(-Number(shown?.['lines'])).join('\n');
  rmSync(folder, { recursive: true });

  expect(steady(printed)).toBe(steady(shown?.['output'] ?? ''));
});
