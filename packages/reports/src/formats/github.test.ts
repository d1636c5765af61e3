import { describe, expect, it } from 'vitest';

import { DEFAULT_RENDER_OPTIONS } from '../report-format.ts';
import {
  HOSTILE_TEXTS,
  hostileResult,
  incompleteResult,
  largeResult,
  realisticResult,
  sampleFinding,
  sampleResult,
} from '../testing/sample-results.ts';
import { render } from './github.ts';

function lines(result = realisticResult()): string[] {
  return [...render(result, DEFAULT_RENDER_OPTIONS)].join('').trimEnd().split('\n');
}

/** What the runner makes of a command line: properties and message, decoded. */
function decode(line: string): { file: string | undefined; message: string } {
  const [, properties = '', message = ''] = /^::\w+ (.*?)::(.*)$/.exec(line) ?? [];
  const file = properties
    .split(',')
    .find((property) => property.startsWith('file='))
    ?.slice(5);
  return { file: file === undefined ? undefined : decodeURIComponent(file), message: decodeURIComponent(message) };
}

describe('github annotations', () => {
  it('writes only whole commands, one a line, whatever the texts', () => {
    for (const line of lines(hostileResult())) expect(line).toMatch(/^::(error|warning|notice) [^:]*::/);
  });

  it('keeps the file name so that GitHub finds the file', () => {
    const [line = ''] = lines(sampleResult({ findings: [sampleFinding(1, { path: 'a,b:c%0A\n d.env' })] }));

    expect(line).toContain('file=a%2Cb%3Ac%250A%0A d.env,line=4,endLine=4,col=9,endColumn=29');
    expect(decode(line).file).toBe('a,b:c%0A\n d.env');
  });

  it('names no file for a place that is not in the work tree', () => {
    const line = lines().find((text) => text.includes('GitHub personal')) ?? '';

    expect(decode(line).file).toBeUndefined();
    expect(line).toContain('scripts/release.sh');
    expect(line).toContain('And in 1 more place.');
  });

  it('keeps to ten of a level and says how many are not shown', () => {
    const all = lines(largeResult(1000));

    expect(all.filter((line) => line.startsWith('::error '))).toHaveLength(10);
    expect(all.filter((line) => line.startsWith('::warning '))).toHaveLength(10);
    expect(all.find((line) => line.startsWith('::error title='))).toContain('241 more annotations not shown');
  });

  it('makes an incomplete scan an error', () => {
    expect(lines(incompleteResult())[0]).toBe(
      '::error title=Scan incomplete%3A secrets::failed: the worker ended. To mend: sallyport doctor',
    );
  });

  it('marks suppressed findings as notices', () => {
    const text = lines(hostileResult()).filter((line) => line.startsWith('::notice '));

    expect(text).toHaveLength(HOSTILE_TEXTS.filter((_, index) => index % 3 === 0).length);
    for (const line of text) expect(line).toContain('[suppressed]');
  });
});
