import { spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ScanResult } from '@sallyport/findings';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { npmLock } from '../testing/npm-project.ts';
import { archiveOf, writeOsvBucket } from '../testing/osv-bucket.ts';
import { createSandbox } from '../testing/run-cli.ts';
import type { Ran, Sandbox } from '../testing/run-cli.ts';
import { serveBucket } from '../testing/serve-bucket.ts';

const LEFT = { id: 'CVE-2026-0001', name: 'left', to: '1.2.0' };
const others = (count: number) => Array.from({ length: count }, (_, at) => ({ id: `GHSA-${at}`, name: `other-${at}` }));

describe('advisories that come wrong', () => {
  let sandbox: Sandbox;
  let good: string;
  beforeEach(async () => {
    sandbox = createSandbox();
    good = writeOsvBucket(join(sandbox.root, 'good'), 'npm', [LEFT, ...others(20)]);
    sandbox.write('package-lock.json', npmLock({ left: '^1.0.0' }, { left: { version: '1.0.0' } }));
    await sandbox.run(['db', 'update', 'npm', '--source', good]);
  });
  afterEach(() => sandbox.remove());

  /** What scans see is what was there before: the one finding. */
  async function expectAsBefore(): Promise<void> {
    const ran = await sandbox.run(['scan', '.', '--only', 'dependencies', '--offline', '--json']);
    const { findings, coverage } = JSON.parse(ran.stdout) as ScanResult;
    expect(findings.map(({ rule }) => rule)).toEqual(['CVE-2026-0001']);
    expect(coverage.parts.find(({ scanner }) => scanner === 'dependencies')?.state).toBe('ran');
    expect(readdirSync(join(sandbox.cache, 'advisories', 'tmp'))).toEqual([]);
  }

  it('refuses an archive that was cut off, in one line, and keeps what was there', async () => {
    const bad = writeOsvBucket(join(sandbox.root, 'bad'), 'npm', [...others(30)]);
    truncateSync(join(bad, 'npm', 'all.zip'), 3000);

    const ran = await sandbox.run(['db', 'update', 'npm', '--source', bad]);

    expect(ran.code).toBe(5);
    expect(ran.stderr).toMatch(/npm: .*all\.zip is no sound zip archive: .*\n {2}.*nothing was applied/);
    await expectAsBefore();
  });

  it('refuses a mirror that lies about a digest, in one line, and keeps what was there', async () => {
    const lying = join(sandbox.root, 'lying');
    await sandbox.run(['db', 'update', 'npm', '--source', writeOsvBucket(join(sandbox.root, 'b'), 'npm', others(9))], {
      env: { SALLYPORT_CACHE_DIR: lying },
    });
    const mirror = join(lying, 'advisories');
    const pointer = readFileSync(join(mirror, 'npm.json'), 'utf8');
    writeFileSync(
      join(mirror, 'npm.json'),
      pointer.replace(/"sha256": "[0-9a-f]{64}"/, `"sha256": "${'0'.repeat(64)}"`),
    );

    const ran = await sandbox.run(['db', 'update', 'npm', '--source', mirror]);

    expect(ran.code).toBe(5);
    expect(ran.stderr).toMatch(
      /npm: npm-[0-9a-f]+\.adv has the hash [0-9a-f]{64}, but the source says 0{64}\n {2}.*nothing was applied/,
    );
    await expectAsBefore();
  });

  it('refuses what is no advisory, and keeps what was there', async () => {
    const bad = writeOsvBucket(join(sandbox.root, 'bad'), 'npm', [
      { id: 'X-1', name: 'x', more: { affected: 'none', id: 7 } },
    ]);

    const ran = await sandbox.run(['db', 'update', 'npm', '--source', bad]);

    expect(ran.code).toBe(5);
    expect(ran.stderr).toContain('1 of 1 records of npm are malformed');
    await expectAsBefore();
  });
});

/** A file system of 64 KiB that only the command sees. */
const mounted = (script: string): string[] => [
  '-m',
  'sh',
  '-c',
  `mount -t tmpfs -o size=64k tmpfs "$1" && ${script}`,
  'sh',
];
const mayMount = spawnSync('unshare', [...mounted('true'), '/mnt']).status === 0;

describe.skipIf(!mayMount)('an update on a disk that is full', () => {
  it('says so in one line, ends with 5, and leaves what was there', () => {
    const sandbox = createSandbox();
    const small = writeOsvBucket(join(sandbox.root, 'small'), 'npm', [LEFT]);
    const large = writeOsvBucket(join(sandbox.root, 'large'), 'npm', others(3000));
    sandbox.write('package-lock.json', npmLock({ left: '^1.0.0' }, { left: { version: '1.0.0' } }));
    const disk = join(sandbox.root, 'disk');
    mkdirSync(disk);
    const main = join(import.meta.dirname, '..', 'main.ts');
    const script = [
      '"$2" "$3" db update npm -q --source "$4"',
      '"$2" "$3" db update npm -q --source "$5"',
      'echo "code $?"',
      'ls "$1"/advisories/tmp',
      '"$2" "$3" scan . -q --only dependencies --offline --format ndjson | grep -c CVE-2026-0001',
    ].join('; ');

    const ran = spawnSync('unshare', [...mounted(script), disk, process.execPath, main, small, large], {
      cwd: sandbox.target,
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'],
        HOME: join(sandbox.root, 'home'),
        SALLYPORT_CACHE_DIR: disk,
        NODE_DISABLE_COMPILE_CACHE: '1',
      },
    });
    sandbox.remove();

    expect(ran.stdout).toMatch(/^npm {2,}updated {4}1 entries\nnpm {2,}FAILED; .*\ncode 5\n/);
    expect(ran.stdout).toMatch(/\n[1-9]\d*\n$/);
    expect(ran.stderr).toMatch(/^npm: there is no room to write .*\n {2}Free some space/);
  });
});

describe('one cache folder', () => {
  it('serves 20 scans beside 3 updates, one of them killed, without a failure or a wrong result', async () => {
    const sandbox = createSandbox();
    const bucket = await serveBucket([archiveOf([LEFT, ...others(500)]), archiveOf([LEFT, ...others(900)])]);
    sandbox.write('package-lock.json', npmLock({ left: '^1.0.0' }, { left: { version: '1.0.0' } }));
    await sandbox.run(['db', 'update', 'npm', '--source', bucket.url]);
    const update = (source: string, onStart?: (child: ChildProcess) => void): Promise<Ran> =>
      sandbox.run(['db', 'update', 'npm', '--source', source], onStart === undefined ? {} : { onStart });

    const killed = update(`${bucket.url}/held`, (child) => void bucket.held.then(() => child.kill('SIGKILL')));
    const updates = [update(bucket.url), update(bucket.url)];
    const scans = Array.from({ length: 20 }, () =>
      sandbox.run(['scan', '.', '--only', 'dependencies', '--offline', '--json']),
    );
    const ended = await Promise.all([...updates, ...scans]);

    expect((await killed).signal).toBe('SIGKILL');
    expect(ended.map(({ code }) => code)).toEqual(Array.from({ length: 22 }, () => 0));
    for (const { stdout } of ended.slice(2)) {
      expect((JSON.parse(stdout) as ScanResult).findings.map(({ rule }) => rule)).toEqual(['CVE-2026-0001']);
    }
    const after = await update(bucket.url);
    expect(after.code).toBe(0);
    expect(bucket.requests.filter((each) => each.startsWith('GET /held/npm/all.zip'))).toHaveLength(1);
    await bucket.close();
    sandbox.remove();
  });
});
