import { canonicalJson, sha256Hex } from '@sallyport/kernel';
import { describe, expect, it } from 'vitest';

import { compileRule } from '../compile.ts';
import { decodeOutline, encodeOutline } from '../outline.ts';
import { builtInRules } from './built-in.ts';
import { RULES_DIGEST } from './generated/outlines.ts';
import { secretRules } from './list.ts';

describe('the outlines of the built-in rules', () => {
  it('are of the rules as they are', () => {
    expect(RULES_DIGEST).toBe(sha256Hex(canonicalJson(secretRules)));
  });

  it.each(builtInRules().filter(({ rule }) => rule.pattern !== ''))('that of $rule.id is up to date', (source) => {
    const { compiled } = compileRule(source.rule, 0);

    expect(source.outline).toBe(encodeOutline(compiled.outline));
    expect(decodeOutline(source.outline ?? '')).toEqual(compiled.outline);
  });
});
