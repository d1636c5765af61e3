/** Makes `generated/outlines.ts` anew, after a rule's pattern or keywords changed: `node packages/scanners/src/secrets/rules/write-outlines.ts` */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { canonicalJson, sha256Hex } from '@sallyport/kernel';

import { compileRule } from '../compile.ts';
import { encodeOutline } from '../outline.ts';
import { secretRules } from './list.ts';

const entries = secretRules
  .filter((rule) => rule.pattern !== '')
  .map((rule) => `  '${rule.id}': '${encodeOutline(compileRule(rule, 0).compiled.outline)}',`);
const lines = [
  '/** Made by `write-outlines.ts`; see `outline.ts` for how to read it. */',
  'export const OUTLINES: Readonly<Record<string, string>> = {',
  ...entries,
  '};',
  '',
  '/** Changes with every rule. */',
  `export const RULES_DIGEST = '${sha256Hex(canonicalJson(secretRules))}';`,
  '',
];
writeFileSync(join(import.meta.dirname, 'generated', 'outlines.ts'), lines.join('\n'));
