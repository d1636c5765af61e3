import type { Remediation } from '@sallyport/findings';

import { updateCommand } from './commands.ts';
import type { Instance } from './instance.ts';

/** What mends the finding: the smallest change for each place, the first one in one sentence. */
export function remedyOf(instances: readonly Instance[]): Remediation {
  const [first, ...others] = [...new Set(instances.map(sentenceOf))];
  const steps = [...new Set(instances.flatMap(stepsOf))];
  return { summary: first ?? '', steps: [...others, ...steps] };
}

function sentenceOf(instance: Instance): string {
  const { package: found, fix, kind } = instance.match;
  const { name, version } = found;
  if (kind === 'malicious')
    return `Remove ${name} at once, and treat every machine that installed it, and every secret on it, as taken.`;
  if (fix.version !== undefined)
    return `Update ${name} from ${version ?? 'its version'} to ${fix.version}${howOf(instance)}.`;
  if (kind === 'unmaintained') return `Replace ${name}: nobody maintains it any more.`;
  return `No version of ${name} is known that mends this: replace it, or accept it with a reason and an expiry.`;
}

/** What stands in the way of the version, or that nothing does. */
function howOf(instance: Instance): string {
  const { package: found, fix } = instance.match;
  if (found.relation === 'transitive') return howTransitive(instance);
  if (found.declared === undefined || fix.inDeclaredRange === 'unknown') return '';
  const { range } = found.declared;
  return fix.inDeclaredRange
    ? `, which the declared range ${range} allows`
    : `: the declared range ${range} must be raised`;
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

function stepsOf({ match, way, inTheWay }: Instance): string[] {
  const { package: found, fix } = match;
  if (fix.version === undefined || match.kind === 'malicious') return [];
  const command = updateCommand(found, fix.version);
  const ways = way.length > 1 ? [`${found.name} comes in by ${wayText(way)}.`] : [];
  const isFree = found.relation !== 'transitive' || inTheWay?.length === 0;
  const run =
    command === undefined || !isFree
      ? []
      : [`Run ${found.relation === 'transitive' ? refreshCommand(found, command) : command}`];
  const clean =
    fix.cleanVersion === undefined || fix.cleanVersion === fix.version
      ? []
      : [`${found.name} ${fix.cleanVersion} is the smallest version that no known advisory speaks of.`];
  return [...ways, ...run, ...clean];
}

/** Installing a transitive package by name would make it a direct one; npm has a word for renewing it. */
function refreshCommand({ ecosystem, name, location }: Instance['match']['package'], command: string): string {
  if (ecosystem !== 'npm' || location?.path.endsWith('package-lock.json') !== true) return command;
  return `npm update ${name}`;
}

/** `a > b > c`; the middle of a long way is left out. */
export function wayText(way: readonly string[]): string {
  return (way.length > 6 ? [...way.slice(0, 3), '…', ...way.slice(-2)] : way).join(' > ');
}
