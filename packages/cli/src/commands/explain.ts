import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { riskReasons } from '@sallyport/findings';
import type { Finding, ScanResult } from '@sallyport/findings';
import { messageOf, nearest, rfc3339 } from '@sallyport/kernel';
import { verificationText, visibleLines, visibleText } from '@sallyport/reports';
import { scanners } from '@sallyport/scanners';
import type { RuleExplanation } from '@sallyport/scanners';

import { advisoryName } from '../advisories/advisory-name.ts';
import { userCacheDir } from '../cache-dir.ts';
import type { Command, CommandInput } from '../command.ts';
import { cliErrors } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { keptResults } from '../scan/last-results.ts';
import { parseResult } from '../scan/parse-result.ts';

export const command: Command = {
  usage: 'explain ID',
  description:
    'Says what a finding, a vulnerability or a rule means, why it stands where it stands in the order, and what to do about it, step by step.\nFindings are looked up in the last scans of this machine, or in a JSON report; vulnerabilities (CVE, GHSA and all other names) in the advisories of this machine too, found or not.',
  options: [{ name: 'from', value: 'FILE', summary: 'Look the finding up in this JSON report.' }],
  maxArguments: 1,
  examples: [
    { line: 'sallyport explain sp_4f3a', what: 'a finding of the last scan, by the beginning of its id' },
    { line: 'sallyport explain CVE-2021-44228', what: 'a vulnerability, and whether a scan has found it' },
    { line: 'sallyport explain secrets/aws-access-key-id', what: 'a rule' },
  ],
  async run(input, io) {
    const [id] = input.arguments;
    if (id === undefined)
      throw cliErrors.MISSING_ARGUMENT({
        command: 'explain',
        what: 'the id of a finding, vulnerability or rule',
        example: 'sallyport explain secrets/private-key',
      });
    const rules = (await Promise.all(scanners.map((scanner) => scanner.rules()))).flat();
    const name = advisoryName(id);
    const text = id.startsWith('sp_')
      ? await explainFinding(id, results(input, io), { rules, now: io.clock.now() })
      : name === undefined
        ? explainRule(id, rules)
        : await explainVulnerability(name, results(input, io), userCacheDir(io.env, process.platform));
    await io.out(text);
    return EXIT.fine;
  },
};

async function explainVulnerability(
  name: string,
  from: readonly ScanResult[],
  cacheDir: string | undefined,
): Promise<string> {
  const { explainAdvisory, partitionNames } = await import('../advisories/explain-advisory.ts');
  const parts = explainAdvisory(name, from, cacheDir);
  if (parts !== undefined) return blocks(parts);
  const names = partitionNames(cacheDir);
  throw cliErrors.UNKNOWN_VULNERABILITY({
    name,
    where: names.length === 0 ? 'there are no advisories on this machine' : `looked for in ${names.join(', ')}`,
  });
}

function results(input: CommandInput, io: Io): ScanResult[] {
  const from = input.options.text('from');
  if (from === undefined) return keptResults(userCacheDir(io.env, process.platform));
  const result = parseResult(textOf(from, io.cwd));
  if (result === undefined)
    throw cliErrors.UNREADABLE_FILE({ path: from, reason: 'it is no JSON report of sallyport scan' });
  return [result];
}

function textOf(path: string, cwd: string): string {
  try {
    return readFileSync(resolve(cwd, path), 'utf8');
  } catch (error) {
    throw cliErrors.UNREADABLE_FILE({ path, reason: messageOf(error) }, { cause: error });
  }
}

async function explainFinding(
  id: string,
  from: readonly ScanResult[],
  known: { rules: readonly RuleExplanation[]; now: number },
): Promise<string> {
  const finding = from.flatMap((result) => result.findings).find((candidate) => candidate.id.startsWith(id));
  if (finding === undefined)
    throw cliErrors.UNKNOWN_ID({ id, hint: 'Scan again, or name the JSON report that it stands in with --from.' });
  const rule = known.rules.find((candidate) => candidate.id === `${finding.scanner}/${finding.rule}`);
  const places = finding.occurrences.slice(0, 10).map(({ location }) => {
    const line = location.range === undefined ? '' : `:${location.range.start.line}`;
    const commit =
      location.commit === undefined
        ? ''
        : ` in ${location.object ?? 'commit'} ${location.commit.sha.slice(0, 12)} by ${location.commit.author}, ${location.commit.date.slice(0, 10)}`;
    return `  ${visibleText(location.path)}${line}${visibleText(commit)}`;
  });
  const more = finding.occurrences.length > 10 ? [`  and ${finding.occurrences.length - 10} more`] : [];
  return blocks([
    `${visibleText(finding.id)}  ${visibleText(finding.title)}`,
    visibleText(finding.message),
    ...(rule === undefined ? [] : [`Why it matters\n  ${rule.why}`]),
    ...verified(finding),
    `Where\n${[...places, ...more].join('\n')}`,
    ...(await partsOf(finding)),
    `Why here in the order\n  ${order(finding)}`,
    steps(finding.remediation),
    `To accept it, with a reason and until when\n  ${accept(finding, known.now)}`,
  ]);
}

function verified(finding: Finding): string[] {
  const text = verificationText(finding);
  return text === undefined ? [] : [`With its provider\n  ${visibleText(text)}`];
}

/** What the scanner itself knows of the finding. */
async function partsOf(finding: Finding): Promise<string[]> {
  const scanner = scanners.find(({ manifest }) => manifest.id === finding.scanner);
  const parts = (await scanner?.explainFinding?.(finding)) ?? [];
  return parts.map(({ title, lines }) => `${title}\n${lines.map((line) => `  ${visibleText(line)}`).join('\n')}`);
}

function order(finding: Finding): string {
  const suppressed =
    finding.suppression === undefined ? '' : ` It is suppressed: ${visibleText(finding.suppression.reason)}`;
  return `The first of these that tells two findings apart decides: ${riskReasons(finding).join(', ')}.${suppressed}`;
}

function accept(finding: Finding, now: number): string {
  const expires = rfc3339(now + 90 * 24 * 60 * 60 * 1000).slice(0, 10);
  return `- { id: ${visibleText(finding.id)}, reason: "…", expires: ${expires} }   under suppressions: in sallyport.yaml`;
}

function explainRule(id: string, rules: readonly RuleExplanation[]): string {
  const rule = rules.find((candidate) => candidate.id === id || candidate.id.endsWith(`/${id}`));
  if (rule === undefined) {
    const near = nearest(
      id,
      rules.flatMap((candidate) => [candidate.id, candidate.id.slice(candidate.id.indexOf('/') + 1)]),
    );
    throw cliErrors.UNKNOWN_ID({
      id,
      hint:
        near === undefined ? 'Findings begin with sp_; rules read like secrets/private-key.' : `Did you mean ${near}?`,
    });
  }
  return blocks([
    `${rule.id}  ${rule.title}`,
    `Severity\n  ${rule.severity}`,
    `Why it matters\n  ${rule.why}`,
    steps(rule.remediation),
  ]);
}

function steps(remediation: RuleExplanation['remediation']): string {
  const lines = [remediation.summary, ...(remediation.steps ?? [])].map(
    (step, i) => `  ${i + 1}. ${visibleText(step)}`,
  );
  const url = remediation.url === undefined ? '' : `\n  ${visibleText(remediation.url)}`;
  return `What to do\n${lines.join('\n')}${url}`;
}

/** Whatever a block holds, nothing in it acts on a terminal. */
function blocks(parts: readonly string[]): string {
  return `${visibleLines(parts.join('\n\n'))}\n`;
}
