import type { Finding, Occurrence } from '@sallyport/findings';

import { webUrl } from '../../shared/escape-markup.ts';
import { ruleId } from '../../shared/place.ts';
import { htmlSafeJson } from '../../shared/safe-json.ts';
import { verificationText } from '../../shared/verification.ts';
import { visibleText } from '../../shared/visible-text.ts';
import { shorten } from '../markdown-parts.ts';

const PLACES_SHOWN = 20;
const TEXT_CHARACTERS = 2_000;

/**
 * The findings as JSON for the page's script. What the findings of a rule share is written once;
 * a finding repeats message, fix and links only where its own differ from those of its rule's first one.
 */
export function* pageData(findings: readonly Finding[]): Generator<string> {
  const firsts = new Map<string, { readonly index: number; readonly finding: Finding }>();
  for (const finding of findings) {
    const id = ruleId(finding);
    if (!firsts.has(id)) firsts.set(id, { index: firsts.size, finding });
  }
  yield '{"rules":[';
  for (const { index, finding } of firsts.values()) yield `${index === 0 ? '' : ','}${htmlSafeJson(ruleOf(finding))}\n`;
  yield '],"findings":[';
  for (const [index, finding] of findings.entries()) {
    const first = firsts.get(ruleId(finding));
    if (first !== undefined) yield `${index === 0 ? '' : ','}${htmlSafeJson(findingOf(finding, first))}\n`;
  }
  yield ']}';
}

function ruleOf(finding: Finding): object {
  return {
    scanner: finding.scanner,
    rule: visibleText(finding.rule),
    title: textOf(finding.title),
    message: textOf(finding.message),
    fix: fixOf(finding),
    links: linksOf(finding),
  };
}

function findingOf(finding: Finding, first: { readonly index: number; readonly finding: Finding }): object {
  const own = first.finding;
  const sameFix = JSON.stringify(finding.remediation) === JSON.stringify(own.remediation);
  const sameLinks = JSON.stringify(linksOf(finding)) === JSON.stringify(linksOf(own));
  const { suppression } = finding;
  const verified = verificationText(finding);
  return {
    id: finding.id,
    rule: first.index,
    severity: finding.severity,
    confidence: finding.confidence,
    novelty: finding.novelty,
    tags: finding.tags.map(visibleText),
    ...(verified === undefined ? {} : { verification: textOf(verified) }),
    count: finding.occurrences.length,
    places: finding.occurrences.slice(0, PLACES_SHOWN).map(placeOf),
    ...(finding.message === own.message ? {} : { message: textOf(finding.message) }),
    ...(sameFix ? {} : { fix: fixOf(finding) }),
    ...(sameLinks ? {} : { links: linksOf(finding) }),
    ...(suppression === undefined
      ? {}
      : {
          suppression: {
            kind: suppression.kind,
            reason: textOf(suppression.reason),
            ...(suppression.expires === undefined ? {} : { expires: suppression.expires }),
          },
        }),
  };
}

function fixOf({ remediation }: Finding): object {
  return {
    summary: textOf(remediation.summary),
    ...(remediation.steps === undefined ? {} : { steps: remediation.steps.map(textOf) }),
  };
}

function linksOf(finding: Finding): string[] {
  const links = [finding.remediation.url ?? '', ...finding.references].map(webUrl);
  return [...new Set(links.filter((link) => link !== undefined))].slice(0, 20);
}

function placeOf({ location, excerpt }: Occurrence): object {
  const { range, commit } = location;
  return {
    path: textOf(location.path),
    ...(range === undefined ? {} : { line: range.start.line, endLine: range.end.line }),
    ...(commit === undefined
      ? {}
      : {
          commit: visibleText(commit.sha),
          author: textOf(`${commit.author}, ${commit.date}: ${commit.summary ?? ''}`),
        }),
    ...(excerpt === undefined
      ? {}
      : {
          excerpt: {
            first: excerpt.firstLine,
            lines: excerpt.lines.map((line) => textOf(line.replaceAll('\t', '    '))),
          },
        }),
  };
}

function textOf(text: string): string {
  return shorten(visibleText(text), TEXT_CHARACTERS);
}
