import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Finding, ScanResult } from '@sallyport/findings';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { npmLock, npmManifest } from '../testing/npm-project.ts';
import { writeOsvFolder } from '../testing/osv-folder.ts';
import { createSandbox } from '../testing/run-cli.ts';
import type { Sandbox } from '../testing/run-cli.ts';

describe('sallyport sbom', () => {
  const asks = { left: '^1.0.0', outer: '^2.0.0' };
  let sandbox: Sandbox;
  let env: { SALLYPORT_ADVISORIES: string; SOURCE_DATE_EPOCH: string };
  beforeEach(() => {
    sandbox = createSandbox();
    const source = writeOsvFolder(join(sandbox.root, 'osv'), [
      { id: 'CVE-2026-0001', name: 'left', to: '1.2.0' },
      { id: 'CVE-2026-0002', name: 'inner', to: '3.1.0' },
    ]);
    env = { SALLYPORT_ADVISORIES: source, SOURCE_DATE_EPOCH: '1767323045' };
    sandbox.write('package.json', npmManifest(asks));
    sandbox.write(
      'package-lock.json',
      npmLock(asks, {
        left: { version: '1.1.0', more: { license: 'MIT' } },
        outer: { version: '2.0.0', needs: { inner: '~3.0.0' } },
        inner: { version: '3.0.0', more: { hasInstallScript: true } },
      }),
    );
  });
  afterEach(() => sandbox.remove());

  async function findings(...words: string[]): Promise<readonly Finding[]> {
    const ran = await sandbox.run(['scan', ...words, '--json'], { env });
    return (JSON.parse(ran.stdout) as ScanResult).findings;
  }

  it('writes nothing where there are no packages, and refuses a format that it does not write', async () => {
    const empty = createSandbox();
    const nothing = await empty.run(['sbom', '.', '-o', 'bom.json']);
    const unknown = await sandbox.run(['sbom', '.', '-o', 'swid=bom.xml']);
    empty.remove();

    expect([nothing.code, unknown.code]).toEqual([3, 2]);
    expect(unknown.stderr).toContain('cyclonedx=FILE, spdx=FILE');
  });

  it('refuses an SBOM that is none, with exit 2', async () => {
    sandbox.write('not.json', '{"a":1}');

    const ran = await sandbox.run(['scan', 'sbom:not.json']);

    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('not.json is no SBOM that is understood');
  });

  it('never reads an SBOM without packages as clean', async () => {
    const components = [{ type: 'library', name: 'left', version: '1.0.0' }];
    sandbox.write('bare.json', JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.5', components }));

    const ran = await sandbox.run(['scan', 'sbom:bare.json'], { env });

    expect(ran.code).toBe(3);
    expect(ran.stdout).toContain('1 components are no packages that can be matched: no package URL.');
  });

  it('gives the same bytes for the same target', async () => {
    const first = await sandbox.run(['sbom', '.'], { env });
    const second = await sandbox.run(['sbom', '.'], { env });

    expect(first.stdout).toBe(second.stdout);
    expect(JSON.parse(first.stdout)).toMatchObject({
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      metadata: { timestamp: '2026-01-02T03:04:05Z', component: { name: 'target' } },
      components: [{ purl: 'pkg:npm/left@1.1.0' }, {}, {}],
    });
  });

  it('writes what a scan takes for the target itself, in both formats', async () => {
    await sandbox.run(['sbom', '.', '-o', 'cyclonedx=../a.cdx.json', '-o', 'spdx=../a.spdx.json'], { env });

    const own = await findings('.');

    expect(own.map(({ rule }) => rule).toSorted()).toEqual(['CVE-2026-0001', 'CVE-2026-0002', 'install-script']);
    expect(await findings('sbom:../a.cdx.json')).toEqual(own);
    expect(await findings('sbom:../a.spdx.json')).toEqual(own);
  });

  it('takes licences from what is installed where the lock file says none', async () => {
    sandbox.write('node_modules/inner/package.json', JSON.stringify({ version: '3.0.0', license: 'GPL-3.0-only' }));
    sandbox.write('sallyport.yaml', 'dependencies: { licences: { deny: [GPL-*] } }\n');

    const sbom = await sandbox.run(['sbom', '.'], { env });
    const own = await findings('.');

    expect(sbom.stdout).toContain('GPL-3.0-only');
    expect(own.map(({ rule }) => rule)).toContain('licence-denied');
  });

  it("reads another tool's SBOM, and translates it", async () => {
    const theirs = {
      bomFormat: 'CycloneDX',
      specVersion: '1.5',
      metadata: { component: { 'bom-ref': 'app', type: 'application', name: 'app' } },
      components: [{ 'bom-ref': 'l', type: 'library', name: 'left', version: '1.0.0', purl: 'pkg:npm/left@1.0.0' }],
      dependencies: [{ ref: 'app', dependsOn: ['l'] }],
    };
    sandbox.write('theirs.json', JSON.stringify(theirs));

    const [first] = await findings('theirs.json');
    await sandbox.run(['sbom', 'theirs.json', '--format', 'spdx', '-o', 'out.json'], { env });

    expect(first).toMatchObject({ rule: 'CVE-2026-0001', occurrences: [{ location: { path: 'theirs.json' } }] });
    expect(readFileSync(join(sandbox.target, 'out.json'), 'utf8')).toContain('pkg:npm/left@1.0.0');
  });
});
