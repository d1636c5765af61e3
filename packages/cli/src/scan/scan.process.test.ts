import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { hasGit } from '../testing/has-git.ts';
import { plant, whole } from '../testing/planted.ts';
import { createSandbox } from '../testing/run-cli.ts';
import type { Ran, Sandbox } from '../testing/run-cli.ts';

const MARK = ['sallyport', 'ignore'].join(':');

interface Shown {
  readonly findings: readonly {
    readonly id: string;
    readonly novelty: string;
    readonly suppression?: object;
    readonly occurrences: readonly { readonly location: { readonly path: string } }[];
  }[];
  readonly suppressionIssues: readonly { readonly kind: string }[];
  readonly coverage: {
    readonly parts: readonly {
      readonly reason?: string;
      readonly skipped: readonly { readonly reason: string }[];
    }[];
  };
}
const shown = (ran: Ran): Shown => JSON.parse(ran.stdout) as Shown;

describe.skipIf(!hasGit)('sallyport scan', () => {
  let box: Sandbox;
  const [first = '', second = '', third = ''] = plant(3, 7).map(whole);
  beforeEach(() => {
    box = createSandbox();
  });
  afterEach(() => box.remove());

  it.each([
    ['a baseline that is not there', ['--baseline', 'nope.json'], /cannot read/],
    ['a revision that is not there', ['--new-since', 'nope'], /no revision nope/],
    ['a scanner that is not there', ['--only', 'nope'], /Name one of: secrets/],
    [
      'a report into a folder that is not there',
      ['-o', 'json=nope/a.json'],
      /nope\/a\.json: the folder does not exist/,
    ],
    ['a report in place of a folder', ['-o', 'json=.git'], /it is a folder/],
    ['two reports into one file', ['-o', 'json=a', '-o', 'sarif=./a'], /two reports would go there/],
    ['a format that is not there', ['--format', 'sarfi'], /did you mean sarif\?/],
    ['an option that is not there', ['--fail-onn', 'high'], /Did you mean --fail-on\?/],
  ])('refuses %s in two lines and no stack', async (_, words, message) => {
    box.git('init', '-q');
    box.write('a.txt', 'x');

    const ran = await box.run(['scan', '.', '-q', ...words]);

    expect([ran.code, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toMatch(message);
    expect(ran.stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
  });

  it('refuses an empty TARGET, most often a variable that is not set', async () => {
    const ran = await box.run(['scan', '']);

    expect([ran.code, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toMatch(/Name a file or folder/);
  });

  it('makes a cache folder that is closed to others', async () => {
    const cache = join(box.root, 'new', 'cache');

    await box.run(['--version'], { env: { SALLYPORT_CACHE_DIR: cache } });

    expect(statSync(cache).mode & 0o777).toBe(0o700);
  });

  it('prints the format of the configuration, unless a flag names one or all is to be quiet', async () => {
    box.write('sallyport.yaml', 'scan:\n  format: json\n');

    const ran = await box.run(['scan', '.']);
    const flag = await box.run(['scan', '.', '--format', 'markdown']);
    const quiet = await box.run(['scan', '.', '-q']);

    expect(shown(ran).findings).toEqual([]);
    expect(flag.stdout).toMatch(/### ✅ Passed/);
    expect(quiet.stdout).toBe('');
  });

  it.each([
    ['a wrong key', 'scan:\n  failon: high\n', /sallyport\.yaml:2:3: .*Did you mean "failOn"\?/],
    ['a format that is not there', 'scan:\n  format: sarfi\n', /sallyport\.yaml:2:11: .*Did you mean "sarif"\?/],
    ['a second document', 'scan: {}\n---\nscan: {}\n', /sallyport\.yaml:3:1: a second document/],
    ['YAML that is none', 'scan: [\n', /sallyport\.yaml:2:1: /],
  ])('names the line of %s in the configuration', async (_, text, message) => {
    box.write('sallyport.yaml', text);

    const ran = await box.run(['scan', '.', '-q']);

    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(message);
  });

  it('never reads nothing as clean', async () => {
    mkdirSync(join(box.target, 'empty'));
    box.write('binary/x', Buffer.from([0, 1, 2, 0]));
    execFileSync('git', ['init', '-q', join(box.target, 'fresh')]);

    const codes = await Promise.all(
      ['empty', 'binary', 'fresh'].map(async (path) => (await box.run(['scan', path])).code),
    );

    expect(codes).toEqual([3, 3, 3]);
  });

  it('goes round what is no file, and says what it left out', async () => {
    box.write('a.txt', 'x');
    spawnSync('mkfifo', [join(box.target, 'pipe')]);
    symlinkSync('.', join(box.target, 'loop'));
    box.write('.git', 'gitdir: /nowhere/at/all\n');

    const ran = await box.run(['scan', '.', '--json']);

    const [part] = shown(ran).coverage.parts;
    expect(ran.code).toBe(6);
    expect(part?.reason).toMatch(/^The history was not looked at/);
    expect(part?.skipped.map((skipped) => skipped.reason)).toContain('unsupported');
  });

  it('says that a report could not be written, and leaves nothing half-written', async () => {
    box.write('a.txt', 'x');

    const ran = await box.run(['scan', '.', '-q', '-o', 'json=/dev/full']);

    expect(ran.code).toBe(5);
    expect(ran.stderr).toMatch(/the disk is full/);
  });

  it('ends with 130 and no report when it is interrupted', async () => {
    for (let n = 0; n < 300; n += 1) box.write(`d${n % 10}/${n}.txt`, 'some words and more of them\n'.repeat(4000));

    const ran = await box.run(['scan', '.', '-v', '-o', 'json=out.json'], {
      onStart: (child) => child.stderr?.once('data', () => child.kill('SIGINT')),
    });

    expect(ran.code).toBe(130);
    expect(ran.stderr).toMatch(/interrupted; no report was left half-written/);
    expect(existsSync(join(box.target, 'out.json'))).toBe(false);
  });

  it('keeps ids over runs and moved lines', async () => {
    box.write('a.env', `TOKEN=${first}\n`);
    const before = shown(await box.run(['scan', '.', '--json']));
    box.write('a.env', `# one\n# two\n\nTOKEN=${first}\n`);
    const again = shown(await box.run(['scan', '.', '--json', '--baseline', await kept(before)]));

    expect(again.findings.map(({ id, novelty }) => [id, novelty])).toEqual(
      before.findings.map(({ id }) => [id, 'existing']),
    );
  });

  async function kept(result: Shown): Promise<string> {
    return box.write('baseline/report.json', JSON.stringify({ tool: { name: 'sallyport' }, ...result }));
  }

  it('counts only what is new: against a baseline, since a revision, or staged', async () => {
    box.git('init', '-q');
    box.write('old.env', `TOKEN=${first}\n`);
    box.git('add', '-A');
    box.git('commit', '-q', '-m', 'old');
    const plain = await box.run(['scan', '.', '-q', '-o', 'json=../base.json']);
    const known = await box.run(['scan', '.', '-q', '--baseline', '../base.json']);
    const since = await box.run(['scan', '.', '-q', '--new-since', 'HEAD']);
    const nothingStaged = await box.run(['scan', '--staged', '-q']);
    box.write('new.env', `TOKEN=${second}\n`);
    box.git('add', '-A');

    const codes = [plain, known, since, nothingStaged].map((ran) => ran.code);
    const after = await Promise.all(
      [['--baseline', '../base.json'], ['--new-since', 'HEAD'], ['--staged']].map(
        async (words) => (await box.run(['scan', '.', '-q', ...words])).code,
      ),
    );

    expect(codes).toEqual([1, 0, 0, 3]);
    expect(after).toEqual([1, 1, 1]);
  });

  it('suppresses with reason and expiry, in a comment or a file, and reports what is wrong with suppressions', async () => {
    box.write('a.env', `TOKEN=${first} # ${MARK} * until=2099-01-01 a test account\n`);
    box.write('b.env', `TOKEN=${second} # ${MARK} * until=2020-01-01 long ago\n`);
    box.write('c.env', `TOKEN=${third}\n`);
    box.write(
      '.sallyport-ignore.yaml',
      '- rule: secrets/*\n  path: c.env\n  reason: Revoked.\n  expires: 2099-01-01\n',
    );

    const ran = await box.run(['scan', '.', '--json']);

    const { findings, suppressionIssues } = shown(ran);
    const open = findings.filter((finding) => finding.suppression === undefined);
    expect(ran.code).toBe(1);
    expect(open.map((finding) => finding.occurrences[0]?.location.path)).toEqual(['b.env']);
    expect(suppressionIssues.map((issue) => issue.kind)).toEqual(['expired']);
  });

  it('explains a finding of the last scan by the beginning of its id', async () => {
    box.write('a.env', `TOKEN=${first}\n`);
    const [finding] = shown(await box.run(['scan', '.', '--json'])).findings;

    const explained = await box.run(['explain', finding?.id.slice(0, 9) ?? '']);

    expect(explained.code).toBe(0);
    expect(explained.stdout).toContain(finding?.id);
    expect(explained.stdout).toContain('What to do');
  });

  it('ends quietly when its reader goes away', () => {
    box.write('a.env', `TOKEN=${first}\n`);
    const main = join(import.meta.dirname, '..', 'main.ts');

    const ran = spawnSync(
      'sh',
      ['-c', `"${process.execPath}" "${main}" scan "${box.target}" -q --format table | head -n 1`],
      {
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], HOME: box.root, SALLYPORT_CACHE_DIR: box.cache },
      },
    );

    expect(ran.stderr).toBe('');
    expect(ran.stdout.split('\n').length).toBeLessThanOrEqual(2);
  });

  it('writes several reports at once, whole', async () => {
    box.write('a.env', `TOKEN=${first}\n`);

    await box.run(['scan', '.', '-q', '-o', 'json=../r.json', '-o', 'sarif=../r.sarif,markdown=../r.md']);

    const read = (name: string): string => readFileSync(join(box.target, '..', name), 'utf8');
    expect(JSON.parse(read('r.json'))).toMatchObject({ schemaVersion: '1' });
    expect(JSON.parse(read('r.sarif'))).toMatchObject({ version: '2.1.0' });
    expect(read('r.md')).toContain('Sallyport');
  });
});
