import { renderReport } from '@sallyport/reports';
import * as samples from '@sallyport/reports/testing';

import type { CaseResult, ConformanceRunner } from '../runner.ts';
import { multitoolErrors, multitoolMissing } from '../sarif-multitool.ts';

/** A SARIF file and whether the validator must accept it. `--file` takes a list of these. */
interface SarifCase {
  readonly id: string;
  readonly sarif: string;
  readonly valid: boolean;
}

/** Our SARIF output held against SARIF Multitool's rules, SARIF's and GitHub's; files that are wrong on purpose must be refused. */
export const runner: ConformanceRunner = {
  name: 'sarif-output',
  unavailable: multitoolMissing,
  async run(cases) {
    const results: CaseResult[] = [];
    for (const example of cases === undefined ? await ownCases() : casesOf(cases)) results.push(await judge(example));
    return results;
  },
};

function casesOf(cases: unknown): SarifCase[] {
  if (!Array.isArray(cases)) throw new TypeError('sarif-output takes a list of { id, sarif, valid }');
  return cases.map((entry: Partial<SarifCase>, index) => ({
    id: entry.id ?? String(index),
    sarif: typeof entry.sarif === 'string' ? entry.sarif : JSON.stringify(entry.sarif),
    valid: entry.valid ?? true,
  }));
}

async function judge({ id, sarif, valid }: SarifCase): Promise<CaseResult> {
  const errors = await multitoolErrors(sarif);
  const group = valid ? 'accepted' : 'refused';
  if (valid) {
    const reason = errors.slice(0, 3).join('; ');
    return errors.length === 0 ? { id, passed: true, group } : { id, passed: false, reason, group };
  }
  return errors.length > 0 ? { id, passed: true, group } : { id, passed: false, reason: 'was not refused', group };
}

async function ownCases(): Promise<SarifCase[]> {
  const realistic = await sarifOf(samples.realisticResult());
  const valid = [
    { id: 'realistic', sarif: realistic },
    { id: 'hostile', sarif: await sarifOf(samples.hostileResult()) },
    { id: 'clean', sarif: await sarifOf(samples.sampleResult()) },
    { id: 'incomplete', sarif: await sarifOf(samples.incompleteResult()) },
    { id: 'nothing-scanned', sarif: await sarifOf(samples.nothingScannedResult()) },
    { id: 'large', sarif: await sarifOf(samples.largeResult(1_000)) },
    {
      id: 'provenance',
      sarif: await sarifOf(samples.realisticResult(), {
        repository: { url: 'https://git.example/team/app', branch: 'main' },
      }),
    },
  ];
  const broken = [
    {
      id: 'broken-uri',
      sarif: realistic.replace('"uri":"deploy/production/values.yaml"', '"uri":"deploy values\\\\x.yaml"'),
    },
    { id: 'no-message', sarif: realistic.replaceAll('"message":', '"massage":') },
    { id: 'broken-region', sarif: realistic.replace('"startLine":4', '"startLine":-4') },
    { id: 'no-locations', sarif: realistic.replace(/"locations":\[\{"physicalLocation".*?\}\}\],/s, '') },
    { id: 'cut-off', sarif: realistic.slice(0, -40) },
  ];
  return [
    ...valid.map((example) => ({ ...example, valid: true })),
    ...broken.map((example) => ({ ...example, valid: example.sarif === realistic })),
  ];
}

async function sarifOf(...[result, options]: SarifArguments): Promise<string> {
  return [...(await renderReport('sarif', result, options))].join('');
}

type SarifArguments = [Parameters<typeof renderReport>[1], Parameters<typeof renderReport>[2]?];
