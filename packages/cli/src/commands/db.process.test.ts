import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { npmLock } from '../testing/npm-project.ts';
import { writeOsvBucket } from '../testing/osv-bucket.ts';
import { osvRecord, writeOsvFolder } from '../testing/osv-folder.ts';
import { createSandbox } from '../testing/run-cli.ts';
import type { Sandbox } from '../testing/run-cli.ts';

describe('sallyport db', () => {
  let sandbox: Sandbox;
  let source: string;
  beforeEach(() => {
    sandbox = createSandbox();
    source = writeOsvFolder(join(sandbox.root, 'osv'), [
      { id: 'CVE-2026-0001', name: 'left', to: '1.2.0' },
      { id: 'PYSEC-2026-1', ecosystem: 'PyPI', name: 'right' },
    ]);
  });
  afterEach(() => sandbox.remove());

  it('says that there is nothing, and how to fetch something', async () => {
    const status = await sandbox.run(['db', 'status']);
    const update = await sandbox.run(['db', 'update']);

    expect([status.code, update.code]).toEqual([3, 3]);
    expect(status.stderr).toContain('sallyport db update npm PyPI');
  });

  it('names the ecosystem that was meant, and both words that it knows', async () => {
    const wrong = await sandbox.run(['db', 'update', 'npmm']);
    const neither = await sandbox.run(['db', 'upgrade']);

    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('Did you mean npm?');
    expect(neither.code).toBe(2);
    expect(neither.stderr).toContain('update or status');
  });

  it('ends with 5 where a source has nothing or does not answer, and leaves what was there', async () => {
    await sandbox.run(['db', 'update', 'npm', '--source', source]);

    const lacking = await sandbox.run(['db', 'update', 'npm', 'Hex', '--source', source]);
    const silent = await sandbox.run(['db', 'update', 'npm', '--source', 'http://127.0.0.1:9/']);

    expect([lacking.code, silent.code]).toEqual([5, 5]);
    expect(lacking.stdout).toMatch(/^npm {2,}unchanged/m);
    expect(lacking.stdout).toMatch(/^Hex {2,}FAILED; what was there before is still in place/m);
    const status = await sandbox.run(['db', 'status']);
    expect(status.stdout).toMatch(/^npm +1 +2026-01-02 .*current/m);
  });

  it('takes names in any case, and without names renews what is there', async () => {
    const first = await sandbox.run(['db', 'update', 'NPM', 'pypi', '--source', source]);
    writeFileSync(join(source, 'CVE-2026-0002.json'), JSON.stringify(osvRecord({ id: 'CVE-2026-0002', name: 'left' })));

    const again = await sandbox.run(['db', 'update', '--source', source, '--json']);

    expect(first.stdout).toMatch(/^npm {2,}updated {4}1 entries\nPyPI {2,}updated {4}1 entries\n$/);
    const results = JSON.parse(again.stdout) as { name: string; outcome: string; pointer: { count: number } }[];
    expect(results.map(({ name, outcome, pointer }) => [name, outcome, pointer.count])).toEqual([
      ['PyPI', 'updated', 1],
      ['npm', 'updated', 2],
    ]);
  });

  it('fetches by itself what the packages of this folder need', async () => {
    sandbox.write(
      'package-lock.json',
      JSON.stringify({ lockfileVersion: 3, packages: { 'node_modules/left': { version: '1.0.0' } } }),
    );

    const ran = await sandbox.run(['db', 'update', '--source', source]);

    expect(ran.stdout).toMatch(/^npm {2,}updated/);
  });

  it('takes the signals that a folder has beside its advisories', async () => {
    const catalogue = {
      title: 'Known Exploited Vulnerabilities',
      catalogVersion: '2026.01.02',
      dateReleased: '2026-01-02T00:00:00Z',
      count: 1,
      vulnerabilities: [
        {
          cveID: 'CVE-2026-0001',
          dateAdded: '2026-01-01',
          dueDate: '2026-01-15',
          requiredAction: 'Update.',
          knownRansomwareCampaignUse: 'Known',
        },
      ],
    };
    writeFileSync(join(source, 'known_exploited_vulnerabilities.json'), JSON.stringify(catalogue));
    writeFileSync(
      join(source, 'epss_scores-current.csv'),
      '#model_version:v2025.03.14,score_date:2026-01-02T00:00:00+0000\ncve,epss,percentile\nCVE-2026-0001,0.42,0.97\n',
    );
    sandbox.write('package-lock.json', npmLock({ left: '^1.0.0' }, { left: { version: '1.0.0' } }));

    const ran = await sandbox.run(['db', 'update', '--source', source]);
    const scan = await sandbox.run(['scan', '.', '--json', '--offline']);

    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/^kev .*\nepss .*\n$/m);
    expect(JSON.parse(scan.stdout)).toMatchObject({
      findings: [
        {
          severity: 'critical',
          tags: ['vulnerability', 'kev', 'likely', 'fixable', 'direct'],
          details: {
            exploitation: { state: 'exploited', cve: 'CVE-2026-0001', ransomware: true },
            likelihood: { state: 'scored', probability: 0.42 },
            severity: { rating: 'unknown' },
          },
        },
      ],
    });
  });

  it('tells a file that was damaged from one that is sound', async () => {
    await sandbox.run(['db', 'update', 'npm', '--source', source]);
    const root = join(sandbox.cache, 'advisories');
    const name = readdirSync(root).find((each) => each.endsWith('.adv')) ?? '';
    const bytes = readFileSync(join(root, name));
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    writeFileSync(join(root, name), bytes);

    const quick = await sandbox.run(['db', 'status']);
    const thorough = await sandbox.run(['db', 'status', '--verify']);
    rmSync(join(root, name));
    const gone = await sandbox.run(['db', 'status']);

    expect([quick.code, thorough.code, gone.code]).toEqual([0, 6, 6]);
    expect(thorough.stdout).toContain('DAMAGED: db update npm');
    expect(gone.stdout).toContain('MISSING FILE: db update npm');
  });

  it('fetches everything that a source lists, and doctor knows of it', async () => {
    const before = await sandbox.run(['doctor']);
    const bucket = writeOsvBucket(join(sandbox.root, 'bucket'), 'npm', [{ id: 'CVE-2026-0001', name: 'left' }]);

    const ran = await sandbox.run(['db', 'update', '--all', '--source', bucket]);

    expect(before.stdout).toMatch(/note {2}Advisories +none yet/);
    expect(ran.stdout).toBe('npm   updated    1 entries\n');
    expect((await sandbox.run(['doctor'])).stdout).toMatch(/ok {4}Advisories +npm/);
  });

  it('keeps apart what a scanned repository names as its source', async () => {
    await sandbox.run(['db', 'update', 'npm', '--source', source]);
    writeOsvFolder(join(sandbox.target, 'poison'), [{ id: 'X-1', name: 'nothing' }]);
    sandbox.write('sallyport.yaml', 'advisories: { source: poison }\n');
    await sandbox.run(['db', 'update', 'npm']);
    rmSync(join(sandbox.target, 'sallyport.yaml'));

    const status = await sandbox.run(['db', 'status', '--json']);

    expect(status.stdout).toContain(JSON.stringify(source));
    expect(readdirSync(sandbox.cache).filter((name) => name.startsWith('advisories'))).toHaveLength(2);
  });

  it('serves another machine from its own folder', async () => {
    await sandbox.run(['db', 'update', 'npm', '--source', source]);

    const ran = await sandbox.run(['db', 'update', 'npm', '--source', join(sandbox.cache, 'advisories')], {
      env: { SALLYPORT_CACHE_DIR: join(sandbox.root, 'elsewhere') },
    });

    expect(ran.stdout).toMatch(/^npm {2,}updated {4}1 entries/);
  });
});
