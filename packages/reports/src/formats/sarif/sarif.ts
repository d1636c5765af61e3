import type { Finding, ScanResult } from '@sallyport/findings';

import type { RenderOptions, SourceRepository } from '../../report-format.ts';
import { webUrl } from '../../shared/escape-markup.ts';
import { safeJson } from '../../shared/safe-json.ts';
import { byRisk } from '../../shared/summary.ts';
import { NOTIFICATION_DESCRIPTORS, sarifInvocation } from './invocation.ts';
import { GITHUB_LIMITS } from './limits.ts';
import { sarifResult } from './result.ts';
import { ruleIndex } from './rules.ts';
import type { RuleIndex } from './rules.ts';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

/**
 * SARIF 2.1.0 (OASIS) within GitHub's limits: one run, worst results first, at most 25,000 of them; what is cut
 * is said in the run's notifications and properties.
 */
export function* render(result: ScanResult, options: RenderOptions): Generator<string> {
  const sorted = byRisk(result.findings);
  const kept = sorted.slice(0, GITHUB_LIMITS.resultsAccepted);
  const rules = ruleIndex(kept);
  const omitted = sorted.length - kept.length;
  const driver = {
    name: 'Sallyport',
    fullName: `Sallyport ${result.tool.version}`,
    version: result.tool.version,
    ...(/^\d+\.\d+\.\d+/.test(result.tool.version) ? { semanticVersion: result.tool.version } : {}),
    notifications: NOTIFICATION_DESCRIPTORS,
  };
  const run = {
    automationDetails: { id: 'sallyport/scan/' },
    invocations: [sarifInvocation(result, options, { omitted, total: sorted.length })],
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The root of what was scanned.' } } },
    ...provenance(result, options.repository),
    properties: {
      target: result.target,
      identityVersion: result.identityVersion,
      resultsTotal: sorted.length,
      resultsOmitted: omitted,
    },
  };
  yield `{\n"$schema": "${SCHEMA}",\n"version": "2.1.0",\n"runs": [{\n"tool": {"driver": ${open(driver)}, "rules": [`;
  yield* elements(rules.descriptors);
  yield `\n]}},\n${open(run).slice(1)},\n"results": [`;
  yield* elements(sarifResults(kept, rules));
  yield '\n]\n}]\n}\n';
}

function* sarifResults(findings: readonly Finding[], rules: RuleIndex): Generator<object> {
  for (const finding of findings) yield sarifResult(finding, rules.indexOf(finding));
}

/** The elements of an array, one a line. */
function* elements(values: Iterable<object>): Generator<string> {
  let lead = '\n';
  for (const value of values) {
    yield `${lead}${safeJson(value)}`;
    lead = ',\n';
  }
}

/** An object's JSON without its closing brace, to go on with a streamed field. */
function open(value: object): string {
  return safeJson(value).slice(0, -1);
}

function provenance(result: ScanResult, repository: SourceRepository | undefined): object {
  const repositoryUri = webUrl(repository?.url ?? '');
  if (repository === undefined || repositoryUri === undefined) return {};
  const revision = repository.revision ?? (result.target.kind === 'git' ? result.target.resolved : undefined);
  return {
    versionControlProvenance: [
      {
        repositoryUri,
        ...(revision === undefined ? {} : { revisionId: revision }),
        ...(repository.branch === undefined ? {} : { branch: repository.branch }),
        mappedTo: { uriBaseId: '%SRCROOT%' },
      },
    ],
  };
}
