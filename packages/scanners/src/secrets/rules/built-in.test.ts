import { describe, expect, it } from 'vitest';

import { compileRule } from '../compile.ts';
import { decodeOutline, encodeOutline } from '../outline.ts';
import { builtInRules } from './built-in.ts';

describe('the outlines of the built-in rules', () => {
  it.each(builtInRules().filter(({ rule }) => rule.pattern !== ''))('that of $rule.id is up to date', (source) => {
    const { compiled } = compileRule(source.rule, 0);

    expect(source.outline).toBe(encodeOutline(compiled.outline));
    expect(decodeOutline(source.outline ?? '')).toEqual(compiled.outline);
  });
});
