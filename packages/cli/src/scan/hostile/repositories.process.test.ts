import { chmodSync, existsSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { hasGit } from '../../testing/has-git.ts';
import { plant, whole } from '../../testing/planted.ts';
import { createSandbox } from '../../testing/run-cli.ts';
import type { Ran, Sandbox } from '../../testing/run-cli.ts';
import { pathsIn, secretsPart, skippedIn } from './read-result.ts';

/** Overwrites a file of git's, which it keeps read-only. */
function damage(path: string, change: (bytes: Buffer) => Buffer): void {
  const bytes = readFileSync(path);
  chmodSync(path, 0o644);
  writeFileSync(path, change(bytes));
}

describe.skipIf(!hasGit)('sallyport scan, of repositories that lack something,', () => {
  let box: Sandbox;
  const [old = '', now = ''] = plant(2, 31).map(whole);
  beforeEach(() => {
    box = createSandbox();
    box.git('init', '-q', '-b', 'main');
  });
  afterEach(() => box.remove());

  /** Three commits: `old.env` comes and goes, `d/now.env` stays. */
  function grow(): void {
    box.write('old.env', `TOKEN=${old}\n`);
    box.git('add', '-A');
    box.git('commit', '-q', '-m', 'one');
    rmSync(join(box.target, 'old.env'));
    box.write('d/now.env', `TOKEN=${now}\n`);
    box.git('add', '-A');
    box.git('commit', '-q', '-m', 'two');
    box.write('readme.txt', 'words');
    box.git('add', '-A');
    box.git('commit', '-q', '-m', 'three');
  }
  const scan = async (target = '.', ...words: string[]): Promise<Ran> =>
    box.run(['scan', target, '--json', '-q', ...words]);
  const looseFile = (revision: string): string => {
    const id = box.git('rev-parse', revision).trim();
    return join(box.target, '.git', 'objects', id.slice(0, 2), id.slice(2));
  };
  const packFile = (ending: string): string => {
    const folder = join(box.target, '.git', 'objects', 'pack');
    return join(folder, readdirSync(folder).find((name) => name.endsWith(ending)) ?? '');
  };
  /** Where an object starts in the pack. */
  const offsetOf = (revision: string): number => {
    const id = box.git('rev-parse', revision).trim();
    const line = box
      .git('verify-pack', '-v', packFile('.idx'))
      .split('\n')
      .find((each) => each.startsWith(id));
    return Number(line?.trim().split(/\s+/)[4]);
  };

  it('looks at the files of one with no commits, and has nothing to say of its history', async () => {
    box.write('now.env', `TOKEN=${now}\n`);

    const ran = await scan();

    expect([ran.code, ran.stderr]).toEqual([1, '']);
    expect(pathsIn(ran)).toEqual(['now.env']);
    expect(secretsPart(ran)).toMatchObject({ state: 'ran', looked: { files: 1, commits: 0 }, skipped: [], notes: [] });
  });

  it('says of a shallow clone that it is one', async () => {
    grow();
    box.git('clone', '-q', '--depth', '1', `file://${box.target}`, join(box.root, 'shallow'));

    const ran = await scan('../shallow');

    expect(ran.code).toBe(1);
    expect(pathsIn(ran)).toEqual(['d/now.env']);
    expect(secretsPart(ran).notes.join()).toMatch(/shallow clone.*git fetch --unshallow/);
  });

  it.each([
    ['files', 'blob:none', 1, /partial clone: 1 files and 0 folders of its history were not fetched/],
    ['folders', 'tree:0', 2, /partial clone: 0 files and 2 folders of its history were not fetched/],
  ])(
    'counts the %s that a partial clone did not fetch, at every scan, and fetches none',
    async (_, filter, count, note) => {
      grow();
      box.git('config', 'uploadpack.allowFilter', 'true');
      const clone = join(box.root, 'partial');
      box.git('clone', '-q', `--filter=${filter}`, `file://${box.target}`, clone);
      const packs = readdirSync(join(clone, '.git', 'objects', 'pack')).toSorted();

      const [first, second] = [await scan('../partial'), await scan('../partial')];

      for (const ran of [first, second]) {
        expect(ran.code).toBe(1);
        expect(pathsIn(ran)).toEqual(['d/now.env']);
        expect(skippedIn(ran)).toEqual({ 'missing-object': count });
        expect(secretsPart(ran).notes.join()).toMatch(note);
      }
      expect(readdirSync(join(clone, '.git', 'objects', 'pack')).toSorted()).toEqual(packs);
    },
  );

  it('counts a damaged loose object, and finds the rest', async () => {
    grow();
    damage(looseFile('HEAD~2:old.env'), () => Buffer.from('no zlib stream'));

    const ran = await scan();

    expect(ran.code).toBe(1);
    expect(pathsIn(ran)).toEqual(['d/now.env']);
    expect(skippedIn(ran)).toEqual({ malformed: 1 });
  });

  it('reports a secret of which only the way to it is damaged, in a loose folder', async () => {
    grow();
    const blob = box.git('rev-parse', 'HEAD~2:old.env').trim();
    rmSync(looseFile('HEAD~2^{tree}'));

    const ran = await scan();

    expect(ran.code).toBe(1);
    expect(pathsIn(ran)).toEqual([`.git/objects/${blob}`, 'd/now.env']);
    expect(skippedIn(ran)).toEqual({ 'missing-object': 1 });
  });

  it.each([
    ['a folder', 'HEAD~2^{tree}'],
    ['a commit', 'HEAD~1'],
  ])('reports a secret to which %s in a damaged pack leads', async (_, revision) => {
    grow();
    const blob = box.git('rev-parse', 'HEAD~2:old.env').trim();
    box.git('gc', '-q');
    const at = offsetOf(revision);
    damage(packFile('.pack'), (bytes) => bytes.fill(0xff, at, at + 6));

    const ran = await scan();

    expect(ran.code).toBe(1);
    expect(pathsIn(ran)).toEqual([`.git/objects/${blob}`, 'd/now.env']);
    expect(skippedIn(ran)['missing-object']).toBeGreaterThan(0);
  });

  it('says again at the next scan that a finding which it knew cannot be read any more', async () => {
    grow();
    box.git('gc', '-q');
    const before = await scan();
    truncateSync(damageable(packFile('.pack')), 40);

    const after = [await scan(), await scan()];

    expect(pathsIn(before)).toEqual(['d/now.env', 'old.env']);
    for (const ran of after) {
      expect(pathsIn(ran)).toEqual(['d/now.env']);
      expect(skippedIn(ran)).toEqual({ 'missing-object': 2 });
    }
  });

  function damageable(path: string): string {
    chmodSync(path, 0o644);
    return path;
  }

  it('does not call a history clean of which no commit can be read, and finds what lies in the files', async () => {
    grow();
    box.git('gc', '-q');
    truncateSync(damageable(packFile('.pack')), 40);

    const ran = await scan('.', '--fail-on', 'none');

    expect(ran.code).toBe(6);
    expect(existsSync(packFile('.idx'))).toBe(true);
    expect(pathsIn(ran)).toEqual(['d/now.env']);
    expect(secretsPart(ran)).toMatchObject({
      state: 'failed',
      reason: expect.stringMatching(/^No commit of the history/) as string,
    });
  });

  it('goes round an index of a pack that is none', async () => {
    grow();
    box.git('gc', '-q');
    damage(packFile('.idx'), () => Buffer.from('no index'));

    const ran = await scan('.', '--fail-on', 'none');

    expect(ran.code).toBe(6);
    expect(pathsIn(ran)).toEqual(['d/now.env']);
    expect(skippedIn(ran)).toMatchObject({ malformed: 1 });
  });
});
