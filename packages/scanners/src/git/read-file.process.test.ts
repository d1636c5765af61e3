import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { readFile, readText } from './read-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'sallyport-fifo-'));
const whole = join(folder, 'whole');
const READ = `
  const { findWorkTree } = await import('${new URL('../files/git-index.ts', import.meta.url).href}');
  const { openRepository, refTips } = await import('${new URL('repository.ts', import.meta.url).href}');
  const root = process.argv[1];
  try {
    findWorkTree(root);
    const repository = openRepository(root);
    console.log('tips ' + refTips(repository).length);
  } catch (error) {
    console.log(error.code);
  }
`;

/** What reading a repository says; null as status where it had to be ended. */
function read(root: string): { status: number | null; said: string } {
  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', READ, root], {
    timeout: 30_000,
    encoding: 'utf8',
  });
  return { status, said: stdout.trim() };
}

beforeAll(() => {
  const git = (...words: string[]): void => void execFileSync('git', ['-C', whole, ...words], { stdio: 'ignore' });
  execFileSync('git', ['init', '-q', whole]);
  writeFileSync(join(whole, 'a.txt'), 'a\n');
  git('add', '.');
  git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-qm', 'a');
  git('pack-refs', '--all');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('files of a repository that are none', () => {
  it.each([
    ['.git', 'GIT_NOT_A_REPOSITORY'],
    ['.git/HEAD', 'tips 1'],
    ['.git/config', 'tips 1'],
    ['.git/packed-refs', 'tips 0'],
    ['.git/index', 'tips 1'],
  ])('does not wait for a FIFO as %s', (place, expected) => {
    const root = join(folder, place.replaceAll('/', '-'));
    cpSync(whole, root, { recursive: true });
    rmSync(join(root, place), { recursive: true });
    execFileSync('mkfifo', [join(root, place)]);
    const { status, said } = read(root);
    expect(status).toBe(0);
    expect(said).toBe(expected);
  });

  it('takes no device for a file, and says so', () => {
    expect(() => readFile('/dev/zero')).toThrow(expect.objectContaining({ code: 'EINVAL' }));
    expect(readText('/dev/zero')).toBeUndefined();
  });
});
