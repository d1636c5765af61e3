import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { hasGit } from '../testing/has-git.ts';
import { plant, whole } from '../testing/planted.ts';
import { createSandbox } from '../testing/run-cli.ts';
import type { Sandbox } from '../testing/run-cli.ts';

describe.skipIf(!hasGit)('sallyport scan --new-since', () => {
  let box: Sandbox;
  const [old = '', fresh = ''] = plant(2, 11).map(whole);
  beforeEach(() => {
    box = createSandbox();
    box.git('init', '-q', '-b', 'main');
    box.write('old.env', `A=1\nTOKEN=${old}\n`);
    box.git('add', '-A');
    box.git('commit', '-q', '-m', 'old');
  });
  afterEach(() => box.remove());

  const since = async (ref: string, ...words: string[]) =>
    box.run(['scan', '.', '--json', '--new-since', ref, ...words]);
  const novelties = (stdout: string): string[] =>
    (
      JSON.parse(stdout) as {
        findings: { novelty: string; occurrences: { location: { path: string } }[] }[];
      }
    ).findings
      .map((finding) => `${finding.occurrences[0]?.location.path} ${finding.novelty}`)
      .toSorted();

  it('says that it cannot tell where old objects are missing, instead of calling all unchanged', async () => {
    box.write('old.env', `A=2\nTOKEN=${old}\n`);
    box.git('commit', '-q', '-a', '-m', 'more');
    box.write('old.env', `A=3\nTOKEN=${fresh}\n`);
    box.git('config', 'uploadpack.allowFilter', 'true');
    const clone = join(box.root, 'partial');
    box.git('clone', '-q', '--filter=blob:none', `file://${box.target}`, clone);
    writeFileSync(join(clone, 'old.env'), `A=3\nTOKEN=${fresh}\n`);

    const ran = await box.run(['scan', clone, '-q', '--new-since', 'HEAD~1']);

    expect(ran.code).toBe(5);
    expect(ran.stdout).toBe('');
    expect(ran.stderr).toMatch(/^sallyport: what changed since HEAD~1 cannot be told: git diff ended with \d+\n/);
  });

  it('runs nothing that the repository names: filters, monitors, external diffs, text conversions, transports, hooks', async () => {
    const ranFile = join(box.root, 'was-run');
    const command = join(box.root, 'planted.sh');
    writeFileSync(command, `#!/bin/sh\necho "$0 $*" >> "${ranFile}"\ncat\n`);
    chmodSync(command, 0o755);
    const planted: [string, string][] = [
      ['core.fsmonitor', command],
      ['filter.evil.clean', command],
      ['filter.evil.smudge', command],
      ['filter.evil.process', command],
      ['filter.evil.required', 'true'],
      ['diff.external', command],
      ['diff.evil.textconv', command],
      ['diff.evil.command', command],
      ['core.pager', command],
      ['pager.diff', command],
      ['core.sshCommand', command],
      ['core.hooksPath', box.root],
      ['remote.origin.url', `file://${box.root}/elsewhere`],
      ['remote.origin.uploadpack', command],
      ['remote.origin.promisor', 'true'],
      ['extensions.partialClone', 'origin'],
      ['core.repositoryformatversion', '1'],
    ];
    box.write('.gitattributes', '*.env filter=evil diff=evil\n');
    box.write('new.env', `TOKEN=${fresh}\n`);
    box.write('old.env', `A=2\nTOKEN=${old}\n`);
    for (const [name, value] of planted) box.git('config', name, value);

    const ran = await since('main');

    expect(existsSync(ranFile)).toBe(false);
    expect(ran.code).toBe(1);
    expect(novelties(ran.stdout)).toEqual(['new.env new', 'old.env existing']);
    // Git itself does run what was planted: the plant is a real one.
    spawnSync('git', ['diff', '--no-ext-diff', '--no-textconv', 'main'], { cwd: box.target });
    expect(existsSync(ranFile)).toBe(true);
  });

  it('is not talked out of a change by attributes that hide lines from a diff', async () => {
    box.write('.gitattributes', '* -diff\n');
    box.write('old.env', `A=1\nTOKEN=${old}\nTOKEN=${fresh}\n`);

    const ran = await since('HEAD');

    expect(ran.code).toBe(1);
    expect(novelties(ran.stdout)).toContain('old.env new');
  });

  it('looks at changed lines, untracked files, nested repositories and new commits, from a subfolder too', async () => {
    box.git('checkout', '-q', '-b', 'topic');
    box.write('sub/a.env', 'A=1\n');
    box.git('add', '-A');
    box.git('commit', '-q', '-m', 'topic');
    box.write('sub/a.env', `A=1\nTOKEN=${fresh}\n`);
    box.git('init', '-q', join(box.target, 'nested'));
    box.write('nested/n.env', `TOKEN=${plant(3, 12).map(whole)[2]}\n`);

    const top = await since('main');
    const below = await box.run(['scan', 'sub', '--json', '--new-since', 'main']);

    expect(novelties(top.stdout)).toEqual(['nested/n.env new', 'old.env existing', 'sub/a.env new']);
    expect(novelties(below.stdout)).toEqual(['a.env new']);
  });

  it.each<[string, (box: Sandbox) => void, string[]]>([
    ['the same file', (one) => one.write('other.env', `TOKEN=${fresh}\n`), ['other.env new']],
    ['it in another place', (one) => one.write('sub/b.env', `B=2\nTOKEN=${fresh}\n`), ['sub/b.env new']],
  ])('takes a secret for new that another branch has too: %s', async (_, edit, found) => {
    box.git('checkout', '-q', '-b', 'other');
    box.write('other.env', `TOKEN=${fresh}\n`);
    box.git('add', '-A');
    box.git('commit', '-q', '-m', 'other');
    box.git('checkout', '-q', '-b', 'topic', 'main');
    edit(box);
    box.git('add', '-A');
    box.git('commit', '-q', '-m', 'topic');

    const ran = await since('main');

    expect(ran.code).toBe(1);
    expect(novelties(ran.stdout)).toEqual(['old.env existing', ...found].toSorted());
  });

  it.each([
    ['nothing', 'A=1\n', 'existing'],
    ['the same file', `TOKEN=${fresh}\n`, 'new'],
    ['the secret in another file of that name', `A=1\nTOKEN=${fresh}\n`, 'new'],
  ])(
    'of a secret in the history of another branch alone, sees whether the change once had %s',
    async (_, text, novelty) => {
      box.git('checkout', '-q', '-b', 'other');
      box.write('other.env', `TOKEN=${fresh}\n`);
      box.git('add', '-A');
      box.git('commit', '-q', '-m', 'other');
      box.git('checkout', '-q', '-b', 'topic', 'main');
      box.write(novelty === 'new' ? 'other.env' : 'more.env', text);
      box.git('add', '-A');
      box.git('commit', '-q', '-m', 'topic');
      box.write(novelty === 'new' ? 'other.env' : 'more.env', 'A=2\n');
      box.git('commit', '-q', '-a', '-m', 'away with it');

      const ran = await since('main');

      expect(ran.code).toBe(novelty === 'new' ? 1 : 0);
      expect(novelties(ran.stdout)).toEqual(['old.env existing', `other.env ${novelty}`]);
    },
  );

  it('takes a commit of the base for old, and for new where a shallow clone does not show that it is', async () => {
    box.write('gone.env', `TOKEN=${fresh}\n`);
    box.git('add', '-A');
    box.git('commit', '-q', '-m', 'leak');
    box.git('rm', '-q', 'gone.env');
    box.git('commit', '-q', '-m', 'away with it');
    box.git('branch', 'side', 'HEAD~1');
    const clone = join(box.root, 'shallow');
    box.git('clone', '-q', '--depth=1', '--no-single-branch', `file://${box.target}`, clone);

    const [whole, shallow] = [
      await since('main'),
      await box.run(['scan', clone, '--json', '--new-since', 'origin/main']),
    ];

    expect(novelties(whole.stdout)).toEqual(['gone.env existing', 'old.env existing']);
    expect(novelties(shallow.stdout)).toEqual(['gone.env new', 'old.env existing']);
  });

  it('leaves no folder of its own behind, and lets git settings of the caller change nothing', async () => {
    const ran = await box.run(['scan', '.', '--json', '--new-since', 'main'], {
      env: { GIT_EXTERNAL_DIFF: '/bin/false', GIT_DIR: '/nowhere', GIT_INDEX_FILE: '/nowhere/index' },
    });

    expect(ran.code).toBe(0);
    expect(novelties(ran.stdout)).toEqual(['old.env existing']);
    expect(execFileSync('ls', [join(box.root, 'tmp')], { encoding: 'utf8' })).toBe('');
  });
});
