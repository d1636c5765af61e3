import type { Searcher } from './search.ts';

/** One secret in a text, by what it is and where; never by its value. */
export interface SecretInText {
  readonly ruleId: string;
  /** A shape that many things have, rather than a provider's token. */
  readonly generic: boolean;
  /** Bytes of the secret in the text's UTF-8; both 0 where the path alone tells. */
  readonly start: number;
  readonly end: number;
}

/** Searches one text, as a file of the given path, with all built-in rules and filters. */
export type SecretSearch = (text: string, path?: string) => readonly SecretInText[];

/** Loads the built-in rules and makes them ready to search many texts. */
export async function loadSecretSearch(): Promise<SecretSearch> {
  const [{ createSearcher }, { builtInRules }] = await Promise.all([
    import('./search.ts'),
    import('./rules/built-in.ts'),
  ]);
  const searcher = createSearcher(builtInRules());
  return (text, path = '') => searchText(searcher, Buffer.from(text, 'utf8'), path);
}

function searchText(searcher: Searcher, bytes: Buffer, path: string): SecretInText[] {
  const found = searcher.search({ bytes, path }).matches.map((match) => ({
    ruleId: match.compiled.rule.id,
    generic: match.compiled.rule.generic === true,
    start: match.secretStart,
    end: match.secretEnd,
  }));
  return [...found, ...searcher.pathRules(path).map(({ id }) => ({ ruleId: id, generic: false, start: 0, end: 0 }))];
}
