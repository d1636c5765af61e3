import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { npmLock } from '../testing/npm-project.ts';
import { writeOsvFolder } from '../testing/osv-folder.ts';
import { createSandbox } from '../testing/run-cli.ts';
import type { Ran, Sandbox } from '../testing/run-cli.ts';

const MANIFEST = `{
  "name": "shop",
  "dependencies": {
    "left": "~1.0.0",
    "outer": "^2.0.0",
    "within": "^1.0.0"
  }
}
`;

describe('scan --fix', () => {
  let sandbox: Sandbox;
  let source: string;
  beforeEach(() => {
    sandbox = createSandbox();
    source = writeOsvFolder(join(sandbox.root, 'osv'), [
      { id: 'CVE-2026-0001', name: 'left', to: '1.2.0' },
      { id: 'CVE-2026-0002', name: 'inner', to: '3.1.0' },
      { id: 'CVE-2026-0003', name: 'other', to: '5.0.0' },
      { id: 'CVE-2026-0004', name: 'within', to: '1.1.0' },
      { id: 'CVE-2026-0005', name: 'deep', to: '4.1.0' },
      { id: 'PYSEC-2026-1', ecosystem: 'PyPI', name: 'flask', to: '2.0.1' },
      { id: 'PYSEC-2026-2', ecosystem: 'PyPI', name: 'jinja2', to: '3.0' },
      { id: 'GO-2026-0001', ecosystem: 'Go', name: 'example.com/mod', to: '1.4.0' },
    ]);
    const asks = { left: '~1.0.0', outer: '^2.0.0', within: '^1.0.0' };
    sandbox.write('package.json', MANIFEST);
    sandbox.write(
      'package-lock.json',
      npmLock(asks, {
        left: { version: '1.0.0' },
        within: { version: '1.0.0' },
        outer: { version: '2.0.0', needs: { inner: '~3.0.0', other: '^4.0.0', deep: '~4.0.0' } },
        inner: { version: '3.0.0' },
        other: { version: '4.0.0' },
        deep: { version: '4.0.0' },
      }),
    );
  });
  afterEach(() => sandbox.remove());

  const fix = (...words: string[]): Promise<Ran> =>
    sandbox.run(['scan', '.', '--only', 'dependencies', ...words], { env: { SALLYPORT_ADVISORIES: source } });
  const text = (path: string): string => readFileSync(join(sandbox.target, path), 'utf8');

  it('refuses what cannot be mended, and another report in the way of the diff', async () => {
    const file = await fix('--fix', '--json');
    const sbom = await sandbox.run(['scan', 'package-lock.json', '--fix']);

    expect([file.code, sbom.code]).toEqual([2, 2]);
    expect(file.stderr).toContain('--fix prints a diff');
    expect(sbom.stderr).toContain('--fix needs a folder');
  });

  it('raises what the manifest asks for, forces what another package brings, and writes nothing', async () => {
    const ran = await fix('--fix');

    expect(ran.code).toBe(0);
    expect(ran.stdout).toBe(`--- a/package.json
+++ b/package.json
@@ -1,8 +1,12 @@
 {
   "name": "shop",
   "dependencies": {
-    "left": "~1.0.0",
+    "left": "~1.2.0",
     "outer": "^2.0.0",
     "within": "^1.0.0"
+  },
+  "overrides": {
+    "inner": "^3.1.0",
+    "deep": "^4.1.0"
   }
 }
`);
    expect(ran.stderr).toContain('within to 1.1.0: no manifest has to change; run npm update within');
    expect(ran.stderr).toContain(
      'other to 5.0.0: no edit, since it comes with another package, and 5.0.0 is another major',
    );
    expect(ran.stderr).toContain('Nothing was written.');
    expect(text('package.json')).toBe(MANIFEST);
  });

  it('proposes what git applies, for pip and Go too, with Windows line ends and none at the end', async () => {
    sandbox.write('api/requirements.txt', '# pinned\r\nflask==1.0\r\njinja2==2.11 ; python_version > "3"');
    sandbox.write(
      'go.mod',
      'module example.com/app\n\ngo 1.21\n\nrequire (\n\texample.com/mod v1.3.0 // indirect\n)\n',
    );
    sandbox.git('init', '--quiet');

    const ran = await fix('--fix');
    execFileSync('git', ['apply', '-'], { cwd: sandbox.target, input: ran.stdout });

    expect(text('api/requirements.txt')).toBe('# pinned\r\nflask==2.0.1\r\njinja2==3.0 ; python_version > "3"');
    expect(text('go.mod')).toContain('\texample.com/mod v1.4.0 // indirect\n');
    expect(JSON.parse(text('package.json'))).toMatchObject({ overrides: { inner: '^3.1.0' } });
  });

  it('makes with --write exactly the edits that it shows, and finds nothing more to do', async () => {
    sandbox.write('go.mod', 'module example.com/app\n\ngo 1.21\n\nrequire example.com/mod v1.3.0\n');

    const ran = await fix('--fix', '--write');
    const again = await fix('--fix');

    expect(ran.stderr).toContain('Written: go.mod, package.json');
    expect(text('go.mod')).toContain('require example.com/mod v1.4.0\n');
    expect(again.stdout).not.toContain('go.mod');
  });

  it('leaves a requirement alone whose digests it cannot make', async () => {
    sandbox.write('requirements.txt', `flask==1.0 --hash=sha256:${'a'.repeat(64)}\n`);

    const ran = await fix('--fix');

    expect(ran.stdout).not.toContain('requirements.txt');
    expect(ran.stderr).toContain('flask to 2.0.1: no edit, since the requirement is pinned by digests');
  });
});
