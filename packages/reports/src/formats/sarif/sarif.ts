import type { ScanResult } from '@sallyport/findings';

import type { RenderOptions, SourceRepository } from '../../report-format.ts';
import { webUrl } from '../../shared/escape-markup.ts';
import { safeJson } from '../../shared/safe-json.ts';
import { byRisk } from '../../shared/summary.ts';
import { NOTIFICATION_DESCRIPTORS, sarifInvocation } from './invocation.ts';
import { GITHUB_LIMITS } from './limits.ts';
import { sarifResult } from './result.ts';
import { ruleIndex } from './rules.ts';

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
  const run = {
    tool: {
      driver: {
        name: 'Sallyport',
        fullName: `Sallyport ${result.tool.version}`,
        version: result.tool.version,
        ...(/^\d+\.\d+\.\d+/.test(result.tool.version) ? { semanticVersion: result.tool.version } : {}),
        rules: rules.descriptors,
        notifications: NOTIFICATION_DESCRIPTORS,
      },
    },
    automationDetails: { id: 'sallyport/scan/' },
    invocations: [sarifInvocation(result, { omitted, total: sorted.length })],
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The root of what was scanned.' } } },
    ...provenance(result, options.repository),
    properties: { target: result.target, resultsTotal: sorted.length, resultsOmitted: omitted },
  };
  yield `{\n"$schema": "${SCHEMA}",\n"version": "2.1.0",\n"runs": [\n${safeJson(run, 1).slice(0, -2)},\n "results": [`;
  for (const [index, finding] of kept.entries()) {
    yield `${index === 0 ? '' : ','}\n${safeJson(sarifResult(finding, rules.indexOf(finding)))}`;
  }
  yield '\n ]\n}\n]\n}\n';
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
