import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { systemClock } from '@sallyport/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { hasGit, makeRepository } from '../../git/testing.ts';
import type { TestRepository } from '../../git/testing.ts';
import { scan } from '../scan.ts';

describe.skipIf(!hasGit)('allow lists of commits', () => {
  let repository: TestRepository;
  let cacheDir: string;
  beforeEach(() => {
    repository = makeRepository();
    cacheDir = mkdtempSync(join(tmpdir(), 'commits-'));
  });
  afterEach(() => {
    repository.remove();
    rmSync(cacheDir, { recursive: true });
  });
  const found = async (toml: string): Promise<string[]> => {
    const gitleaks = join(cacheDir, 'gitleaks.toml');
    writeFileSync(gitleaks, `[[rules]]\nid = "key"\nregex = '''KEY-[a-z0-9]{8}'''\n${toml}`);
    const { sightings } = await scan({
      target: { kind: 'git', given: '.', root: repository.root },
      clock: systemClock,
      signal: new AbortController().signal,
      offline: true,
      cacheDir,
      onProgress: () => undefined,
      options: { gitleaks },
    });
    return sightings.map(({ location }) => `${location.path} ${location.commit?.summary ?? 'work tree'}`);
  };

  it('let these commits bring what they brought, and later versions of the file keep it', async () => {
    repository.write('a.txt', 'KEY-aaaaaaaa\n');
    const allowed = repository.commit('allowed');
    repository.write('a.txt', 'KEY-aaaaaaaa\nmore\n');
    repository.commit('kept');
    repository.write('a.txt', 'more\n');
    repository.write('b.txt', 'KEY-bbbbbbbb\n');
    repository.commit('another');
    repository.write('b.txt', '');
    repository.commit('away');
    const list = `[allowlist]\ncommits = ["${allowed.toUpperCase()}"]\n`;

    expect(await found('')).toEqual(['a.txt allowed', 'b.txt another']);
    expect(await found(list)).toEqual(['b.txt another']);
    repository.write('c.txt', 'KEY-aaaaaaaa\n');
    repository.commit('brought again elsewhere');
    rmSync(join(repository.root, 'c.txt'));
    expect(await found(list)).toEqual(['b.txt another', 'c.txt brought again elsewhere']);
  });

  it('with condition AND allow only what the other parts allow too', async () => {
    repository.write('docs/a.txt', 'KEY-aaaaaaaa\n');
    repository.write('src/a.txt', 'KEY-bbbbbbbb\n');
    const id = repository.commit('both');
    repository.git('rm', '-q', '-r', '.');
    repository.commit('away');
    const list = `[[rules.allowlists]]\ncondition = "AND"\ncommits = ["${id}"]\npaths = ['''^docs/''']\n`;

    expect(await found(list)).toEqual(['src/a.txt both']);
  });
});
