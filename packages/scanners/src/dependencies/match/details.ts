import type { VulnerabilityMatch } from '@sallyport/advisories';
import { normaliseName, purlOf } from '@sallyport/inventory';
import type { JsonValue } from '@sallyport/kernel';

import type { Imported } from '../imports/imported.ts';
import type { VexWord } from '../vex/vex-word.ts';
import { isForeign } from './foreign.ts';
import type { Instance } from './instance.ts';
import { asWritten } from './remedy.ts';
import type { CountedSeverity } from './severity.ts';

/** Most places that are told of one vulnerable package. */
const MOST_INSTANCES = 50;

export interface DetailFacts {
  readonly match: VulnerabilityMatch;
  readonly instances: readonly Instance[];
  readonly counted: CountedSeverity;
  readonly imported: Imported;
  /** What VEX says of each place. */
  readonly words: readonly (VexWord | undefined)[];
}

/** What reports, gates and `explain` get to know of a vulnerable package: every source's word, never joined into one number. */
export function detailsOf({ match, instances, counted, imported, words }: DetailFacts): { [name: string]: JsonValue } {
  const { package: found, severity } = match;
  return {
    package: { ecosystem: found.ecosystem, name: found.name, purl: found.purl, version: found.version ?? '' },
    vulnerability: {
      id: match.id,
      aliases: [...match.aliases],
      kind: match.kind,
      records: match.advisories.map(({ advisory }) => ({
        id: advisory.id,
        source: advisory.source,
        published: advisory.published,
        modified: advisory.modified,
      })),
    },
    severity: {
      rating: severity.rating,
      source: severity.source,
      rule: severity.rule,
      counted: counted.because,
      ...(severity.score === undefined ? {} : { score: severity.score }),
      ...(severity.vector === undefined ? {} : { vector: severity.vector }),
      sources: match.severities.map(({ source, rating, cvss }) => ({
        source,
        ...(rating === undefined ? {} : { rating }),
        cvss: cvss.map((each) => ({ version: each.version, score: each.score, vector: each.vector })),
      })),
    },
    exploitation: exploitationOf(match),
    likelihood: likelihoodOf(match),
    imported,
    ...upgradeOf(match, instances),
    ...vexOf(words),
    places: instances.slice(0, MOST_INSTANCES).map(placeOf),
  };
}

/** The one move that mends the finding, by which reports put together what it mends besides. */
function upgradeOf({ kind }: VulnerabilityMatch, [first]: readonly Instance[]): { [name: string]: JsonValue } {
  if (first === undefined || kind === 'malicious' || isForeign(first.match.package)) return {};
  const { package: found, fix } = first.match;
  const version = fix.cleanVersion ?? fix.version;
  if (fix.version === undefined || version === undefined) return {};
  const { ecosystem, name } = found;
  return {
    upgrade: { purl: purlOf(ecosystem, normaliseName(ecosystem, name)), name, version: asWritten(found, version) },
  };
}

function exploitationOf({ exploitation }: VulnerabilityMatch): { [name: string]: JsonValue } {
  if (exploitation.state !== 'exploited') return { state: exploitation.state };
  const { cve, entry } = exploitation;
  return { state: 'exploited', cve, since: entry.added, due: entry.due, ransomware: entry.ransomware };
}

function likelihoodOf({ likelihood }: VulnerabilityMatch): { [name: string]: JsonValue } {
  if (likelihood.state !== 'scored') return { state: likelihood.state };
  const { cve, score } = likelihood;
  return { state: 'scored', cve, probability: score.probability, percentile: score.percentile };
}

function placeOf({ match, way, broughtBy, inTheWay }: Instance): { [name: string]: JsonValue } {
  const { package: found, fix } = match;
  return {
    purl: found.purl,
    version: found.version ?? '',
    relation: found.relation,
    way: [...way],
    ...(broughtBy === undefined ? {} : { broughtBy: broughtBy.purl }),
    ...(found.location === undefined ? {} : { path: found.location.path }),
    ...(found.location?.range === undefined ? {} : { line: found.location.range.start.line }),
    ...(found.declared === undefined ? {} : { declared: found.declared.range }),
    // Advisories speak of the registry's package, which this one need not be.
    ...(isForeign(found) ? { comesFrom: found.resolved?.kind ?? '' } : {}),
    ...(inTheWay === undefined ? {} : { inTheWay: inTheWay.map(({ name, range }) => ({ name, range })) }),
    dev: found.dev,
    optional: found.optional,
    fix: fixOf(fix),
  };
}

function fixOf({ version, cleanVersion, inDeclaredRange, all }: VulnerabilityMatch['fix']): {
  [name: string]: JsonValue;
} {
  return {
    ...(version === undefined ? {} : { version }),
    ...(cleanVersion === undefined ? {} : { cleanVersion }),
    inDeclaredRange,
    all: [...all],
  };
}

/** Places that VEX calls harmless while the finding counts for others, each with what it says. */
export function coveredPlaces(
  covered: readonly Instance[],
  vexOf: (match: VulnerabilityMatch) => VexWord | undefined,
): { [name: string]: JsonValue } {
  const told = covered.slice(0, MOST_INSTANCES).flatMap((instance) => {
    const word = vexOf(instance.match);
    if (word === undefined) return [];
    const { purl, version = '', location } = instance.match.package;
    return [
      {
        purl,
        version,
        ...(location === undefined ? {} : { path: location.path }),
        ...(location?.range === undefined ? {} : { line: location.range.start.line }),
        ...wordFields(word),
        ...(word.impact === undefined ? {} : { impact: word.impact }),
      },
    ];
  });
  return told.length === 0 ? {} : { coveredByVex: told };
}

function wordFields({ status, justification, author, file }: VexWord): { [name: string]: JsonValue } {
  return { status, ...(justification === undefined ? {} : { justification }), author, file };
}

function vexOf(words: readonly (VexWord | undefined)[]): { [name: string]: JsonValue } {
  const said = words.flatMap((word) => word ?? []);
  if (said.length === 0) return {};
  const all = said.map(wordFields);
  return { vex: all.slice(0, MOST_INSTANCES) };
}
