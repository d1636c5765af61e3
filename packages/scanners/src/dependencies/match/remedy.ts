import type { Remediation } from '@sallyport/findings';
import type { Package } from '@sallyport/inventory';

import { isOfWorkspace, mustRaiseFirst, updateCommand } from './commands.ts';
import { isForeign } from './foreign.ts';
import type { Instance } from './instance.ts';

/** How many vulnerabilities a package has in one place. */
export type CountOf = (found: Package) => number;

/** What mends the finding: the smallest change for each place, the first one in one sentence. */
export function remedyOf(instances: readonly Instance[], countOf: CountOf): Remediation {
  const [first, ...others] = [...new Set(instances.map((instance) => sentenceOf(instance, countOf)))];
  const steps = [...new Set(instances.flatMap(stepsOf))];
  return { summary: first ?? '', steps: [...others, ...steps] };
}

function sentenceOf(instance: Instance, countOf: CountOf): string {
  const { package: found, fix, kind } = instance.match;
  const { name, version } = found;
  if (kind === 'malicious')
    return `Remove ${name} at once, and treat every machine that installed it, and every secret on it, as taken.`;
  if (isForeign(found)) return foreignSentence(instance);
  if (fix.version !== undefined)
    return `Update ${name} from ${version ?? 'its version'} to ${asWritten(found, fix.version)}${howOf(instance)}${othersOf(instance, countOf)}.`;
  if (kind === 'unmaintained') return `Replace ${name}: nobody maintains it any more.`;
  return `No version of ${name} is known that mends this: replace it, or accept it with a reason and an expiry.`;
}

/** Go writes `v` before a version, advisories do not. */
export function asWritten(found: Package, version: string): string {
  const isBare = /^\d/.test(version) && /^v\d/.test(found.version ?? '');
  return isBare ? `v${version}` : version;
}

function foreignSentence({ match: { package: found, fix } }: Instance): string {
  const { name, resolved } = found;
  const from = resolved?.kind === 'git' ? 'a git repository' : 'an address of its own';
  const move = fix.version === undefined ? '' : ` and move to one that has what ${fix.version} of the registry mends`;
  return `${name} comes from ${from} (${resolved?.url ?? 'not named'}), not from the registry that the advisory speaks of: see whether this revision has the flaw${move}.`;
}

/** One move that mends everything that is known of the package. */
function othersOf({ match: { package: found, fix } }: Instance, countOf: CountOf): string {
  const count = countOf(found);
  if (count < 2 || fix.cleanVersion === undefined) return '';
  if (fix.cleanVersion === fix.version) return ` (it mends all ${count})`;
  return ` (${asWritten(found, fix.cleanVersion)} mends all ${count})`;
}

/** What stands in the way of the version, or that nothing does. */
function howOf(instance: Instance): string {
  const { package: found, fix } = instance.match;
  if (found.ecosystem === 'Go') return howGo(found);
  if (found.relation === 'transitive') return howTransitive(instance);
  if (found.declared === undefined || found.declared.range === '' || fix.inDeclaredRange === 'unknown') return '';
  const { range } = found.declared;
  return fix.inDeclaredRange
    ? `, which the declared range ${range} allows`
    : `: the declared range ${range} must be raised`;
}

/** Go builds what go.mod asks for, whatever others ask for below it. */
function howGo({ relation, declared, name }: Package): string {
  if (declared?.group === 'replace')
    return `: ${isOfWorkspace(declared) ? 'go.work' : 'go.mod'} replaces ${declared.name ?? name} by ${name} ${declared.range}, which must be raised`;
  return relation === 'transitive' ? ', which go.mod may ask for whatever brings it' : '';
}

function howTransitive({ way, inTheWay }: Instance): string {
  const [first] = way;
  const by = way.length < 2 || first === undefined ? 'another package' : first;
  if (inTheWay === undefined)
    return `: it comes with ${by}, which must ${by === first ? 'move unless it allows' : 'allow'} that version`;
  const [blocker, ...others] = inTheWay;
  if (blocker === undefined) return `, which everything that brings it allows`;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  const move =
    blocker.name === first ? `${first} must move` : `${by} must move to a version that brings another ${blocker.name}`;
  return `: ${blocker.name} asks for ${blocker.range}${more}, so that ${move}`;
}

function stepsOf(instance: Instance): string[] {
  const { match, way } = instance;
  const { package: found, fix } = match;
  if (fix.version === undefined || match.kind === 'malicious') return [];
  const ways = way.length > 1 ? [`${found.name} comes in by ${wayText(way)}.`] : [];
  if (isForeign(found)) return ways;
  const clean =
    fix.cleanVersion === undefined || fix.cleanVersion === fix.version
      ? []
      : [
          `${found.name} ${asWritten(found, fix.cleanVersion)} is the smallest version that no known advisory speaks of.`,
        ];
  return [...ways, ...commandStep(instance, fix.version), ...clean];
}

/** What is to be run, and for which lock file, where nothing stands in the way. */
function commandStep({ match: { package: found }, inTheWay }: Instance, version: string): string[] {
  if (mustRaiseFirst(found, version)) return [`${raiseText(found, version)}${placeText(found)}`];
  const isFree = found.relation !== 'transitive' || found.ecosystem === 'Go' || inTheWay?.length === 0;
  const command = isFree ? updateCommand(found, version) : undefined;
  return command === undefined ? [] : [`Run ${command}${placeText(found)}`];
}

function raiseText({ name, declared }: Package, version: string): string {
  const manifest = declared?.location?.path ?? 'the manifest';
  return `Raise the range ${declared?.range ?? ''} of ${name} in ${manifest} to ${version}, then lock again`;
}

/** The lock file; the packages of a distribution have none. */
function placeText({ ecosystem, location }: Package): string {
  return location === undefined || ecosystem.includes(':') ? '' : ` (${location.path})`;
}

/** `a > b > c`; the middle of a long way is left out. */
export function wayText(way: readonly string[]): string {
  return (way.length > 6 ? [...way.slice(0, 3), '…', ...way.slice(-2)] : way).join(' > ');
}
