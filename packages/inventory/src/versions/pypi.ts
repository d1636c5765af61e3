import { compareDigits, compareText, isNumeric } from './digits.ts';

const PEP440 =
  /^\s*v?(?:(?<epoch>\d+)!)?(?<release>\d+(?:\.\d+)*)(?:[-_.]?(?<preKind>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?<pre>\d*))?(?<postPart>-(?<implicitPost>\d+)|[-_.]?(?:post|rev|r)[-_.]?(?<post>\d*))?(?<devPart>[-_.]?dev[-_.]?(?<dev>\d*))?(?:\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?\s*$/i;

const PRE_RANK: Readonly<Record<string, number>> = { a: 0, alpha: 0, b: 1, beta: 1, c: 2, rc: 2, pre: 2, preview: 2 };

/** A version in parts that compare one after the other; digits stay text, so that their size does not matter. */
export interface PypiVersion {
  readonly epoch: string;
  readonly release: readonly string[];
  /** -1: a development release of a plain version; 0, 1, 2: a, b, rc; 3: none. */
  readonly preRank: number;
  readonly pre: string;
  /** Undefined: not a post-release. */
  readonly post: string | undefined;
  /** Undefined: not a development release. */
  readonly dev: string | undefined;
  readonly local: readonly string[] | undefined;
}

/** PEP 440; undefined where the text is a version of before that. */
export function parsePypi(text: string): PypiVersion | undefined {
  const groups = PEP440.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const post = groups['postPart'] === undefined ? undefined : (groups['implicitPost'] ?? groups['post'] ?? '');
  const dev = groups['devPart'] === undefined ? undefined : (groups['dev'] ?? '');
  return {
    epoch: groups['epoch'] ?? '',
    release: withoutZeros((groups['release'] ?? '').split('.')),
    preRank: preRank(groups['preKind'], post, dev),
    pre: groups['pre'] ?? '',
    post,
    dev,
    local: groups['local']?.toLowerCase().split(/[-_.]/),
  };
}

function preRank(kind: string | undefined, post: string | undefined, dev: string | undefined): number {
  if (kind !== undefined) return PRE_RANK[kind.toLowerCase()] ?? 3;
  return post === undefined && dev !== undefined ? -1 : 3;
}

/** PEP 440; versions of before it are older than all of its own and have setuptools' old order among themselves. */
export function comparePypi(a: string, b: string): number {
  if (a === b) return 0;
  const x = parsePypi(a);
  const y = parsePypi(b);
  if (x !== undefined && y !== undefined) return comparePep440(x, y);
  if (x === undefined && y === undefined) return compareLists(legacyKey(a), legacyKey(b), compareText);
  return x === undefined ? -1 : 1;
}

/** Orders two parsed versions, the local part included. */
function comparePep440(a: PypiVersion, b: PypiVersion): number {
  return (
    compareDigits(a.epoch, b.epoch) ||
    compareLists(a.release, b.release, compareDigits) ||
    a.preRank - b.preRank ||
    compareDigits(a.pre, b.pre) ||
    compareOptional(a.post, b.post, -1) ||
    compareOptional(a.dev, b.dev, 1) ||
    compareLocal(a.local, b.local)
  );
}

/** `absent` says where a version without the part stands: before (-1) or behind (1) those with it. */
function compareOptional(a: string | undefined, b: string | undefined, absent: -1 | 1): number {
  if (a === undefined || b === undefined) return absent * (Number(a === undefined) - Number(b === undefined));
  return compareDigits(a, b);
}

function compareLocal(a: readonly string[] | undefined, b: readonly string[] | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  return compareLists(a, b, (x, y) => {
    const numericX = isNumeric(x);
    const numericY = isNumeric(y);
    if (numericX && numericY) return compareDigits(x, y);
    return numericX === numericY ? compareText(x, y) : Number(numericX) - Number(numericY);
  });
}

function compareLists(a: readonly string[], b: readonly string[], compare: (x: string, y: string) => number): number {
  for (const [index, x] of a.entries()) {
    const y = b[index];
    if (y === undefined) return 1;
    const order = compare(x, y);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function withoutZeros(parts: readonly string[]): string[] {
  let end = parts.length;
  while (end > 1 && /^0+$/.test(parts[end - 1] ?? '')) end -= 1;
  return parts.slice(0, end);
}

const LEGACY_WORDS: Readonly<Record<string, string>> = { pre: 'c', preview: 'c', '-': 'final-', rc: 'c', dev: '@' };

/** The sort key that setuptools used before PEP 440: numbers padded with zeros, words behind an asterisk. */
function legacyKey(version: string): string[] {
  const key: string[] = [];
  for (const raw of [...version.toLowerCase().split(/(\d+|[a-z]+|\.|-)/), 'final']) {
    const part = Object.hasOwn(LEGACY_WORDS, raw) ? (LEGACY_WORDS[raw] ?? raw) : raw;
    if (part === '' || part === '.') continue;
    if (/^\d/.test(part)) {
      key.push(part.padStart(8, '0'));
      continue;
    }
    const word = `*${part}`;
    if (word < '*final') while (key.at(-1) === '*final-') key.pop();
    while (key.at(-1) === '00000000') key.pop();
    key.push(word);
  }
  return key;
}
