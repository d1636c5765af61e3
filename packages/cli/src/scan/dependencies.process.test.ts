import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import type { Finding, ScanResult } from '@sallyport/findings';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { npmLock, npmManifest } from '../testing/npm-project.ts';
import { archiveOf } from '../testing/osv-bucket.ts';
import { writeOsvFolder } from '../testing/osv-folder.ts';
import { createSandbox } from '../testing/run-cli.ts';
import type { Ran, Sandbox } from '../testing/run-cli.ts';
import { serveBucket } from '../testing/serve-bucket.ts';

const CVSS = [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }];
const ASKS = { left: '^1.0.0', outer: '^2.0.0' };

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');

describe('scan of dependencies', () => {
  let sandbox: Sandbox;
  let source: string;
  beforeEach(() => {
    sandbox = createSandbox();
    source = writeOsvFolder(join(sandbox.root, 'osv'), [
      { id: 'GHSA-aaaa-aaaa-aaaa', name: 'left', to: '1.2.0', more: { aliases: ['CVE-2026-0001'], severity: CVSS } },
      { id: 'OTHER-1', name: 'left', to: '1.3.0', more: { aliases: ['CVE-2026-0001'] } },
      { id: 'CVE-2026-0002', name: 'inner', to: '3.1.0' },
      { id: 'CVE-2026-0003', name: 'inner', more: { withdrawn: '2026-01-03T00:00:00Z' } },
      { id: 'MAL-2026-1', name: 'evil' },
    ]);
    sandbox.write('package.json', npmManifest(ASKS));
    sandbox.write(
      'package-lock.json',
      npmLock(ASKS, {
        left: { version: '1.1.0' },
        outer: { version: '2.0.0', needs: { inner: '~3.0.0' } },
        inner: { version: '3.0.0' },
      }),
    );
  });
  afterEach(() => sandbox.remove());

  const scan = (...words: string[]): Promise<Ran> =>
    sandbox.run(['scan', '.', '--only', 'dependencies', ...words], { env: { SALLYPORT_ADVISORIES: source } });

  async function findings(...words: string[]): Promise<readonly Finding[]> {
    const ran = await scan('--json', ...words);
    return (JSON.parse(ran.stdout) as ScanResult).findings;
  }

  it('is incomplete, never clean, where there are no advisories and nothing may be fetched', async () => {
    const ran = await sandbox.run(['scan', '.', '--only', 'dependencies', '--offline']);

    expect(ran.code).toBe(6);
    expect(oneLine(ran.stdout)).toContain('There are no advisories for npm, and nothing may be fetched (--offline).');
    expect(ran.stdout).toContain('sallyport db update npm');
  });

  it('is incomplete, with the reason of each file, where lock files cannot be read', async () => {
    sandbox.write('a/package-lock.json', '<<<<<<< HEAD\n');
    sandbox.write('b/Cargo.lock', 'x = 1\nx = 2\n');
    sandbox.write('package-lock.json', npmLock({}, {}));

    const ran = await scan();

    const said = oneLine(ran.stdout);
    expect(ran.code).toBe(6);
    expect(said).toContain('in part: 2 files that name packages could not be read: ');
    expect(said).toContain('Could not be read: a/package-lock.json: 1:1 a merge conflict');
    expect(said).toContain('Could not be read: b/Cargo.lock: ');
    expect(said).not.toContain('✓ No findings');
    expect((await scan('--allow-missing', 'dependencies')).code).toBe(0);
  });

  it('names what cannot be read among test data, which makes a scan incomplete only where nothing else was read', async () => {
    sandbox.write('test/fixtures/package-lock.json', '<<<<<<< HEAD\n');
    sandbox.write('package-lock.json', npmLock({}, {}));

    const beside = await scan();
    rmSync(join(sandbox.target, 'package-lock.json'));
    rmSync(join(sandbox.target, 'package.json'));
    const alone = await scan();

    expect([beside.code, alone.code]).toEqual([0, 6]);
    expect(oneLine(beside.stdout)).toContain('not looked at: 1 malformed (test/fixtures/package-lock.json)');
    expect(oneLine(beside.stdout)).toContain(
      'lies among test data, so that the scan counts as complete: test/fixtures/package-lock.json: 1:1 a merge conflict',
    );
    expect(oneLine(alone.stdout)).toContain('1 file that names packages could not be read');
  });

  it('is not clean where the version of no package is known', async () => {
    rmSync(join(sandbox.target, 'package-lock.json'));

    const ran = await scan();

    expect(ran.code).toBe(6);
    expect(oneLine(ran.stdout)).toContain('No advisory could be held to any of the 2 packages.');
  });

  it('says in seconds which host does not answer', async () => {
    const env = { SALLYPORT_ADVISORIES: 'http://127.0.0.1:9/osv' };

    const ran = await sandbox.run(['scan', '.', '--only', 'dependencies'], { env });

    expect(ran.code).toBe(6);
    expect(oneLine(ran.stdout)).toContain('http://127.0.0.1:9/osv/npm/modified_id.csv could not be fetched');
  });

  it('fetches what it needs by itself, naming from where and how much', async () => {
    const ran = await scan();

    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain('Fetching the advisories for npm');
    const again = await scan();
    expect(again.stderr).not.toContain('Fetching');
  });

  it('names the host and the size of what it fetches over a network', async () => {
    const bucket = await serveBucket([archiveOf([{ id: 'CVE-2026-0001', name: 'left', to: '1.2.0' }])]);

    const ran = await sandbox.run(['scan', '.', '--only', 'dependencies'], {
      env: { SALLYPORT_ADVISORIES: bucket.url },
    });
    await bucket.close();

    expect(ran.stderr).toMatch(
      /Fetching the advisories for npm from 127\.0\.0\.1:\d+ \(1 kB\); later scans use them again\./,
    );
    expect(ran.stdout).toContain('CVE-2026-0001');
  });

  it('joins aliases into one finding, with the word of each source and the version that mends all of them', async () => {
    const [first] = await findings();

    expect(first).toMatchObject({
      rule: 'CVE-2026-0001',
      severity: 'critical',
      tags: ['vulnerability', 'fixable', 'direct'],
      remediation: { summary: 'Update left from 1.1.0 to 1.3.0, which the declared range ^1.0.0 allows.' },
      details: {
        vulnerability: { aliases: ['GHSA-aaaa-aaaa-aaaa', 'OTHER-1'] },
        exploitation: { state: 'not enriched' },
      },
    });
    expect(first?.occurrences[0].location).toMatchObject({ path: 'package-lock.json', range: { start: { line: 14 } } });
  });

  it('says which direct dependency brings a transitive one, and whether it has to move', async () => {
    const inner = (await findings()).find(({ rule }) => rule === 'CVE-2026-0002');

    expect(inner?.remediation.summary).toBe(
      'Update inner from 3.0.0 to 3.1.0: outer asks for ~3.0.0, so that outer must move.',
    );
    expect(inner?.remediation.steps).toContain('inner comes in by outer > inner.');
  });

  it('says where everything that brings a package allows the fix, and by whom it is held back elsewhere', async () => {
    sandbox.write(
      'package-lock.json',
      npmLock(ASKS, {
        outer: { version: '2.0.0', needs: { middle: '*' } },
        middle: { version: '1.0.0', needs: { inner: '^3.0.0' } },
        inner: { version: '3.0.0' },
      }),
    );
    const [free] = await findings();
    sandbox.write(
      'package-lock.json',
      npmLock(ASKS, {
        outer: { version: '2.0.0', needs: { middle: '*' } },
        middle: { version: '1.0.0', needs: { inner: '3.0.0' } },
        inner: { version: '3.0.0' },
      }),
    );
    const [held] = await findings();

    expect(free?.remediation).toMatchObject({
      summary: 'Update inner from 3.0.0 to 3.1.0, which everything that brings it allows.',
      steps: ['inner comes in by outer > middle > inner.', 'Run npm update inner (package-lock.json)'],
    });
    expect(held?.remediation.summary).toBe(
      'Update inner from 3.0.0 to 3.1.0: middle asks for 3.0.0, so that outer must move to a version that brings another middle.',
    );
  });

  it('never shows what was withdrawn', async () => {
    expect((await findings()).map(({ rule }) => rule)).toEqual(['CVE-2026-0001', 'CVE-2026-0002']);
  });

  it('puts a malicious package before everything else', async () => {
    sandbox.write(
      'package-lock.json',
      npmLock({ evil: '*', ...ASKS }, { evil: { version: '1.0.0' }, left: { version: '1.1.0' } }),
    );

    const [first] = await findings();

    expect(first).toMatchObject({ rule: 'MAL-2026-1', severity: 'critical' });
    expect(first?.remediation.summary).toMatch(/^Remove evil at once/);
  });

  it('lets VEX call a finding harmless, and says of a statement that matched nothing what nearly did', async () => {
    const statement = (name: string, version: string): object => ({
      vulnerability: { name },
      products: [{ '@id': `pkg:npm/left@${version}` }],
      status: 'not_affected',
      justification: 'vulnerable_code_not_in_execute_path',
    });
    const document = {
      '@context': 'https://openvex.dev/ns/v0.2.0',
      '@id': 'urn:example:vex',
      author: 'Team A',
      timestamp: '2026-01-01T00:00:00Z',
      statements: [statement('GHSA-aaaa-aaaa-aaaa', '1.1.0'), statement('CVE-2026-0001', '1.0.9')],
    };
    sandbox.write('vex.json', JSON.stringify(document));

    const ran = await scan('--vex', 'vex.json', '--json', '--write-vex', 'out.json');
    const result = JSON.parse(ran.stdout) as ScanResult;

    expect(ran.code).toBe(0);
    expect(result.findings.find(({ rule }) => rule === 'CVE-2026-0001')?.suppression).toMatchObject({
      kind: 'vex',
      reason: 'VEX by Team A: not affected, vulnerable code not in execute path',
    });
    expect(result.suppressionIssues).toMatchObject([
      {
        kind: 'unused',
        message:
          'The VEX statement on CVE-2026-0001 in pkg:npm/left@1.0.9 matches nothing that was found; nearest is pkg:npm/left@1.1.0: the version is 1.1.0, not 1.0.9.',
      },
    ]);
    const again = await scan('--vex', 'out.json', '--json');
    expect((JSON.parse(again.stdout) as ScanResult).findings.filter(({ suppression }) => suppression)).toHaveLength(1);
  });

  it('says where VEX covers some places only, gives no reason, or is not there', async () => {
    sandbox.write('b/package-lock.json', npmLock(ASKS, { left: { version: '1.0.0' } }));
    const vex = sandbox.write(
      'in-part.json',
      JSON.stringify({
        '@context': 'https://openvex.dev/ns/v0.2.0',
        '@id': 'https://vex.example/1',
        author: 'us',
        timestamp: '2026-01-01T00:00:00Z',
        version: 1,
        statements: [
          {
            vulnerability: { name: 'CVE-2026-0001' },
            products: [{ '@id': 'pkg:npm/left@1.1.0' }],
            status: 'not_affected',
          },
        ],
      }),
    );

    const said = oneLine((await scan('--vex', vex, '--write-vex', 'out.json', '-o', 'json=r.json')).stdout);
    const { findings: all } = JSON.parse(readFileSync(join(sandbox.target, 'r.json'), 'utf8')) as ScanResult;
    const found = all.find(({ rule }) => rule === 'CVE-2026-0001');
    const again = await scan('--vex', 'out.json', '--json');

    expect(found?.occurrences.map(({ location }) => location.path)).toEqual(['b/package-lock.json']);
    expect(found?.details).toMatchObject({
      places: [{ purl: 'pkg:npm/left@1.0.0' }],
      coveredByVex: [{ purl: 'pkg:npm/left@1.1.0', path: 'package-lock.json', status: 'not_affected' }],
    });
    expect((JSON.parse(again.stdout) as ScanResult).findings.map(({ id, occurrences }) => [id, occurrences])).toEqual(
      all.map(({ id, occurrences }) => [id, occurrences]),
    );
    expect(said).toContain('VEX covers 1 of 2 places of CVE-2026-0001 in pkg:npm/left; the finding counts');
    expect(said).toContain('says not_affected with neither a justification nor an impact statement.');
    expect((await scan('--vex', '/nope.json')).stderr).toContain('it is not there');
  });

  it('explains the order, and what each source says', async () => {
    const [first] = await findings();

    const explained = await sandbox.run(['explain', first?.id ?? '']);

    expect(explained.stdout).toContain('CVE-2026-0001, GHSA-aaaa-aaaa-aaaa, OTHER-1');
    expect(explained.stdout).toContain('GitHub: CVSS 3.1 9.8 (CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H)');
    expect(explained.stdout).toContain('KEV: not asked; sallyport db update kev');
    expect(explained.stdout).toContain('1.3.0 mends it, which ^1.0.0 allows');
    expect(explained.stdout).toContain('asked for by the project itself');
  });

  it('refuses a VEX document that is not there or none, since silence would count', async () => {
    sandbox.write('none.json', '{}');
    sandbox.write('secret.txt', 'TOKEN=opens-everything\n');
    const secret = await scan('--vex', 'secret.txt');
    const missing = await scan('--vex', 'missing.json');
    const none = await scan('--vex', 'none.json');

    expect([missing.code, none.code]).toEqual([2, 2]);
    expect(missing.stderr).toContain('missing.json cannot be read: it is not there');
    expect(secret.stderr).toContain('secret.txt is no VEX document that is understood: it is not valid JSON');
  });

  it('has nothing to say of a folder without packages, and does not ask for advisories', async () => {
    const empty = createSandbox();
    empty.write('a.txt', 'text\n');

    const ran = await empty.run(['scan', '.', '--only', 'dependencies']);

    expect(ran.code).toBe(3);
    expect(ran.stdout).toMatch(/- dependencies {2}not applicable/);
    empty.remove();
  });
});
