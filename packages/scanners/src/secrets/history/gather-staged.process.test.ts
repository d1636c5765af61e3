import { seededRandom, systemClock } from '@sallyport/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { hasGit, makeRepository } from '../../git/testing.ts';
import type { TestRepository } from '../../git/testing.ts';
import { scan } from '../scan.ts';
import { filled } from '../rules/cases.ts';

/** A complete token that opens nothing, made anew for each name. */
const token = (seed: number): string => filled('ghp_{alnum*36}', seededRandom(seed));

describe.skipIf(!hasGit)('scanning what is staged', () => {
  let repository: TestRepository;
  beforeEach(() => {
    repository = makeRepository();
  });
  afterEach(() => repository.remove());
  const staged = async () => {
    const target = { kind: 'git', given: '.', root: repository.root } as const;
    const context = {
      target,
      clock: systemClock,
      signal: new AbortController().signal,
      offline: true,
      onProgress: () => undefined,
    };
    const { sightings, coverage } = await scan({ ...context, options: { staged: true } });
    return { places: sightings.map(({ location }) => `${location.path}:${location.range?.start.line}`), coverage };
  };

  it('sees nothing of what is not staged, nor of what was committed before', async () => {
    repository.write('old.js', `const a = '${token(1)}';\n`);
    repository.commit('old');
    repository.write('new.js', `const b = '${token(2)}';\n`);

    expect((await staged()).places).toEqual([]);
  });

  it('sees what is staged as it is staged, in a repository without commits too', async () => {
    repository.write('a.js', `const a = '${token(3)}';\n`);
    repository.git('add', 'a.js');
    repository.write('a.js', 'const a = 1;\n');

    expect((await staged()).places).toEqual(['a.js:1']);
  });

  it('tells of a touched file only what the change brings', async () => {
    repository.write('a.js', `const old = '${token(4)}';\n`);
    repository.commit('old');
    repository.write('a.js', `// moved\nconst old = '${token(4)}';\nconst added = '${token(5)}';\n`);
    repository.git('add', 'a.js');

    const { places, coverage } = await staged();

    expect(places).toEqual(['a.js:3']);
    expect(coverage.looked).toMatchObject({ files: 1 });
  });
});
