import type { Finding, Severity } from '@sallyport/findings';

import { escapeMarkdown, markdownLink, webUrl } from '../../shared/escape-markup.ts';
import { ruleId } from '../../shared/place.ts';
import { visibleText } from '../../shared/visible-text.ts';
import { shorten } from '../markdown-parts.ts';
import { GITHUB_LIMITS } from './limits.ts';

/** GitHub shows a number from 9.0 as critical, from 7.0 as high, from 4.0 as medium, above 0 as low. */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
  info: '0.0',
};

export type SarifLevel = 'error' | 'warning' | 'note';

const LEVELS: Readonly<Record<Severity, SarifLevel>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
};

export function sarifLevel(severity: Severity): SarifLevel {
  return LEVELS[severity];
}

export interface RuleIndex {
  /** The rules as SARIF `reportingDescriptor`s. */
  readonly descriptors: readonly object[];
  indexOf(finding: Finding): number;
}

/** The rules that the findings name, each once, described by the first finding of it. */
export function ruleIndex(findings: readonly Finding[]): RuleIndex {
  const indices = new Map<string, number>();
  const descriptors: object[] = [];
  for (const finding of findings) {
    const id = ruleId(finding);
    if (indices.has(id)) continue;
    indices.set(id, descriptors.length);
    descriptors.push(descriptorOf(finding, id));
  }
  return { descriptors, indexOf: (finding) => indices.get(ruleId(finding)) ?? -1 };
}

function descriptorOf(finding: Finding, id: string): object {
  const title = shorten(visibleText(finding.title), GITHUB_LIMITS.textCharacters);
  const helpUri = [finding.remediation.url, ...finding.references]
    .map((url) => webUrl(url ?? ''))
    .find((url) => url !== undefined);
  return {
    id,
    name: pascalCase(`${finding.scanner}-${finding.rule}`),
    shortDescription: { text: sentence(title) },
    fullDescription: { text: sentence(title) },
    ...(helpUri === undefined ? {} : { helpUri }),
    help: helpOf(finding, title),
    defaultConfiguration: { level: sarifLevel(finding.severity) },
    properties: {
      tags: tagsOf(finding),
      precision: finding.confidence === 'high' ? 'very-high' : finding.confidence,
      'problem.severity':
        finding.severity === 'info' ? 'recommendation' : sarifLevel(finding.severity) === 'error' ? 'error' : 'warning',
      'security-severity': SECURITY_SEVERITY[finding.severity],
    },
  };
}

function helpOf(finding: Finding, title: string): { text: string; markdown: string } {
  const steps = finding.remediation.steps ?? [];
  const text = [finding.remediation.summary, ...steps].map(visibleText).join('\n');
  const links = [finding.remediation.url, ...finding.references]
    .filter((url) => url !== undefined)
    .map((url) => `- ${markdownLink(url, url)}`);
  const markdown = [
    `**${escapeMarkdown(title)}**`,
    escapeMarkdown(finding.remediation.summary),
    steps.map((step, index) => `${index + 1}. ${escapeMarkdown(step)}`).join('\n'),
    links.join('\n'),
  ];
  return { text, markdown: markdown.filter((part) => part !== '').join('\n\n') };
}

/** `security` first, the weakness in the form that GitHub reads, then the rest, ten in all. */
function tagsOf(finding: Finding): string[] {
  const own = finding.tags.map((tag) => {
    const weakness = /^cwe[:-](\d+)$/i.exec(tag)?.[1];
    return weakness === undefined ? visibleText(tag) : `external/cwe/cwe-${weakness.padStart(3, '0')}`;
  });
  return [...new Set(['security', finding.scanner, ...own])].slice(0, GITHUB_LIMITS.tagsKept);
}

function pascalCase(text: string): string {
  return text
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
