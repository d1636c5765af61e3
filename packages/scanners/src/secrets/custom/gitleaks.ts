import { any, array, boolean, checkShape, number, object, optional, parseAs, string } from '@sallyport/documents';
import type { ShapeValue } from '@sallyport/documents';

import { secretErrors } from '../errors.ts';
import type { RuleSource } from '../engine.ts';
import type { SecretRule } from '../rule.ts';
import { BARE_RULE } from '../search.ts';
import type { ForeignAllow } from '../search.ts';
import { checkedSource, defined } from './to-rule.ts';

const texts = optional(array(string()));

const ALLOWLIST = object(
  {
    description: optional(string()),
    condition: optional(string()),
    regexTarget: optional(string()),
    regexes: texts,
    paths: texts,
    stopwords: texts,
    commits: texts,
    targetRules: texts,
  },
  { open: true },
);
type Allowlist = ShapeValue<typeof ALLOWLIST>;

const RULE = object(
  {
    id: string({ minLength: 1 }),
    description: optional(string()),
    regex: optional(string()),
    path: optional(string()),
    secretGroup: optional(number({ integer: true, min: 0, max: 99 })),
    entropy: optional(number()),
    keywords: texts,
    tags: texts,
    allowlist: optional(ALLOWLIST),
    allowlists: optional(array(ALLOWLIST)),
    required: optional(array(object({ id: string(), withinLines: optional(number()) }, { open: true }))),
  },
  { open: true },
);
type Rule = ShapeValue<typeof RULE>;

/** A gitleaks configuration (version 8), as far as it decides what is found. */
const CONFIG = object(
  {
    extend: optional(
      object(
        { useDefault: optional(boolean()), path: optional(string()), disabledRules: texts, url: optional(any()) },
        { open: true },
      ),
    ),
    rules: optional(array(RULE)),
    allowlist: optional(ALLOWLIST),
    allowlists: optional(array(ALLOWLIST)),
  },
  { open: true },
);

export interface GitleaksConfig {
  readonly sources: readonly RuleSource[];
  /** `[extend] useDefault`: for us, our own rules. */
  readonly useDefault: boolean;
  /** `[extend] path`, relative to the working directory of the run. */
  readonly extends: string | undefined;
  readonly disabled: readonly string[];
  /** What applies to every rule, our own too; some only to the rules that they name. */
  readonly allow: readonly {
    readonly rules: readonly string[] | undefined;
    readonly allow: NonNullable<SecretRule['allow']>;
  }[];
  readonly notes: readonly string[];
}

/** Reads a gitleaks configuration. Throws SECRETS_BAD_CONFIG with file and line, and SECRETS_BAD_RULE. */
export async function readGitleaks(text: string, file: string): Promise<GitleaksConfig> {
  const { extend = {}, rules = [], allowlist, allowlists } = await parseConfig(text, file);
  const notes: string[] = [];
  const lists = [...(allowlist === undefined ? [] : [allowlist]), ...(allowlists ?? [])];
  return {
    sources: rules.map((rule) => checkedSource(toSecretRule(rule, rules, notes), 're2', file)),
    useDefault: extend.useDefault === true,
    extends: extend.path,
    disabled: extend.disabledRules ?? [],
    allow: lists.map((list) => checkedAllow({ rules: list.targetRules, allow: toAllow(list, notes) }, file)),
    notes: [...new Set(notes)],
  };
}

async function parseConfig(text: string, file: string): Promise<ShapeValue<typeof CONFIG>> {
  const parsed = await parseAs('toml', text);
  if (!parsed.ok) throw secretErrors.BAD_CONFIG({ file, line: parsed.error.line, problem: parsed.error.message });
  const [root] = parsed.documents;
  const checked = root === undefined ? undefined : checkShape(root, CONFIG);
  if (checked === undefined) return {};
  if (checked.ok) return checked.value;
  const [problem] = checked.problems;
  throw secretErrors.BAD_CONFIG({
    file,
    line: problem?.line ?? 1,
    problem: problem?.message ?? 'it is not understood',
  });
}

function checkedAllow(list: ForeignAllow, file: string): ForeignAllow {
  checkedSource({ ...BARE_RULE, id: 'allowlist', allow: list.allow }, 're2', file);
  return list;
}

function toSecretRule(rule: Rule, all: readonly Rule[], notes: string[]): SecretRule {
  const lists = [...(rule.allowlist === undefined ? [] : [rule.allowlist]), ...(rule.allowlists ?? [])];
  const allow = lists.map((list) => toAllow(list, notes)).reduce(mergeAllow, {});
  const { path, secretGroup, entropy, tags } = rule;
  return {
    id: rule.id,
    title: rule.description ?? rule.id,
    severity: 'high',
    opens: 'what the rule was written for',
    revoke: 'Revoke it where it was issued, and make a new one.',
    pattern: rule.regex ?? '',
    keywords: (rule.keywords ?? []).map((keyword) => keyword.toLowerCase()),
    unfiltered: true,
    allow,
    ...defined({
      path,
      tags,
      near: nearOf(rule, all),
      entropy: entropy === 0 ? undefined : entropy,
      secretGroup: secretGroup === 0 ? undefined : secretGroup,
    }),
  };
}

/** `[[rules.required]]`: the pattern of another rule that has to match near by. Only the first is looked for. */
function nearOf(rule: Rule, all: readonly Rule[]): SecretRule['near'] {
  const [required] = rule.required ?? [];
  const other = all.find((candidate) => candidate.id === required?.id);
  if (required === undefined || other?.regex === undefined) return undefined;
  const keywords = (other.keywords ?? []).map((keyword) => keyword.toLowerCase());
  return { pattern: other.regex, keywords, lines: required.withinLines ?? 1000 };
}

type Allow = NonNullable<SecretRule['allow']>;

function toAllow(list: Allowlist, notes: string[]): Allow {
  if ((list.commits ?? []).length > 0)
    notes.push(
      'Allow lists of commits in the gitleaks configuration are not applied: suppress such findings by their id.',
    );
  const parts = [list.regexes, list.paths, list.stopwords].filter((part) => (part ?? []).length > 0);
  if (/^(?:and|&&)$/i.test(list.condition ?? '') && parts.length > 1) {
    // As "or" it would allow more than its author did, and hide secrets: so it allows nothing.
    notes.push('Allow lists with condition AND over several parts in the gitleaks configuration are not applied.');
    return {};
  }
  const target = list.regexTarget === 'match' || list.regexTarget === 'line' ? list.regexTarget : 'secret';
  const words = list.stopwords?.map((word) => word.toLowerCase());
  return defined({ [target]: list.regexes, paths: list.paths, words });
}

function mergeAllow(one: Allow, other: Allow): Allow {
  const both = (name: keyof Allow): readonly string[] | undefined => {
    const merged = [...(one[name] ?? []), ...(other[name] ?? [])];
    return merged.length === 0 ? undefined : merged;
  };
  return defined({
    secret: both('secret'),
    match: both('match'),
    line: both('line'),
    paths: both('paths'),
    words: both('words'),
  });
}
