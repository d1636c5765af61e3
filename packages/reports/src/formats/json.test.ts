import { readFileSync } from 'node:fs';

import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';

import { DEFAULT_RENDER_OPTIONS } from '../report-format.ts';
import * as samples from '../testing/sample-results.ts';
import { render } from './json.ts';
import { render as renderLines } from './ndjson.ts';

const RESULTS = {
  realistic: samples.realisticResult(),
  hostile: samples.hostileResult(),
  incomplete: samples.incompleteResult(),
  empty: samples.nothingScannedResult(),
  large: samples.largeResult(500),
};

function schemaCheck() {
  const schema: unknown = JSON.parse(
    readFileSync(new URL('../../schema/scan-result.schema.json', import.meta.url), 'utf8'),
  );
  const ajv = new Ajv({ strict: true, allErrors: true });
  addFormats.default(ajv);
  return ajv.compile(schema as object);
}

describe('json', () => {
  const check = schemaCheck();

  it('refuses in its schema what is no result', () => {
    const broken = { ...samples.realisticResult(), schemaVersion: '2' };

    expect(check(broken)).toBe(false);
    expect(check({ ...samples.realisticResult(), findings: [{ id: 'x' }] })).toBe(false);
  });

  it.each(Object.entries(RESULTS))('writes the %s result by its published schema, nothing lost', (_, result) => {
    const parsed: unknown = JSON.parse([...render(result, DEFAULT_RENDER_OPTIONS)].join(''));

    check(parsed);

    expect(check.errors ?? []).toEqual([]);
    expect(parsed).toMatchObject(JSON.parse(JSON.stringify(result)));
  });
});

describe('ndjson', () => {
  it.each(Object.entries(RESULTS))('writes the %s result as one object a line, summary last', (_, result) => {
    const lines = [...renderLines(result, DEFAULT_RENDER_OPTIONS)].join('').trimEnd().split('\n');

    const records = lines.map((line): { type: string } => JSON.parse(line));

    expect(records[0]?.type).toBe('scan');
    expect(records.at(-1)?.type).toBe('summary');
    expect(records.filter(({ type }) => type === 'finding')).toHaveLength(result.findings.length);
    expect(records.filter(({ type }) => type === 'coverage')).toHaveLength(result.coverage.parts.length);
  });
});
