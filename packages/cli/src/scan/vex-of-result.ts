import type { Finding, ScanResult } from '@sallyport/findings';
import { writeOpenVex } from '@sallyport/inventory';
import type { VexStatement, VexStatus } from '@sallyport/inventory';
import { jsonList, jsonMember, jsonText, jsonTexts } from '@sallyport/kernel';

/**
 * OpenVEX 0.2.0: one statement for each vulnerable package. What no VEX document has judged counts as affected, with what
 * mends it as the action; a finding that is accepted for a while is affected as well, and the action says so.
 */
export function vexOfResult(result: ScanResult): string {
  const statements = result.findings.flatMap(statementOf);
  return writeOpenVex(statements, {
    timestamp: Date.parse(result.startedAt),
    author: 'Sallyport',
    tool: result.tool,
  });
}

function statementOf(finding: Finding): VexStatement[] {
  const vulnerability = jsonMember(finding.details, 'vulnerability');
  const id = jsonText(vulnerability, 'id');
  if (id === undefined) return [];
  const vulnerabilities = [id, ...jsonTexts(vulnerability, 'aliases')];
  const places = jsonList(finding.details, 'places');
  const covered = jsonList(finding.details, 'coveredByVex');
  return [
    ...statements(places, { vulnerabilities, ...judgementOf(finding) }),
    ...covered.flatMap((place) => statements([place], { vulnerabilities, ...judgementOfPlace(place) })),
  ];
}

/** One statement on all packages of some places; none where there are no places. */
function statements(
  places: readonly unknown[],
  said: Judgement & Pick<VexStatement, 'vulnerabilities'>,
): VexStatement[] {
  const purls = [...new Set(places.flatMap((place) => jsonText(place, 'purl') ?? []))];
  if (purls.length === 0) return [];
  return [{ ...said, products: purls.map((purl) => ({ id: purl, purl, subcomponents: [] })) }];
}

type Judgement = Pick<VexStatement, 'status' | 'justification' | 'impact' | 'action'>;

const HARMLESS: readonly VexStatus[] = ['not_affected', 'fixed'];

function judgementOf({ suppression, remediation, details }: Finding): Judgement {
  const [word] = jsonList(details, 'vex');
  const status = HARMLESS.find((each) => each === jsonText(word, 'status'));
  if (suppression?.kind === 'vex' && status !== undefined) {
    const justification = jsonText(word, 'justification');
    const reason = justification === undefined ? { impact: suppression.reason } : { justification };
    return status === 'fixed' ? { status } : { status, ...reason };
  }
  if (suppression === undefined) return { status: 'affected', action: remediation.summary };
  const until = suppression.expires === undefined ? '' : ` until ${suppression.expires}`;
  return { status: 'affected', action: `Accepted${until}: ${suppression.reason}` };
}

/** What a document says of a place that it calls harmless, kept as it was. */
function judgementOfPlace(place: unknown): Judgement {
  const status = HARMLESS.find((each) => each === jsonText(place, 'status'));
  if (status !== 'not_affected') return { status: status ?? 'under_investigation' };
  const justification = jsonText(place, 'justification');
  const impact = jsonText(place, 'impact') ?? 'Called not affected without a reason.';
  return justification === undefined ? { status, impact } : { status, justification };
}
