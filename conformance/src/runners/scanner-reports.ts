import { isSallyportError, messageOf } from '@sallyport/kernel';
import { importReport } from '@sallyport/reports';

import type { CaseResult, ConformanceRunner } from '../runner.ts';

interface ReportCase {
  readonly path: string;
  readonly tool: string;
  readonly content: string;
  /** The count after the source project's own deduplication; null where only a crash would be wrong. */
  readonly expected_findings: number | null;
}

/** The corpus' names of tools that ours differ from. */
const READERS: Readonly<Record<string, string>> = {
  anchore_enterprise: 'anchore-enterprise',
  anchore_grype: 'grype',
  aws_inspector2: 'aws-inspector',
  aws_prowler: 'prowler',
  cargo_audit: 'cargo-audit',
  dependency_track: 'dependency-track',
  detect_secrets: 'detect-secrets',
  github_secrets_detection_report: 'github-secrets',
  github_vulnerability: 'github-vulnerability',
  gitlab_container_scan: 'gitlab',
  gitlab_dast: 'gitlab',
  gitlab_dep_scan: 'gitlab',
  gitlab_sast: 'gitlab',
  gitlab_secret_detection_report: 'gitlab',
  kubebench: 'kube-bench',
  npm_audit: 'npm-audit',
  npm_audit_7_plus: 'npm-audit',
  osv_scanner: 'osv-scanner',
  pip_audit: 'pip-audit',
  retirejs: 'retire-js',
  snyk_code: 'snyk',
  trivy_operator: 'trivy-operator',
  whitehat_sentinel: 'whitehat-sentinel',
  yarn_audit: 'yarn-audit',
};

/** Other scanners' reports: the count of findings, and no crash on any file. A refusal with a clear error is no crash. */
export const runner: ConformanceRunner = {
  name: 'scanner-reports',
  async run(cases) {
    const results: CaseResult[] = [];
    for (const example of cases as readonly ReportCase[]) results.push(await judge(example));
    return results;
  },
};

async function judge(example: ReportCase): Promise<CaseResult> {
  const expected = example.expected_findings;
  const group = expected === null ? 'no-crash' : 'counts';
  try {
    const { findings } = await importReport(example.content, { tool: READERS[example.tool] ?? example.tool });
    if (expected === null || findings.length === expected) return { id: example.path, passed: true, group };
    return { id: example.path, passed: false, group, reason: `${findings.length} findings instead of ${expected}` };
  } catch (error) {
    const refused = isSallyportError(error) && error.exit === 2;
    const passed = refused && expected === null;
    return passed
      ? { id: example.path, passed, group }
      : { id: example.path, passed, group, reason: messageOf(error).slice(0, 160) };
  }
}
