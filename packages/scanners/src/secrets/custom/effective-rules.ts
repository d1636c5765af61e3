import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { array, checkShape, parseAs } from '@sallyport/documents';
import { messageOf } from '@sallyport/kernel';

import type { AllowList } from '../allow-list.ts';
import type { RuleSource } from '../engine.ts';
import { secretErrors } from '../errors.ts';
import { builtInRules } from '../rules/built-in.ts';
import { readGitleaks } from './gitleaks.ts';
import type { GitleaksConfig } from './gitleaks.ts';
import { CUSTOM_RULE } from './shape.ts';
import type { CustomRule, SecretsSection } from './shape.ts';
import { checkedSource, toRule } from './to-rule.ts';

export interface EffectiveRules {
  readonly sources: readonly RuleSource[];
  /** Allow lists of a gitleaks configuration, for all rules or those that they name. */
  readonly allow: readonly AllowList[];
  /** Whether rules other than the built-in ones, or changed ones, are in effect. */
  readonly custom: boolean;
  readonly notes: readonly string[];
}

export interface RulesRequest {
  readonly section: SecretsSection;
  /** Where relative paths in the section start from. */
  readonly folder: string;
  /** The target's folder, in which `.gitleaks.toml` is looked for; undefined for standard input. */
  readonly root: string | undefined;
}

const MOST_CONFIG_BYTES = 4 * 1024 * 1024;

/**
 * The rules that are in effect: the built-in ones unless they are switched off, those of `sallyport.yaml` and its files, and those of a
 * gitleaks configuration. A rule with the id of an earlier one replaces it. Throws SECRETS_NO_RULES where none is left.
 */
export async function effectiveRules({ section, folder, root }: RulesRequest): Promise<EffectiveRules> {
  const gitleaks = (await gitleaksConfig(section, folder, root)) ?? NO_GITLEAKS;
  const own = await customSources(section, folder);
  const foreignOnly = !gitleaks.useDefault && section.useDefault !== true;
  const builtIn = section.useDefault === false || foreignOnly ? [] : builtInRules();
  const byId = new Map([...builtIn, ...gitleaks.sources, ...own].map((source) => [source.rule.id, source]));
  for (const id of [...(section.disable ?? []), ...gitleaks.disabled]) byId.delete(id);
  if (byId.size === 0) throw secretErrors.NO_RULES({ why: foreignOnly ? ONLY_FOREIGN : 'all are switched off' });
  const custom = own.length > 0 || gitleaks !== NO_GITLEAKS;
  const notes = foreignOnly ? [...gitleaks.notes, FOREIGN_NOTE] : gitleaks.notes;
  return { sources: [...byId.values()], allow: gitleaks.allow, custom, notes };
}

const NO_GITLEAKS: GitleaksConfig = Object.freeze({
  sources: [],
  useDefault: true,
  extends: undefined,
  disabled: [],
  allow: [],
  notes: [],
});
const ONLY_FOREIGN = 'the gitleaks configuration has no rules and does not extend the default ones';
const FOREIGN_NOTE =
  'Only the rules of the gitleaks configuration are in effect, since it does not extend the default ones (useDefault).';

async function customSources(section: SecretsSection, folder: string): Promise<RuleSource[]> {
  const inline = (section.rules ?? []).map((rule) => checkedSource(toRule(rule), 'js', 'sallyport.yaml'));
  const files = await Promise.all((section.ruleFiles ?? []).map((path) => readRuleFile(resolve(folder, path))));
  return [...inline, ...files.flat()];
}

async function readRuleFile(path: string): Promise<RuleSource[]> {
  const parsed = await parseAs('yaml', readConfigText(path));
  if (!parsed.ok) throw secretErrors.BAD_CONFIG({ file: path, line: parsed.error.line, problem: parsed.error.message });
  const [root] = parsed.documents;
  if (root === undefined) return [];
  const list = root.kind === 'object' ? (root.get('rules') ?? root) : root;
  const checked = checkShape(list, array(CUSTOM_RULE));
  if (!checked.ok) {
    const [problem] = checked.problems;
    throw secretErrors.BAD_CONFIG({
      file: path,
      line: problem?.line ?? 1,
      problem: `${problem?.message ?? ''}. ${problem?.next ?? ''}`,
    });
  }
  return checked.value.map((rule: CustomRule) => checkedSource(toRule(rule), 'js', path));
}

async function gitleaksConfig(
  section: SecretsSection,
  folder: string,
  root: string | undefined,
): Promise<GitleaksConfig | undefined> {
  const named = section.gitleaks === undefined ? undefined : resolve(folder, section.gitleaks);
  const found = root === undefined ? undefined : join(root, '.gitleaks.toml');
  const path =
    named ?? (found !== undefined && statSync(found, { throwIfNoEntry: false })?.isFile() === true ? found : undefined);
  if (path === undefined) return undefined;
  const config = await readGitleaks(readConfigText(path), path);
  if (config.extends === undefined) return config;
  const base = await readGitleaks(readConfigText(resolve(path, '..', config.extends)), config.extends);
  return merged(base, config);
}

/** A configuration on top of the one that it extends; one step, as deep chains are not made by people. */
function merged(base: GitleaksConfig, top: GitleaksConfig): GitleaksConfig {
  return {
    sources: [...base.sources, ...top.sources],
    useDefault: base.useDefault || top.useDefault,
    extends: undefined,
    disabled: [...base.disabled, ...top.disabled],
    allow: [...base.allow, ...top.allow],
    notes: [...base.notes, ...top.notes],
  };
}

function readConfigText(path: string): string {
  try {
    if (statSync(path).size > MOST_CONFIG_BYTES) throw new RangeError('it is larger than 4 MiB');
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw secretErrors.BAD_CONFIG({ file: path, line: 1, problem: messageOf(error) }, { cause: error });
  }
}
