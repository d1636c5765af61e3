import type { VulnerabilityMatch } from '@sallyport/advisories';
import type { Sighting } from '@sallyport/findings';
import { normaliseName, purlOf } from '@sallyport/inventory';
import type { Package } from '@sallyport/inventory';

import type { Imported } from '../imports/imported.ts';
import { doesNoHarm, suppressionOf } from '../vex/vex-word.ts';
import type { VexWord } from '../vex/vex-word.ts';
import { coveredPlaces, detailsOf } from './details.ts';
import { graphOf, instanceOf } from './instance.ts';
import type { Graph, Instance } from './instance.ts';
import { remedyOf } from './remedy.ts';
import type { CountOf } from './remedy.ts';
import { countedSeverity } from './severity.ts';
import { percent } from './percent.ts';
import { titleOf } from './title.ts';
import { unionOf } from './union.ts';

const MOST_REFERENCES = 12;

export interface SightingFacts {
  readonly packages: readonly Package[];
  readonly importedOf: (found: Package) => Imported;
  readonly vexOf: (match: VulnerabilityMatch) => VexWord | undefined;
}

/** One finding a package and vulnerability, with an occurrence for each place that names the package. */
export function toSightings(matches: readonly VulnerabilityMatch[], facts: SightingFacts): Sighting[] {
  const graph = graphOf(facts.packages);
  const counts = Map.groupBy(matches, ({ package: found }) => found);
  const countOf = (found: Package): number => counts.get(found)?.length ?? 0;
  const groups = Map.groupBy(matches, (match) => `${anchorOf(match.package)} ${match.id}`);
  return [...groups].flatMap(([anchor, group]) => sightingsOf(anchor, group, { ...facts, graph, countOf }));
}

/** The package's own name wherever it stands and whatever its version. */
export function anchorOf({ ecosystem, name }: Package): string {
  return purlOf(ecosystem, normaliseName(ecosystem, name));
}

/** Sightings of one finding say the same; only their places differ. */
function sightingsOf(
  anchor: string,
  group: readonly VulnerabilityMatch[],
  facts: SightingFacts & { readonly graph: Graph; readonly countOf: CountOf },
): Sighting[] {
  const all = group.map((each) => instanceOf(each, facts.graph)).toSorted(byUse);
  const isHarmless = ({ match }: Instance): boolean => {
    const word = facts.vexOf(match);
    return word !== undefined && doesNoHarm(word);
  };
  // What VEX calls harmless in one place says nothing of the others, which alone are told then.
  const { true: covered = [], false: counting = [] } = Object.groupBy(all, (each) => `${isHarmless(each)}`);
  const instances = counting.length === 0 ? all : counting;
  const first = instances[0]?.match;
  if (first === undefined) return [];
  const match = unionOf(first, instances.map((each) => each.match).toSorted(byPlace));
  const imported = importedOf(instances, facts);
  const counted = countedSeverity(match);
  const words = instances.map((instance) => facts.vexOf(instance.match));
  const suppression = suppressionOf(words);
  const said = {
    scanner: 'dependencies',
    rule: match.id,
    title: titleOf(match),
    message: messageOf(match, instances, imported),
    severity: counted.severity,
    confidence: 'high',
    remediation: remedyOf(instances, facts.countOf),
    references: referencesOf(match),
    tags: tagsOf(match, instances, imported),
    details: {
      ...detailsOf({ match, instances, counted, imported, words }),
      ...(counting.length === 0 ? {} : coveredPlaces(covered, facts.vexOf)),
    },
    anchor,
    anchorIsGlobal: true,
    ...(suppression === undefined ? {} : { suppression }),
  } satisfies Omit<Sighting, 'location'>;
  return instances.map(({ match: { package: found } }) => ({ ...said, location: found.location ?? { path: '.' } }));
}

/** What is used in production and direct first: of these the sentence speaks. */
function byUse({ match: { package: a } }: Instance, { match: { package: b } }: Instance): number {
  const rank = (found: Package): number => (found.dev ? 2 : 0) + (found.relation === 'direct' ? 0 : 1);
  return rank(a) - rank(b) || (keyOf(a) < keyOf(b) ? -1 : 1);
}

function byPlace({ package: a }: VulnerabilityMatch, { package: b }: VulnerabilityMatch): number {
  return keyOf(a) < keyOf(b) ? -1 : 1;
}

/** Where nothing else tells two places apart, their paths and versions do, never the order in which they were read. */
function keyOf({ version = '', location }: Package): string {
  return `${location?.path ?? ''} ${version} ${String(location?.range?.start.line ?? 0).padStart(8, '0')}`;
}

function importedOf(instances: readonly Instance[], facts: SightingFacts): Imported {
  const all = new Set(instances.map(({ match }) => facts.importedOf(match.package)));
  if (all.has('imported')) return 'imported';
  return all.has('unknown') ? 'unknown' : 'not imported';
}

function messageOf(match: VulnerabilityMatch, instances: readonly Instance[], imported: Imported): string {
  const versions = [...new Set(instances.map((each) => each.match.package.version ?? ''))].join(', ');
  const { name, relation } = match.package;
  const how = relation === 'unknown' ? '' : ` (${relation}${instances.every(isDev) ? ', development only' : ''})`;
  const others = match.aliases.length === 0 ? '' : `, also ${match.aliases.slice(0, 3).join(', ')}`;
  const facts = [
    `${name} ${versions}${how} has ${match.id}${others}: ${ratingText(match)}.`,
    ...signalTexts(match),
    ...(imported === 'not imported' ? ["The project's own sources do not import it."] : []),
  ];
  return facts.join(' ');
}

const isDev = ({ match }: Instance): boolean => match.package.dev;

function ratingText({ severity }: VulnerabilityMatch): string {
  const score = severity.score === undefined ? '' : ` ${severity.score.toFixed(1)}`;
  return severity.rating === 'unknown' ? severity.rule : `${severity.rating}${score} by ${severity.rule}`;
}

function signalTexts({ exploitation, likelihood }: VulnerabilityMatch): string[] {
  const texts: string[] = [];
  if (exploitation.state === 'exploited') {
    const ransom = exploitation.entry.ransomware ? ', by ransomware too' : '';
    texts.push(`It is exploited in the wild${ransom} (KEV, since ${exploitation.entry.added}).`);
  }
  if (likelihood.state === 'scored')
    texts.push(`EPSS gives ${percent(likelihood.score.probability)} for an attack within 30 days.`);
  return texts;
}

function referencesOf({ advisories }: VulnerabilityMatch): string[] {
  const urls = advisories.flatMap(({ advisory }) => advisory.references);
  return [...new Set(urls)].filter((url) => /^https?:\/\//.test(url)).slice(0, MOST_REFERENCES);
}

/** From this probability on an attack is called likely. */
const LIKELY = 0.1;

function tagsOf(match: VulnerabilityMatch, instances: readonly Instance[], imported: Imported): string[] {
  const relations = new Set(instances.map((each) => each.match.package.relation));
  const { likelihood } = match;
  return [
    match.kind,
    ...(match.exploitation.state === 'exploited' ? ['kev'] : []),
    ...(likelihood.state === 'scored' && likelihood.score.probability >= LIKELY ? ['likely'] : []),
    match.kind === 'malicious' || match.fix.version !== undefined ? 'fixable' : 'no-fix',
    ...(['direct', 'transitive'] as const).filter((relation) => relations.has(relation)).slice(0, 1),
    ...(instances.every(isDev) ? ['dev'] : []),
    ...(imported === 'unknown' ? [] : [imported.replace(' ', '-')]),
    ...new Set(
      match.advisories.flatMap(({ advisory }) => advisory.cwes.map((cwe) => cwe.toLowerCase().replace('-', ':'))),
    ),
  ];
}
