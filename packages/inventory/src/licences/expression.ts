import deprecatedIds from 'spdx-license-ids/deprecated.json' with { type: 'json' };
import currentIds from 'spdx-license-ids/index.json' with { type: 'json' };

/** A licence expression of the SPDX specification, annex "SPDX license expressions". */
export type LicenceNode =
  | { readonly kind: 'licence'; readonly id: string; readonly orLater: boolean; readonly exception?: string }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly LicenceNode[] };

/** Deeper nesting is refused, as is a longer text. */
const MAX_DEPTH = 64;
const MAX_LENGTH = 16_384;

const CANONICAL: ReadonlyMap<string, string> = new Map(
  [...currentIds, ...deprecatedIds].map((id) => [id.toLowerCase(), id]),
);

/** Whether SPDX lists the identifier, whatever its case. */
export function isLicenceId(id: string): boolean {
  return CANONICAL.has(id.toLowerCase());
}

/** Every identifier that SPDX lists, deprecated ones too. */
export function licenceIds(): readonly string[] {
  return [...CANONICAL.values()];
}

/** Names that package metadata uses for a licence, to its identifier. */
const ALIASES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    apache: 'Apache-2.0',
    'apache 2': 'Apache-2.0',
    'apache 2.0': 'Apache-2.0',
    'apache-2': 'Apache-2.0',
    'apache licence 2.0': 'Apache-2.0',
    'apache license 2.0': 'Apache-2.0',
    'apache license, version 2.0': 'Apache-2.0',
    'apache software license': 'Apache-2.0',
    'apache software license 2.0': 'Apache-2.0',
    'the apache license, version 2.0': 'Apache-2.0',
    'the apache software license, version 2.0': 'Apache-2.0',
    bsd: 'BSD-3-Clause',
    'bsd license': 'BSD-3-Clause',
    'bsd 2-clause license': 'BSD-2-Clause',
    'bsd 3-clause': 'BSD-3-Clause',
    'bsd 3-clause license': 'BSD-3-Clause',
    'bsd-3': 'BSD-3-Clause',
    'new bsd license': 'BSD-3-Clause',
    'simplified bsd license': 'BSD-2-Clause',
    'eclipse public license 1.0': 'EPL-1.0',
    'eclipse public license 2.0': 'EPL-2.0',
    'gnu general public license v2.0': 'GPL-2.0-only',
    'gnu general public license v3.0': 'GPL-3.0-only',
    gplv2: 'GPL-2.0-only',
    gplv3: 'GPL-3.0-only',
    'gplv2+': 'GPL-2.0-or-later',
    'gplv3+': 'GPL-3.0-or-later',
    lgplv2: 'LGPL-2.0-only',
    'lgplv2+': 'LGPL-2.0-or-later',
    'lgplv2.1+': 'LGPL-2.1-or-later',
    lgplv3: 'LGPL-3.0-only',
    'lgplv3+': 'LGPL-3.0-or-later',
    'isc license': 'ISC',
    'mit license': 'MIT',
    'the mit license': 'MIT',
    'mit/x11': 'MIT',
    expat: 'MIT',
    'mozilla public license 1.1': 'MPL-1.1',
    'mozilla public license 2.0': 'MPL-2.0',
    'mpl 2.0': 'MPL-2.0',
    'python software foundation license': 'PSF-2.0',
    psf: 'PSF-2.0',
    'public domain': 'LicenseRef-public-domain',
    unlicense: 'Unlicense',
    'the unlicense': 'Unlicense',
    wtfpl: 'WTFPL',
    zlib: 'Zlib',
    'zope public license': 'ZPL-2.1',
  }),
);

/** Parses an SPDX expression; identifiers are brought to their canonical case. Undefined where the text is none. */
export function parseLicence(text: string): LicenceNode | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const tokens = text.match(/[()]|[^\s()]+/g) ?? [];
  const state: State = { tokens, at: 0 };
  const node = parseOr(state, 0);
  return state.at === tokens.length ? node : undefined;
}

interface State {
  readonly tokens: readonly string[];
  at: number;
}

function isWord(state: State, word: string): boolean {
  return state.tokens[state.at]?.toUpperCase() === word;
}

function parseOr(state: State, depth: number): LicenceNode | undefined {
  return parseChain(state, depth, { word: 'OR', kind: 'or', operand: parseAnd });
}

function parseAnd(state: State, depth: number): LicenceNode | undefined {
  return parseChain(state, depth, { word: 'AND', kind: 'and', operand: parseAtom });
}

interface Chain {
  readonly word: string;
  readonly kind: 'and' | 'or';
  readonly operand: (state: State, depth: number) => LicenceNode | undefined;
}

function parseChain(state: State, depth: number, { word, kind, operand }: Chain): LicenceNode | undefined {
  const first = operand(state, depth);
  if (first === undefined) return undefined;
  const parts = [first];
  while (isWord(state, word)) {
    state.at += 1;
    const part = operand(state, depth);
    if (part === undefined) return undefined;
    parts.push(part);
  }
  return parts.length === 1 ? first : { kind, parts };
}

function parseAtom(state: State, depth: number): LicenceNode | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const token = state.tokens[state.at];
  state.at += 1;
  if (token === '(') {
    const inner = parseOr(state, depth + 1);
    const closed = state.tokens[state.at] === ')';
    state.at += 1;
    return closed ? inner : undefined;
  }
  const licence = token === undefined ? undefined : readId(token);
  if (licence === undefined || !isWord(state, 'WITH')) return licence;
  const exception = state.tokens[state.at + 1];
  if (exception === undefined || !/^[A-Za-z0-9.-]+$/.test(exception)) return undefined;
  state.at += 2;
  return { ...licence, exception };
}

type Licence = Extract<LicenceNode, { kind: 'licence' }>;

function readId(token: string): Licence | undefined {
  if (/^(?:DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+$/.test(token)) {
    return { kind: 'licence', id: token, orLater: false };
  }
  const exact = CANONICAL.get(token.toLowerCase());
  if (exact !== undefined) return { kind: 'licence', id: exact, orLater: false };
  const base = token.endsWith('+') ? CANONICAL.get(token.slice(0, -1).toLowerCase()) : undefined;
  return base === undefined ? undefined : { kind: 'licence', id: base, orLater: true };
}

/** The canonical text of an expression. */
export function printLicence(node: LicenceNode): string {
  if (node.kind === 'licence') {
    const id = node.orLater ? `${node.id}+` : node.id;
    return node.exception === undefined ? id : `${id} WITH ${node.exception}`;
  }
  const word = node.kind === 'and' ? ' AND ' : ' OR ';
  return node.parts
    .map((part) => (part.kind === 'or' && node.kind === 'and' ? `(${printLicence(part)})` : printLicence(part)))
    .join(word);
}

/**
 * The SPDX expression that a package's metadata means: an expression, a known name, or several with `/`, `,` or `;`
 * between them, which registries use for a choice. Undefined where it cannot be told.
 */
export function normaliseLicence(text: string): string | undefined {
  const trimmed = text.trim();
  const parsed = parseLicence(trimmed);
  if (parsed !== undefined) return printLicence(parsed);
  const alias = ALIASES.get(trimmed.toLowerCase());
  if (alias !== undefined) return alias;
  const parts = trimmed.replace(/^\((?<inner>[^()]*)\)$/, '$<inner>').split(/\s*(?:[/;]|,(?!\s*version\b)|\|\|?)\s*/i);
  if (parts.length < 2 || parts.length > 16) return undefined;
  const known = parts.map((part) => normaliseLicence(part));
  return known.every((part) => part !== undefined) ? known.join(' OR ') : undefined;
}
