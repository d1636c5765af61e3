import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { DEFAULT_RENDER_OPTIONS } from '../../report-format.ts';
import {
  HOSTILE_TEXTS,
  hostileResult,
  incompleteResult,
  largeResult,
  nothingScannedResult,
  realisticResult,
} from '../../testing/sample-results.ts';
import { embeddedAssets } from './embed.ts';
import { PAGE_SCRIPT, PAGE_STYLE } from './generated/assets.ts';
import { render } from './html.ts';

function page(result = realisticResult()): string {
  return [...render(result, DEFAULT_RENDER_OPTIONS)].join('');
}

function dataOf(html: string): { rules: unknown[]; findings: { id: string }[] } {
  const [, text = ''] = /<script type="application\/json" id="data">([\s\S]*?)<\/script>/.exec(html) ?? [];
  return JSON.parse(text);
}

describe('html page', () => {
  it('holds no tag, handler or style of foreign text', () => {
    const own = page(hostileResult()).replace(PAGE_SCRIPT, '').replace(PAGE_STYLE, '');

    expect(own.match(/<script/g)).toHaveLength(2);
    expect(own).not.toMatch(/<img|<[^>]+\son\w+=|<[^>]+\sstyle=|href="javascript/i);
  });

  it('allows only its own style and script, and asks for nothing', () => {
    const html = page();
    const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

    expect(html).toContain(
      `default-src 'none'; style-src ${hash(PAGE_STYLE)}; script-src ${hash(PAGE_SCRIPT)}; base-uri 'none'; form-action 'none'`,
    );
    expect(html).not.toMatch(/<link|<img|<iframe|\ssrc=|url\(|@import/);
    expect(html.indexOf('Content-Security-Policy')).toBeLessThan(html.indexOf('<style>'));
  });

  it('carries every finding, what its rule shares once', () => {
    const data = dataOf(page(largeResult(10_000)));

    expect(data.findings).toHaveLength(10_000);
    expect(data.rules).toHaveLength(120);
    expect(page(largeResult(10_000)).length).toBeLessThan(5_000_000);
  });

  it('keeps hostile texts as text in the data', () => {
    expect(dataOf(page(hostileResult())).findings).toHaveLength(HOSTILE_TEXTS.length);
  });

  it('says of an incomplete and of an empty scan that they are no clean result', () => {
    expect(page(incompleteResult())).toContain('<span class="verdict-mark">! Incomplete</span>');
    expect(page(nothingScannedResult())).toContain('<span class="verdict-mark">! Nothing scanned</span>');
  });

  it('has one main landmark, a skip link, a status for the count, and a list for readers without scripts', () => {
    const html = page();

    expect(html.match(/<main>/g)).toHaveLength(1);
    expect(html).toContain('class="skip-link" href="#findings"');
    expect(html).toContain('role="status" aria-live="polite"');
    expect(html).toContain('<noscript><ol><li><strong>critical</strong> AWS access key');
  });

  it('names the severity in words beside every colour', () => {
    for (const severity of ['critical', 'high', 'medium', 'low', 'info']) {
      expect(page()).toMatch(
        new RegExp(
          `data-severity="${severity}"[^>]*><span class="label"><span aria-hidden="true">.</span> ${severity}</span>`,
        ),
      );
    }
  });

  it('embeds page.css, details.js and page.js as they are', () => {
    const written = readFileSync(new URL('./generated/assets.ts', import.meta.url), 'utf8');

    expect(written).toBe(embeddedAssets());
  });
});
