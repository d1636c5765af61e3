import type { Excerpt, Finding, Location, Occurrence, Suppression } from '@sallyport/findings';
import type { Range } from '@sallyport/documents';

import { pathUri, placeText, ruleId } from '../../shared/place.ts';
import { visibleText } from '../../shared/visible-text.ts';
import { GITHUB_LIMITS } from './limits.ts';
import { sarifLevel } from './rules.ts';

const BASELINE = { new: 'new', existing: 'unchanged' } as const;

/** A finding as a SARIF `result`. Its first occurrence is the location, the others are related locations. */
export function sarifResult(finding: Finding, ruleIndex: number): object {
  const [primary, ...others] = finding.occurrences;
  const shown = others.slice(0, GITHUB_LIMITS.locationsKept - 1);
  return {
    ruleId: ruleId(finding),
    ...(ruleIndex < 0 ? {} : { ruleIndex }),
    level: sarifLevel(finding.severity),
    kind: 'fail',
    message: { text: messageText(finding) },
    locations: [location(primary)],
    ...(shown.length === 0
      ? {}
      : { relatedLocations: shown.map((occurrence, index) => relatedLocation(occurrence, index + 1)) }),
    partialFingerprints: { ...primary.fingerprints, 'sallyportId/v1': finding.id },
    ...(finding.novelty === 'unknown' ? {} : { baselineState: BASELINE[finding.novelty] }),
    suppressions: finding.suppression === undefined ? [] : [suppressionOf(finding.suppression)],
    occurrenceCount: finding.occurrences.length,
    properties: propertiesOf(finding),
  };
}

function propertiesOf(finding: Finding): object {
  const commit = finding.occurrences[0].location.commit;
  return {
    id: finding.id,
    severity: finding.severity,
    confidence: finding.confidence,
    remediation: finding.remediation,
    ...(finding.references.length === 0 ? {} : { references: finding.references }),
    ...(commit === undefined ? {} : { commit }),
    ...(finding.details === undefined ? {} : { details: finding.details }),
    ...(finding.verification === undefined ? {} : { verification: finding.verification }),
  };
}

/** Square brackets are escaped: SARIF viewers make `[text](target)` in a message a link. */
function messageText(finding: Finding): string {
  const text = `${visibleText(finding.message)} ${visibleText(finding.remediation.summary)}`;
  return escapeMessage(text);
}

function escapeMessage(text: string): string {
  return text.replaceAll(/[[\]\\]/g, String.raw`\$&`);
}

function location(occurrence: Occurrence): object {
  return {
    physicalLocation: physicalLocation(occurrence),
    ...(occurrence.location.commit === undefined
      ? {}
      : { message: { text: escapeMessage(visibleText(historyPlace(occurrence.location))) } }),
  };
}

/** A commit's or tag's own text has no file: the location names it, and this sentence says so. */
function historyPlace(location: Location): string {
  const place = placeText(location);
  return location.object === undefined ? `In commit ${place}.` : `In no file, but in the ${place}.`;
}

function relatedLocation(occurrence: Occurrence, id: number): object {
  return {
    id,
    physicalLocation: physicalLocation(occurrence),
    message: { text: escapeMessage(visibleText(`Also in ${placeText(occurrence.location)}.`)) },
  };
}

function physicalLocation({ location, excerpt }: Occurrence): object {
  return {
    artifactLocation: artifactLocation(location),
    ...(location.range === undefined ? {} : { region: region(location.range, excerpt) }),
    ...(location.range === undefined || excerpt === undefined || excerpt.lines.length === 0
      ? {}
      : { contextRegion: contextRegion(excerpt, location.range) }),
  };
}

function artifactLocation(location: Location): object {
  return { uri: pathUri(location.path), uriBaseId: '%SRCROOT%' };
}

function region(range: Range, excerpt: Excerpt | undefined): object {
  const { start, end } = range;
  const line = excerpt?.lines[start.line - excerpt.firstLine];
  return {
    startLine: start.line,
    startColumn: start.column,
    endLine: end.line,
    endColumn: Math.max(end.column, end.line === start.line ? start.column : 1),
    ...(line === undefined || start.line !== end.line
      ? {}
      : { snippet: { text: line.slice(start.column - 1, end.column - 1) } }),
  };
}

/** The excerpt's lines; they hold the region, since a context that does not would be refused. */
function contextRegion(excerpt: Excerpt, range: Range): object | undefined {
  const lastLine = excerpt.firstLine + excerpt.lines.length - 1;
  if (excerpt.firstLine > range.start.line || lastLine < range.end.line) return undefined;
  return { startLine: excerpt.firstLine, endLine: lastLine, snippet: { text: excerpt.lines.join('\n') } };
}

function suppressionOf(suppression: Suppression): object {
  const until = suppression.expires === undefined ? '' : ` (until ${suppression.expires})`;
  const { location } = suppression;
  return {
    kind: suppression.kind === 'inline' ? 'inSource' : 'external',
    status: 'accepted',
    justification: visibleText(`${suppression.reason}${until}`),
    ...(location === undefined
      ? {}
      : {
          location: {
            physicalLocation: {
              artifactLocation: artifactLocation(location),
              ...(location.range === undefined ? {} : { region: region(location.range, undefined) }),
            },
          },
        }),
  };
}
