import { SallyportError } from '@sallyport/kernel';
import { describe, expect, it } from 'vitest';

import { reportErrors } from './errors.ts';
import { REPORT_FORMATS } from './formats/list.ts';
import { renderReport } from './render-report.ts';
import {
  hostileResult,
  incompleteResult,
  largeResult,
  nothingScannedResult,
  realisticResult,
  sampleFinding,
  sampleResult,
} from './testing/sample-results.ts';

async function text(format: string, result = realisticResult()): Promise<string> {
  return [...(await renderReport(format, result))].join('');
}

const FORMATS = REPORT_FORMATS.map(({ id }) => id);

describe('renderReport', () => {
  it('names the known formats when asked for an unknown one', async () => {
    await expect(renderReport('pdf', realisticResult())).rejects.toThrow(SallyportError);
    await expect(renderReport('pdf', realisticResult())).rejects.toMatchObject({
      code: 'REPORTS_UNKNOWN_FORMAT',
      next: expect.stringContaining('sarif'),
    });
  });

  it.each(FORMATS)('%s lets no raw control character or direction override through', async (format) => {
    const rendered = await text(format, hostileResult());

    // oxlint-disable-next-line no-control-regex -- control characters are what this is about
    expect(rendered).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  });

  it.each(FORMATS)('%s says of an incomplete and of an empty scan that it proves nothing', async (format) => {
    const clean = await text(format, sampleResult());

    for (const result of [incompleteResult(), nothingScannedResult()]) {
      const rendered = await text(format, result);
      expect(rendered).not.toBe(clean);
      expect(rendered).toMatch(
        /incomplete|no clean result|proves nothing|nothing-scanned|fatal|"executionSuccessful":false/i,
      );
    }
  });

  it.each(FORMATS)('%s writes a large result in many pieces', async (format) => {
    let largest = 0;
    let total = 0;
    for (const piece of await renderReport(format, largeResult(3_000))) {
      largest = Math.max(largest, piece.length);
      total += piece.length;
    }

    expect(total).toBeGreaterThan(500);
    expect(largest).toBeLessThan(120_000);
  });

  it.each(FORMATS.filter((format) => format !== 'markdown'))(
    '%s shows a suppressed finding, and marks it',
    async (format) => {
      const finding = sampleFinding(7, { suppression: { kind: 'inline', reason: 'Invented for a test.' } });

      const rendered = await text(format, sampleResult({ findings: [finding] }));

      expect(rendered).toContain('Invented for a test.');
      expect(rendered).toMatch(/suppress/i);
    },
  );

  it('gives every format one name, file name and sentence', () => {
    expect(new Set(FORMATS).size).toBe(FORMATS.length);
    for (const format of REPORT_FORMATS) expect(format.summary).toMatch(/\.$|15\.$/);
  });
});

describe('reportErrors', () => {
  it('has a next step for every code', () => {
    const params = { format: 'x', known: 'y', tool: 'z', detail: 'd', bytes: 2, limit: 1 };
    for (const code of reportErrors.codes) {
      const error = reportErrors[code](params);
      expect(error.next.length).toBeGreaterThan(10);
      expect(error.message).not.toContain('{');
    }
  });
});
