import type { ResolvedFrom } from '@sallyport/inventory';

import { given } from '../shared/given.ts';
import { fileSource, gitSource, urlSource } from '../shared/resolved.ts';

/** One requirement as PEP 508 writes it: `name[extra]>=1,<2; python_version < "3"`. */
export interface Requirement {
  readonly name: string;
  /** Without the marker; empty where any version will do. */
  readonly range: string;
  readonly marker?: string;
  readonly resolved?: ResolvedFrom;
}

const NAME = /^(?<name>[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*(?<rest>.*)$/s;

/** A requirement by name; undefined for a text that is none. */
export function parseRequirement(text: string): Requirement | undefined {
  const { name, rest = '' } = NAME.exec(text.trim())?.groups ?? {};
  if (name === undefined) return undefined;
  if (rest.startsWith('@')) {
    const [url = '', marker] = splitMarker(rest.slice(1), /\s;\s*/);
    return given({ name, range: '', marker, resolved: sourceOf(url.trim()) });
  }
  const [written = '', marker] = splitMarker(rest, /;/);
  const range = written
    .trim()
    .replace(/^\((?<inner>.*)\)$/s, '$<inner>')
    .trim();
  if (range !== '' && !/^[<>=!~]/.test(range)) return undefined;
  return given({ name, range, marker });
}

function splitMarker(text: string, separator: RegExp): [string, string | undefined] {
  const at = text.search(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at).replace(/^\s*;/, '').trim()];
}

/** Where a reference outside of the registry leads. */
export function sourceOf(reference: string): ResolvedFrom {
  if (/^(?:git|hg|svn|bzr)\+/.test(reference)) {
    const revision = /@(?<revision>[0-9a-f]{7,64})(?:#|$)/.exec(reference)?.groups?.['revision'];
    return gitSource(reference, revision);
  }
  return /^https?:/.test(reference) ? urlSource(reference) : fileSource(reference);
}

/** A requirement that is an address or a path alone; its name may stand behind `#egg=`. */
export function parseReference(text: string): Requirement | undefined {
  const reference = text.trim();
  if (!/^(?:[a-z+]+:\/\/|git\+|\.{0,2}\/|file:)|\.(?:whl|tar\.gz|zip)$/i.test(reference)) return undefined;
  const egg = /[#&]egg=(?<name>[A-Za-z0-9][\w.-]*)/.exec(reference)?.groups?.['name'];
  const wheel = /(?:^|\/)(?<name>[A-Za-z0-9][\w.]*)-(?<version>\d[^-/]*)(?:-[^/]*)?\.whl$/.exec(reference)?.groups;
  const name = egg ?? wheel?.['name'];
  if (name === undefined) return undefined;
  const version = egg === undefined ? wheel?.['version'] : undefined;
  return { name, range: version === undefined ? '' : `==${version}`, resolved: sourceOf(reference) };
}

/** The version that a range pins by `==` or `===`. */
export function pinOf(range: string): string | undefined {
  return /^={2,3}\s*(?<version>[^\s,*;]+)$/.exec(range)?.groups?.['version'];
}
