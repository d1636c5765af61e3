import type { CompileTest, Judged } from './filter.ts';

/**
 * An allow list of a gitleaks configuration: for all rules, or for those that it names. What it lists is alternatives, or with `all`
 * must be there all together (condition AND).
 */
export interface AllowList {
  readonly rules?: readonly string[];
  readonly all?: boolean;
  /** Ids of commits, small letters; they count for the history only. */
  readonly commits?: readonly string[];
  readonly paths?: readonly string[];
  /** Patterns, and what they are looked for in. */
  readonly patterns?: readonly string[];
  readonly target?: 'secret' | 'match' | 'line';
  /** Words in the secret, small letters. */
  readonly words?: readonly string[];
}

/** What an allow list looks at: a match in a text, or where the path alone is the finding a place without one. */
export type Allowable = Omit<Judged, 'match' | 'bytes'> & {
  readonly rule: string;
  readonly found?: { readonly secret: string; readonly match: string; readonly line: () => string };
};

/** Whether one of the lists allows it. Where a path or commit is not known yet, none is allowed for it. */
export type IsAllowed = (asked: Allowable) => boolean;

export function createAllowLists(lists: readonly AllowList[], compileTest: CompileTest): IsAllowed {
  const tests = lists.map((list) => allowTest(list, compileTest));
  return (asked) => tests.some((test) => test(asked));
}

function allowTest(list: AllowList, compileTest: CompileTest): IsAllowed {
  const { rules, commits = [], words = [], target = 'secret', all = false } = list;
  const paths = (list.paths ?? []).map(compileTest);
  const patterns = (list.patterns ?? []).map(compileTest);
  const parts: IsAllowed[] = [];
  if (commits.length > 0) parts.push(({ commit }) => commit !== undefined && commits.includes(commit));
  if (paths.length > 0) parts.push(({ path }) => path !== undefined && paths.some((test) => test(path)));
  if (patterns.length > 0)
    parts.push(({ found }) => {
      const text = target === 'line' ? found?.line() : found?.[target];
      return text !== undefined && patterns.some((test) => test(text));
    });
  if (words.length > 0)
    parts.push(({ found }) => {
      const secret = found?.secret.toLowerCase();
      return secret !== undefined && words.some((word) => secret.includes(word));
    });
  return (asked) => {
    if (parts.length === 0 || (rules !== undefined && !rules.includes(asked.rule))) return false;
    return all ? parts.every((part) => part(asked)) : parts.some((part) => part(asked));
  };
}
