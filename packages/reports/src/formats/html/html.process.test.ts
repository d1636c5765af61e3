import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import type { ScanResult } from '@sallyport/findings';
import { describe, expect, it } from 'vitest';

import { DEFAULT_RENDER_OPTIONS } from '../../report-format.ts';
import { HOSTILE_TEXTS, hostileResult, largeResult } from '../../testing/sample-results.ts';
import { render } from './html.ts';

const BROWSER = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/chromium-browser'].find((path) =>
  existsSync(path),
);
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The page's document after its script has run. */
async function loaded(result: ScanResult, hash = ''): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-html-'));
  try {
    const file = join(folder, 'report.html');
    writeFileSync(file, [...render(result, DEFAULT_RENDER_OPTIONS)].join(''));
    const profile = `--user-data-dir=${join(folder, 'profile')}`;
    const address = `${pathToFileURL(file).href}${hash}`;
    const options = { maxBuffer: 256 * 1024 * 1024, timeout: 100_000 };
    const { stdout } = await promisify(execFile)(
      BROWSER ?? '',
      [...FLAGS, profile, '--virtual-time-budget=2000', '--dump-dom', address],
      options,
    );
    return stdout.replaceAll(/<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>/g, '');
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

describe.skipIf(BROWSER === undefined)('html page in Chromium (skipped where there is none)', () => {
  it('lists and counts 10,000 findings, and shows a filter and a finding from its address', async () => {
    const dom = await loaded(largeResult(10_000), '#severity=critical&finding=sp_000000000000000000000007');

    expect(dom).toContain('1,250 of 10,000 findings</span>');
    expect(dom.match(/class="open-finding"/g)?.length).toBeGreaterThanOrEqual(100);
    expect(dom).toMatch(/data-severity="critical" aria-pressed="true"/);
    expect(dom).toMatch(
      /<aside class="card details"[^>]*aria-label="Details of the finding"[^>]*>.*sp_000000000000000000000007/s,
    );
  });

  it('shows hostile texts as text', async () => {
    const dom = await loaded(hostileResult());

    expect(dom).toContain(`${HOSTILE_TEXTS.length} findings</span>`);
    expect(dom).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(dom).not.toMatch(/<img|<a href="javascript/);
  });
});
