import { stripVTControlCharacters } from 'node:util';

import { describe, expect, it } from 'vitest';

import { DEFAULT_RENDER_OPTIONS } from '../report-format.ts';
import { displayWidth } from '../shared/columns.ts';
import {
  hostileResult,
  incompleteResult,
  largeResult,
  realisticResult,
  sampleResult,
} from '../testing/sample-results.ts';
import { render } from './table.ts';

function table(result = realisticResult(), options = {}): string {
  return [...render(result, { ...DEFAULT_RENDER_OPTIONS, ...options })].join('');
}

describe('table', () => {
  it('ends with the verdict, the biggest risk and one next action', () => {
    const lines = table().trimEnd().split('\n').slice(-6).join('\n');

    expect(lines).toContain('✗ 3 findings of severity high or worse. The scan is incomplete.');
    expect(lines).toMatch(/Biggest risk {2}AWS access key in deploy\/production\/values.yaml:4:9/);
    expect(lines).toMatch(/Do next {7}Deactivate the key/);
    expect(lines).toContain('sallyport explain sp_');
  });

  it('says what was not looked at and why, and how to mend it', () => {
    const text = table();

    expect(text).toContain('not looked at: 41 binary (logo.png, docs/intro.mp4, …)');
    expect(text).toContain('! dependencies  could not run: there are no advisories on this machine');
    expect(text).toContain('to mend: sallyport db update');
    expect(text).toContain('in 1.2 s');
  });

  it('gives the step that mends an incomplete scan where there is no finding', () => {
    expect(table(incompleteResult())).toMatch(/Do next {7}sallyport doctor/);
    expect(table(incompleteResult())).not.toContain('✓ No findings');
  });

  it('says of a clean scan that nothing counts', () => {
    expect(table(sampleResult())).toContain('✓ No findings that count.');
  });

  it.each([60, 80, 100])('writes no line wider than %i columns, whatever the texts', (width) => {
    for (const result of [realisticResult(), hostileResult()]) {
      for (const line of table(result, { width }).split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(width);
    }
  });

  it('colours only when asked, and the text is the same', () => {
    const plain = table();
    const coloured = table(realisticResult(), { colour: true });

    expect(plain).not.toContain('\u001b');
    expect(coloured).toContain('\u001b[');
    expect(stripVTControlCharacters(coloured)).toBe(plain);
  });

  it('writes out the worst of many findings and counts the rest', () => {
    const text = table(largeResult(2_000));

    expect(text).toContain('… and 1,985 more findings');
    expect(text.split('\n').length).toBeLessThan(140);
  });
});
