import type { Finding } from '@sallyport/findings';
import { jsonMember, jsonText } from '@sallyport/kernel';

/** Findings that are told as one, the gravest first: those that one upgrade of one package mends. */
export interface ToldFindings {
  readonly first: Finding;
  /** The others that the same upgrade mends. */
  readonly others: readonly Finding[];
  /** The upgrade, where there are others: `upgrade lodash to 4.17.21`. */
  readonly upgrade?: string;
}

/** Puts findings that one upgrade mends together, in the place of the first of them; what is new stays apart from what is not. */
export function groupByUpgrade(findings: readonly Finding[]): ToldFindings[] {
  const groups = Map.groupBy(findings, (finding) => {
    const to = upgradeOf(finding);
    return to === undefined ? finding.id : `${to.purl}\n${to.version}\n${finding.novelty}`;
  });
  return [...groups.values()].flatMap(([first, ...others]): ToldFindings[] => {
    if (first === undefined) return [];
    const to = others.length === 0 ? undefined : upgradeOf(first);
    return [{ first, others, ...(to === undefined ? {} : { upgrade: `upgrade ${to.name} to ${to.version}` }) }];
  });
}

/** `Upgrade lodash to 4.17.21: mends 5, the worst: …`; the title itself where there is no upgrade of several. */
export function toldTitle({ first, others, upgrade }: ToldFindings): string {
  if (upgrade === undefined) return first.title;
  return `U${upgrade.slice(1)}: mends ${others.length + 1}, the worst: ${first.title}`;
}

/** `CVE-2020-8203, CVE-2021-23337 and 1 more`: what else the upgrade mends; undefined where there is nothing else. */
export function alsoMended({ others }: ToldFindings, most = 8): string | undefined {
  if (others.length === 0) return undefined;
  const rest = others.length - most;
  const names = others.slice(0, most).map(({ rule, severity }) => `${rule} (${severity})`);
  return `Mends also ${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.`;
}

interface Upgrade {
  readonly purl: string;
  readonly name: string;
  readonly version: string;
}

/** What the scanner of packages says in the details of a finding that a version mends. */
function upgradeOf({ details }: Finding): Upgrade | undefined {
  const upgrade = jsonMember(details, 'upgrade');
  const [purl, name, version] = ['purl', 'name', 'version'].map((key) => jsonText(upgrade, key));
  return purl === undefined || name === undefined || version === undefined ? undefined : { purl, name, version };
}
