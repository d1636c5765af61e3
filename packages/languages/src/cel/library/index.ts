import { celErrors } from '../errors.ts';
import { readyLibrary } from './library.ts';
import type { Library, ReadyLibrary } from './library.ts';
import { BINDINGS, BLOCK, COMPREHENSIONS, ENCODERS } from './extensions.ts';
import { ADDRESSES } from './kubernetes/addresses.ts';
import { AUTHORIZER, JSON_PATCH } from './kubernetes/authorizer.ts';
import { NAMED_FORMATS } from './kubernetes/formats.ts';
import { KUBERNETES_LISTS } from './kubernetes/lists.ts';
import { QUANTITIES } from './kubernetes/quantity.ts';
import { REGEXES } from './kubernetes/regexes.ts';
import { SEMVERS } from './kubernetes/semver.ts';
import { URLS } from './kubernetes/urls.ts';
import { LISTS } from './lists.ts';
import { MATH } from './math.ts';
import { OPTIONALS } from './optionals.ts';
import { SETS } from './sets.ts';
import { STANDARD } from './standard.ts';
import { STRINGS } from './strings.ts';

/** The libraries by name; the language itself is always there. */
const KUBERNETES: readonly Library[] = [
  QUANTITIES,
  ADDRESSES,
  URLS,
  REGEXES,
  NAMED_FORMATS,
  KUBERNETES_LISTS,
  SEMVERS,
  AUTHORIZER,
  JSON_PATCH,
];
const ALL: readonly Library[] = [
  STANDARD,
  OPTIONALS,
  STRINGS,
  MATH,
  ENCODERS,
  BINDINGS,
  BLOCK,
  COMPREHENSIONS,
  LISTS,
  SETS,
  ...KUBERNETES,
];
const LIBRARIES: ReadonlyMap<string, ReadyLibrary> = new Map(
  ALL.map((library) => [library.name, readyLibrary(library)]),
);

/** What an expression can use unless it says otherwise. */
export const DEFAULT_LIBRARIES: readonly string[] = [
  'optionals',
  'strings',
  'math',
  'lists',
  'sets',
  'encoders',
  'bindings',
  'comprehensions',
];

/** What Kubernetes' expressions can use. */
export const KUBERNETES_LIBRARIES: readonly string[] = [
  'optionals',
  'strings',
  'sets',
  'comprehensions',
  ...KUBERNETES.map(({ name }) => name),
];

const LIBRARY_NAMES: readonly string[] = Array.from(LIBRARIES.keys());

/** The libraries of these names; an error that lists them for a name that is none. */
export function librariesNamed(names: readonly string[]): ReadyLibrary[] {
  return names.map((name) => {
    const library = LIBRARIES.get(name);
    if (library === undefined) throw celErrors.UNKNOWN_LIBRARY({ name, known: LIBRARY_NAMES.join(', ') });
    return library;
  });
}
