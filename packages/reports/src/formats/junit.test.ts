import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';

import { DEFAULT_RENDER_OPTIONS } from '../report-format.ts';
import {
  hostileResult,
  incompleteResult,
  largeResult,
  nothingScannedResult,
  realisticResult,
} from '../testing/sample-results.ts';
import { render } from './junit.ts';

function junit(result = realisticResult()): string {
  return [...render(result, DEFAULT_RENDER_OPTIONS)].join('');
}

function countOf(xml: string, tag: string): number {
  return xml.split(`<${tag}`).length - 1;
}

describe('junit', () => {
  it.each([realisticResult(), hostileResult(), incompleteResult(), nothingScannedResult(), largeResult(1000)])(
    'is well-formed, and its counts are those of its cases',
    (result) => {
      const xml = junit(result);
      const root: { testsuites: Record<string, string> } = new XMLParser({
        ignoreAttributes: false,
        attributeNamePrefix: '',
      }).parse(xml);

      expect(XMLValidator.validate(xml)).toBe(true);
      expect(Number(root.testsuites['tests'])).toBe(countOf(xml, 'testcase'));
      expect(Number(root.testsuites['failures'])).toBe(countOf(xml, 'failure'));
      expect(Number(root.testsuites['errors'])).toBe(countOf(xml, 'error '));
      expect(Number(root.testsuites['skipped'])).toBe(countOf(xml, 'skipped '));
    },
  );

  it('has an error for a part that could not run, and for a scan without parts', () => {
    expect(junit(incompleteResult())).toContain('<error type="incomplete" message="failed: the worker ended">');
    expect(junit(nothingScannedResult())).toContain('<error type="incomplete"');
  });

  it('fails cases at or above the threshold only', () => {
    expect(countOf(junit(), 'failure')).toBe(3);
  });
});
