import { any, array, boolean, checkShape, number, object, optional, parseAs, string } from '@sallyport/documents';
import type { ShapeValue } from '@sallyport/documents';

import type { AllowList } from '../allow-list.ts';
import { secretErrors } from '../errors.ts';
import type { RuleSource } from '../engine.ts';
import type { NearPart, SecretRule } from '../rule.ts';
import { checkedSource, checkPattern, defined } from './to-rule.ts';

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

const REQUIRED = object(
  {
    id: string(),
    withinLines: optional(number({ integer: true, min: 0 })),
    withinColumns: optional(number({ integer: true, min: 0 })),
  },
  { open: true },
);

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
    required: optional(array(REQUIRED)),
    skipReport: optional(boolean()),
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
  readonly allow: readonly AllowList[];
  readonly notes: readonly string[];
}

/** Reads a gitleaks configuration. Throws SECRETS_BAD_CONFIG with file and line, and SECRETS_BAD_RULE. */
export async function readGitleaks(text: string, file: string): Promise<GitleaksConfig> {
  const { extend = {}, rules = [], allowlist, allowlists } = await parseConfig(text, file);
  const bare = new Map(rules.filter(({ regex }) => regex !== undefined).map((rule) => [rule.id, toSecretRule(rule)]));
  const sources = rules.map((rule) => checkedSource(withNear(bare, rule), 're2', file));
  const hidden = new Set(rules.filter((rule) => rule.skipReport === true).map((rule) => rule.id));
  const allow = [
    ...listsOf({ allowlist, allowlists }).map((list) => toAllowList(list, list.targetRules)),
    ...rules.flatMap((rule) => listsOf(rule).map((list) => toAllowList(list, [rule.id]))),
  ];
  for (const list of allow) checkAllowList(list, file);
  return {
    sources: sources.filter(({ rule }) => !hidden.has(rule.id)),
    useDefault: extend.useDefault === true,
    extends: extend.path,
    disabled: extend.disabledRules ?? [],
    allow,
    notes: notesOn(rules, bare),
  };
}

function notesOn(rules: readonly Rule[], known: ReadonlyMap<string, SecretRule>): string[] {
  const lacking = rules.flatMap((rule) => (rule.required ?? []).filter(({ id }) => !known.has(id)));
  if (lacking.length === 0) return [];
  const ids = [...new Set(lacking.map(({ id }) => id))].join(', ');
  return [
    `Rules of the gitleaks configuration require others that are not in its file or have no pattern, which are not looked for: ${ids}.`,
  ];
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

function toSecretRule(rule: Rule): SecretRule {
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
    ...defined({
      path,
      tags,
      entropy: entropy === 0 ? undefined : entropy,
      secretGroup: secretGroup === 0 ? undefined : secretGroup,
    }),
  };
}

/** `[[rules.required]]`: other rules that all have to match near by. */
function withNear(bare: ReadonlyMap<string, SecretRule>, foreign: Rule): SecretRule {
  const rule = toSecretRule(foreign);
  const near = (foreign.required ?? []).flatMap(({ id: other, withinLines, withinColumns }): NearPart[] => {
    const part = bare.get(other);
    if (part === undefined) return [];
    return [{ rule: part, ...defined({ lines: withinLines, columns: withinColumns }) }];
  });
  return near.length === 0 ? rule : { ...rule, near };
}

function listsOf(holder: {
  readonly allowlist?: Allowlist | undefined;
  readonly allowlists?: readonly Allowlist[] | undefined;
}): Allowlist[] {
  return [...(holder.allowlist === undefined ? [] : [holder.allowlist]), ...(holder.allowlists ?? [])];
}

function toAllowList(list: Allowlist, rules: readonly string[] | undefined): AllowList {
  const { paths, regexes: patterns, regexTarget } = list;
  const target = regexTarget === 'match' || regexTarget === 'line' ? regexTarget : undefined;
  return {
    all: /^(?:and|&&)$/i.test(list.condition ?? ''),
    ...defined({
      rules,
      paths,
      patterns,
      target,
      commits: list.commits?.map((commit) => commit.toLowerCase()),
      words: list.stopwords?.map((word) => word.toLowerCase()),
    }),
  };
}

/** So that a mistake in a pattern shows before anything is scanned. */
function checkAllowList({ rules, paths = [], patterns = [] }: AllowList, file: string): void {
  for (const pattern of [...paths, ...patterns])
    checkPattern(pattern, 're2', { file, rule: rules === undefined ? 'allowlist' : rules.join(', ') });
}
