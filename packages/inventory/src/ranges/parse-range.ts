import { baseEcosystem, ecosystemByName } from '../ecosystems.ts';
import { parseIntervals, parseNugetBare } from './intervals.ts';
import type { Comparator, VersionRange } from './range.ts';
import { parseSemverLike } from './semver-like.ts';
import type { SemverDialect } from './semver-like.ts';
import { parseComparators, parseGem, parseHex, parsePep440 } from './specifiers.ts';

/** A range far longer than any written by hand is an attack on whoever splits it. */
const MAX_LENGTH = 8192;

const NPM: SemverDialect = { bare: '=', looseTilde: false, below: '-0', or: /\s*\|\|\s*/ };
const CARGO: SemverDialect = { bare: '^', looseTilde: false, below: '-0', or: /\s*\|\|\s*/ };
const COMPOSER: SemverDialect = { bare: '=', looseTilde: true, below: '-dev', or: /\s*\|\|?\s*/ };

type Parse = (text: string) => Comparator[][] | undefined;

const startsWithOperator = (text: string): boolean => /^[<>=!]/.test(text);
const isInterval = (text: string): boolean => /^[[(]/.test(text);

/** A bare version in a pom is the version that is taken, so that another one means an edit. */
function parseMaven(text: string): Comparator[][] | undefined {
  return isInterval(text) ? parseIntervals(text) : parseComparators(text);
}

function parseNuget(text: string): Comparator[][] | undefined {
  if (isInterval(text)) return parseIntervals(text);
  return startsWithOperator(text) ? parseComparators(text) : parseNugetBare(text);
}

const PARSERS: ReadonlyMap<string, Parse> = new Map<string, Parse>([
  ['npm', (text) => parseSemverLike(text, NPM)],
  ['Pub', (text) => parseSemverLike(text, NPM)],
  ['crates.io', (text) => parseSemverLike(text, CARGO)],
  ['Packagist', (text) => parseSemverLike(text, COMPOSER)],
  ['PyPI', parsePep440],
  ['RubyGems', parseGem],
  ['CocoaPods', parseGem],
  ['Hex', parseHex],
  ['Maven', parseMaven],
  ['NuGet', parseNuget],
  ['ConanCenter', (text) => parseSemverLike(text.replaceAll(/^\[|\]$|,\s*include_prerelease(?:=\w+)?/g, ''), NPM)],
]);

const GUARDED: ReadonlySet<string> = new Set(['npm', 'crates.io', 'PyPI', 'Pub', 'Hex']);

/**
 * A range as the ecosystem's manifests write it. Comparators (`>= 1.0, < 2.0`), which advisories use everywhere,
 * are understood in all. Undefined where the text is no range (a tag, a URL, a path).
 */
export function parseRange(ecosystem: string, text: string): VersionRange | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const base = baseEcosystem(ecosystem);
  const parse = PARSERS.get(base) ?? parseComparators;
  const alternatives =
    parse(text.trim()) ??
    (parse !== parsePep440 && startsWithOperator(text.trim()) ? parseComparators(text.trim()) : undefined);
  if (alternatives === undefined) return undefined;
  return {
    scheme: ecosystemByName(ecosystem)?.scheme ?? 'semver',
    alternatives,
    guardsPrereleases: GUARDED.has(base),
  };
}
