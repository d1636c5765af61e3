import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import type { RuleCases } from '../rules/cases.ts';

/** The cases of all built-in rules, from the files beside the rules. */
export async function loadRuleCases(): Promise<RuleCases> {
  const folder = join(import.meta.dirname, '..', 'rules');
  const names = readdirSync(folder).filter((name) => name.endsWith('.cases.ts'));
  const modules = await Promise.all(
    names.map(async (name) => (await import(join(folder, name))) as { readonly cases: RuleCases }),
  );
  return Object.assign({}, ...modules.map((module) => module.cases)) as RuleCases;
}
