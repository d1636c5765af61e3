import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import type { ScanResult } from '@sallyport/findings';
import { startRegistryFake, writeImageLayout } from '@sallyport/mocks';
import type { MadeImage } from '@sallyport/mocks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { writeOsvFolder } from '../testing/osv-folder.ts';
import { createSandbox } from '../testing/run-cli.ts';
import type { Sandbox } from '../testing/run-cli.ts';

describe('sallyport scan IMAGE', () => {
  let sandbox: Sandbox;
  let env: { SALLYPORT_ADVISORIES: string };
  let image: MadeImage;
  beforeEach(() => {
    sandbox = createSandbox();
    const left = {
      id: 'CVE-2026-0001',
      name: 'left',
      to: '1.2.0',
      more: { database_specific: { severity: 'CRITICAL' } },
    };
    env = { SALLYPORT_ADVISORIES: writeOsvFolder(join(sandbox.root, 'osv'), [left]) };
    const files = [
      { path: 'etc/os-release', content: 'ID=wolfi\nVERSION_ID=1\n' },
      { path: 'app/node_modules/left/package.json', content: '{"name":"left","version":"1.1.0"}' },
    ];
    image = writeImageLayout(join(sandbox.target, 'image'), { layers: [files], config: { User: '1000' } });
  });
  afterEach(() => sandbox.remove());

  const parse = (text: string): ScanResult => JSON.parse(text) as ScanResult;

  it('ends with 2 where there is no such image', async () => {
    const missing = await sandbox.run(['scan', 'oci-dir:nowhere']);
    const none = await sandbox.run(['scan', 'docker-archive:image/index.json', '--offline']);

    expect([missing.code, none.code]).toEqual([2, 2]);
    expect(missing.stderr).toContain('nothing at oci-dir:nowhere');
  });

  it('says what is wrong, in which layer, and what mends it', async () => {
    const ran = await sandbox.run(['scan', 'oci-dir:image', '--json'], { env });

    const { findings, target, coverage } = parse(ran.stdout);
    expect(ran.code).toBe(1);
    expect(target.kind).toBe('oci-dir');
    expect(findings[0]).toMatchObject({ rule: 'CVE-2026-0001', severity: 'critical' });
    expect(findings[0]?.occurrences[0].location).toEqual({
      path: 'app/node_modules/left/package.json',
      layer: image.layers[0],
    });
    expect(coverage.parts.find(({ scanner }) => scanner === 'images')).toMatchObject({ state: 'ran' });
  });

  it('shows it to people', async () => {
    const ran = await sandbox.run(['scan', 'oci-dir:image'], { env });

    expect(ran.stderr).toContain('an image: its layers and its configuration');
    expect(ran.stdout).toContain('left 1.1.0 has CVE-2026-0001');
  });

  it('works eight times at once on one cache, and needs no layer that was seen before', async () => {
    const runs = await Promise.all(
      Array.from({ length: 8 }, () => sandbox.run(['scan', 'oci-dir:image', '--json'], { env })),
    );
    rmSync(join(sandbox.target, 'image/blobs/sha256', (image.layers[0] ?? '').slice('sha256:'.length)));
    const warm = await sandbox.run(['scan', 'oci-dir:image', '--json'], { env });

    const ids = [...runs, warm].map(({ stdout }) =>
      parse(stdout)
        .findings.map(({ id }) => id)
        .join(' '),
    );
    expect(new Set(ids).size).toBe(1);
    expect([...runs, warm].map(({ code }) => code)).toEqual(Array.from({ length: 9 }, () => 1));
  }, 240_000);

  it('names the digest that it looked at', async () => {
    const ran = await sandbox.run(['scan', 'oci-dir:image', '--json'], { env });

    expect(parse(ran.stdout).target.resolved).toBe(image.digest);
  });

  it('says what a newer base image would mend, which is what a scan after rebasing no longer finds', async () => {
    const advisories = [
      { id: 'CVE-2026-0001', name: 'left', to: '1.2.0' },
      { id: 'CVE-2026-0002', name: 'right', to: '9.0.0' },
      { id: 'CVE-2026-0003', name: 'own', to: '9.0.0' },
    ];
    const more = { SALLYPORT_ADVISORIES: writeOsvFolder(join(sandbox.root, 'osv-2'), advisories) };
    const release = { path: 'etc/os-release', content: 'ID=wolfi\nVERSION_ID=1\n' };
    const installed = (name: string, version: string) => ({
      path: `srv/node_modules/${name}/package.json`,
      content: JSON.stringify({ name, version }),
    });
    const old = [release, installed('left', '1.1.0'), installed('right', '1.0.0')];
    const newer = [release, installed('left', '1.2.0'), installed('right', '2.0.0')];
    const own = [installed('own', '1.0.0')];
    for (const [name, layers] of Object.entries({ old: [old], newer: [newer], app: [old, own], rebased: [newer, own] }))
      writeImageLayout(join(sandbox.target, name), { layers });
    const flags = ['--base-image', 'oci-dir:old', '--rebase-on', 'oci-dir:newer', '--json'];

    const before = await sandbox.run(['scan', 'oci-dir:app', ...flags], { env: more });
    const after = await sandbox.run(['scan', 'oci-dir:rebased', '--json'], { env: more });

    const packages = ({ findings }: ScanResult): string[] =>
      findings.flatMap(({ scanner, rule }) => (scanner === 'dependencies' ? [rule] : [])).toSorted();
    const left = packages(parse(after.stdout));
    const notes = parse(before.stdout).coverage.parts.flatMap((part) => part.notes);
    const gone = packages(parse(before.stdout)).filter((rule) => !left.includes(rule));
    expect(packages(parse(before.stdout))).toEqual(['CVE-2026-0001', 'CVE-2026-0002', 'CVE-2026-0003']);
    expect(gone).toEqual(['CVE-2026-0001']);
    expect(
      parse(before.stdout).findings.flatMap((finding) =>
        JSON.stringify(finding.details ?? {}).includes('"rebaseFixes":true') ? [finding.rule] : [],
      ),
    ).toEqual(gone);
    expect(notes.join('\n')).toContain('1 layers are the base image');
    expect(notes.join('\n')).toMatch(/A rebuild on .*newer would mend 1 of 3 vulnerabilities/);
  }, 120_000);

  it('takes the image from a registry by its name, and from none with --offline', async () => {
    const fake = await startRegistryFake();
    const blobs = join(sandbox.target, 'image/blobs/sha256');
    for (const name of readdirSync(blobs)) fake.store.addBlob('team/app', readFileSync(join(blobs, name)));
    const manifest = readFileSync(join(blobs, image.digest.slice('sha256:'.length)));
    fake.store.addManifest('team/app', manifest, { mediaType: 'application/vnd.oci.image.manifest.v1+json', tag: '1' });

    const ran = await sandbox.run(['scan', `${fake.host}/team/app:1`, '--json'], { env });
    const asked = fake.seen.length;
    const offline = await sandbox.run(['scan', `image:${fake.host}/team/app:1`, '--offline', '--json'], { env });
    await fake.close();

    expect(parse(ran.stdout).findings[0]).toMatchObject({ rule: 'CVE-2026-0001' });
    expect(parse(ran.stdout).target.kind).toBe('image');
    expect(offline.code).not.toBe(0);
    expect(fake.seen).toHaveLength(asked);
  });

  it('lists its packages as an SBOM', async () => {
    const ran = await sandbox.run(['sbom', 'oci-dir:image', '-o', 'bom.json']);

    expect(ran.code).toBe(0);
    expect(readFileSync(join(sandbox.target, 'bom.json'), 'utf8')).toContain('pkg:npm/left@1.1.0');
  });
});
