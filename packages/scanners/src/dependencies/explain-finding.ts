import type { Finding } from '@sallyport/findings';
import { jsonList, jsonMember, jsonText, jsonTexts } from '@sallyport/kernel';

import type { ExplainedPart } from '../scanner.ts';
import { percent } from './match/percent.ts';
import { wayText } from './match/remedy.ts';

/** What is known of a vulnerable package: each source's word, what is exploited, who brings it, and what mends it where. */
export function explainFinding({ details }: Finding): ExplainedPart[] {
  const vulnerability = jsonMember(details, 'vulnerability');
  if (vulnerability === undefined) return [];
  return [
    {
      title: 'Names',
      lines: [[jsonText(vulnerability, 'id') ?? '', ...jsonTexts(vulnerability, 'aliases')].join(', ')],
    },
    { title: 'What each source says of its severity', lines: severityLines(jsonMember(details, 'severity')) },
    {
      title: 'Signals, each for itself',
      lines: [
        exploitationLine(jsonMember(details, 'exploitation')),
        likelihoodLine(jsonMember(details, 'likelihood')),
        importedLine(jsonText(details, 'imported')),
      ],
    },
    { title: 'Who brings it, and what mends it', lines: jsonList(details, 'places').flatMap(placeLines) },
    ...coveredPart(jsonList(details, 'coveredByVex')),
  ];
}

const numberOf = (value: unknown, name: string): number | undefined => {
  const found = jsonMember(value, name);
  return typeof found === 'number' ? found : undefined;
};

function severityLines(severity: unknown): string[] {
  const sources = jsonList(severity, 'sources').flatMap((source) => {
    const name = jsonText(source, 'source') ?? '';
    const rating = jsonText(source, 'rating');
    const scores = jsonList(source, 'cvss').map(
      (each) =>
        `${name}: CVSS ${jsonText(each, 'version') ?? ''} ${numberOf(each, 'score') ?? ''} (${jsonText(each, 'vector') ?? ''})`,
    );
    return [...scores, ...(rating === undefined ? [] : [`${name}: ${rating}, in its own word`])];
  });
  const said = sources.length === 0 ? ['no source says anything'] : sources;
  return [...said, `counted by: ${jsonText(severity, 'counted') ?? ''}`];
}

function exploitationLine(exploitation: unknown): string {
  const state = jsonText(exploitation, 'state');
  if (state === 'exploited')
    return `KEV: exploited in the wild, listed since ${jsonText(exploitation, 'since') ?? ''} as ${jsonText(exploitation, 'cve') ?? ''}`;
  if (state === 'not listed') return 'KEV: not listed, which is no proof that nobody exploits it';
  return 'KEV: not asked; sallyport db update kev';
}

function likelihoodLine(likelihood: unknown): string {
  const probability = numberOf(likelihood, 'probability');
  if (probability !== undefined)
    return `EPSS: ${percent(probability)} for an attack within 30 days, as much as or more than ${percent(numberOf(likelihood, 'percentile') ?? 0)} of all that have a score`;
  return jsonText(likelihood, 'state') === 'not scored'
    ? 'EPSS: has no score'
    : 'EPSS: not asked; sallyport db update epss';
}

function importedLine(imported: string | undefined): string {
  if (imported === 'imported') return "Imports: the project's own sources import the package or what brings it";
  if (imported === 'not imported')
    return "Imports: nothing in the project's own sources imports it, which lowers the order and proves nothing";
  return 'Imports: not known';
}

/** Places for which the finding does not count. */
function coveredPart(covered: readonly unknown[]): ExplainedPart[] {
  if (covered.length === 0) return [];
  const lines = covered.map((place) => {
    const line = numberOf(place, 'line');
    const where = `${jsonText(place, 'path') ?? ''}${line === undefined ? '' : `:${line}`}`;
    const why = ['justification', 'impact'].flatMap((name) => jsonText(place, name)?.replaceAll('_', ' ') ?? []);
    const said = [(jsonText(place, 'status') ?? '').replace('_', ' '), ...why].join(', ');
    return `${where}  ${jsonText(place, 'version') ?? ''}: ${said} (${jsonText(place, 'file') ?? ''})`;
  });
  return [{ title: 'Places that VEX calls harmless, for which this does not count', lines }];
}

function placeLines(place: unknown): string[] {
  const line = numberOf(place, 'line');
  const where = `${jsonText(place, 'path') ?? ''}${line === undefined ? '' : `:${line}`}`;
  const way = jsonTexts(place, 'way');
  const relation = jsonText(place, 'relation') ?? 'unknown';
  const who =
    way.length > 1
      ? wayText(way)
      : relation === 'direct'
        ? 'asked for by the project itself'
        : `${relation} dependency`;
  return [
    `${where}  ${jsonText(place, 'version') ?? ''}, ${who}`,
    `  ${fixText(jsonMember(place, 'fix'), jsonText(place, 'declared'))}`,
    ...(jsonText(place, 'comesFrom') === undefined
      ? []
      : ['  it comes from elsewhere than the registry that the advisory speaks of, and may be without the flaw']),
  ];
}

function fixText(fix: unknown, declared: string | undefined): string {
  const version = jsonText(fix, 'version');
  if (version === undefined) return 'no version is known that mends it';
  const inRange = jsonMember(fix, 'inDeclaredRange');
  const range =
    declared === undefined || typeof inRange !== 'boolean'
      ? ''
      : `, which ${declared} ${inRange ? 'allows' : 'does not allow'}`;
  const clean = jsonText(fix, 'cleanVersion');
  const free = clean === undefined || clean === version ? '' : `; ${clean} is free of everything known`;
  return `${version} mends it${range}${free}`;
}
