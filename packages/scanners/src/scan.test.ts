import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { fixedClock } from '@sallyport/kernel';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';

import { scanners } from './list.ts';
import { scan } from './scan.ts';
import type { ScanRequest } from './scan.ts';

const temporary = mkdtempSync(join(tmpdir(), 'scan-'));
const root = join(temporary, 'tree');
beforeEach(() => mkdirSync(root));
afterEach(() => rmSync(root, { recursive: true }));
afterAll(() => rmSync(temporary, { recursive: true }));

const request = (more: Partial<ScanRequest> = {}): ScanRequest => ({
  target: { kind: 'dir', given: root, root },
  clock: fixedClock(0),
  signal: new AbortController().signal,
  onProgress: () => {},
  offline: true,
  options: {},
  ...more,
});

describe('scan', () => {
  it('refuses the name of a scanner that does not exist', async () => {
    await expect(scan(request({ only: ['sekrets'] }))).rejects.toMatchObject({ code: 'SCANNERS_UNKNOWN_SCANNER' });
  });

  it('says that a scanner was skipped, and by what', async () => {
    const { coverage } = await scan(request({ skip: ['secrets'] }));

    expect(coverage.parts.find((part) => part.scanner === 'secrets')).toMatchObject({
      state: 'skipped',
      reason: 'Left out by --skip.',
    });
  });

  it('turns a scanner that breaks into a failed part and keeps the others', async () => {
    const manifest = { id: 'broken', title: 'Broken', summary: 'Breaks.', targets: ['dir'] as const };
    const broken = { manifest, rules: async () => [], load: () => Promise.reject(new Error('no such module')) };

    const { coverage } = await scan(request(), [broken, ...scanners]);

    expect(coverage.parts[0]).toMatchObject({
      scanner: 'broken',
      state: 'failed',
      reason: 'an internal error (Error)',
    });
    expect(coverage.parts[1]).toMatchObject({ scanner: 'secrets', state: 'ran' });
  });

  it('finds a secret in a file and says where, without its value', async () => {
    const body = 'MIIEpAIBAAKCAQEA'.repeat(8);
    writeFileSync(
      join(root, 'key.pem'),
      `first\n-----BEGIN RSA PRIVATE KEY-----\n${body}\n-----END RSA PRIVATE KEY-----\n`,
    );

    const { findings, coverage } = await scan(request());

    expect(findings).toHaveLength(1);
    expect(findings[0]?.occurrences[0].location).toMatchObject({
      path: 'key.pem',
      range: { start: { line: 2, column: 1, offset: 6 } },
    });
    expect(JSON.stringify(findings)).not.toContain(body.slice(0, 8));
    expect(coverage.parts[0]?.looked).toMatchObject({ files: 1 });
  });
});
