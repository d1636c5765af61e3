import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { seededRandom } from '@sallyport/kernel';
import { describe, expect, it } from 'vitest';

import type { SecretRule } from '../rule.ts';
import { filled } from './cases.ts';
import type { Case, RuleCases } from './cases.ts';
import { secretRules } from './list.ts';

const folder = import.meta.dirname;
const names = readdirSync(folder).filter((name) => name.endsWith('.cases.ts'));
const modules = await Promise.all(
  names.map(async (name) => (await import(join(folder, name))) as { readonly cases: RuleCases }),
);
const cases: RuleCases = Object.assign({}, ...modules.map((module) => module.cases));

/** Whether a rule's own pattern, entropy and allow list report the text; the engine's filters come on top. */
function sees(rule: SecretRule, example: Case, seed = 7): boolean {
  const path = typeof example === 'string' ? '' : example.path;
  const text = filled(typeof example === 'string' ? example : example.text, seededRandom(seed));
  if (rule.path !== undefined && !new RegExp(rule.path).test(path)) return false;
  if (rule.allow?.paths?.some((pattern) => new RegExp(pattern).test(path)) === true) return false;
  if (rule.pattern === '') return true;
  return [...text.matchAll(new RegExp(rule.pattern, 'g'))].some((match) => {
    const secret = match.slice(1).find((group) => group !== undefined) ?? match[0];
    expect(rule.keywords.some((keyword) => match[0].toLowerCase().includes(keyword))).toBe(true);
    if (rule.entropy !== undefined && bitsPerCharacter(secret) < rule.entropy) return false;
    const line = text.slice(text.lastIndexOf('\n', match.index) + 1).split('\n', 1)[0] ?? '';
    return !isAllowed(rule, { secret, match: match[0], line });
  });
}

function isAllowed({ allow = {} }: SecretRule, seen: { secret: string; match: string; line: string }): boolean {
  const isOneOf = (patterns: readonly string[] = [], text: string) =>
    patterns.some((pattern) => new RegExp(pattern).test(text));
  return (
    isOneOf(allow.secret, seen.secret) ||
    isOneOf(allow.match, seen.match) ||
    isOneOf(allow.line, seen.line) ||
    (allow.words ?? []).some((word) => seen.secret.toLowerCase().includes(word))
  );
}

function bitsPerCharacter(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0);
}

describe('the built-in secret rules', () => {
  it('are at least 300 kinds, each with an id of its own', () => {
    const ids = secretRules.map((rule) => rule.id);

    expect(ids.length).toBeGreaterThanOrEqual(300);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    expect(ids.filter((id) => !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id))).toEqual([]);
  });

  it('all have cases, and no case is without a rule', () => {
    const ids = secretRules.map((rule) => rule.id);

    expect(ids.filter((id) => cases[id] === undefined)).toEqual([]);
    expect(Object.keys(cases).filter((id) => !ids.includes(id))).toEqual([]);
    expect(ids.filter((id) => cases[id]?.bad.length === 0 || cases[id]?.ok.length === 0)).toEqual([]);
  });

  it.each(secretRules.map((rule) => [rule.id, rule] as const))('%s leaves its ok cases alone', (id, rule) => {
    expect(cases[id]?.ok.filter((example) => sees(rule, example))).toEqual([]);
  });

  it.each(secretRules.map((rule) => [rule.id, rule] as const))('%s reports its bad cases', (id, rule) => {
    const missed = cases[id]?.bad.filter((example) => ![7, 8, 9].every((seed) => sees(rule, example, seed)));

    expect(missed).toEqual([]);
  });

  it('say what the secret opens and how to revoke it, the latter in a sentence', () => {
    expect(secretRules.filter((rule) => rule.opens.length < 8).map((rule) => rule.id)).toEqual([]);
    expect(secretRules.filter((rule) => !/^[A-Z].{10,}\.$/.test(rule.revoke)).map((rule) => rule.id)).toEqual([]);
    expect(secretRules.filter((rule) => rule.url?.startsWith('https://') === false).map((rule) => rule.id)).toEqual([]);
  });

  it('come to an end on texts made to keep them busy', () => {
    const fillers = ['a', '1', ' ', '\n  ', '\\\n', '"', '=', ' = "', 'a.', 'a: ', '-', '/', '\n#', 'A+', '%2B'];
    const starts = secretRules.flatMap(({ keywords, pattern }) =>
      keywords.slice(0, 2).flatMap((word) => [word, word.toUpperCase()].map((start) => ({ start, pattern }))),
    );

    const matched = starts.map(({ start, pattern }) => {
      const regex = new RegExp(pattern, 'y');
      return fillers.map((filler) => regex.test(start + filler.repeat(4000)));
    });

    expect(matched).toHaveLength(starts.length);
  });

  it('use no look-around and no back-references, so that the linear-time engine can run them', () => {
    const patterns = secretRules.flatMap(({ id, pattern, path = '', allow = {} }) =>
      [
        pattern,
        path,
        ...(allow.secret ?? []),
        ...(allow.match ?? []),
        ...(allow.line ?? []),
        ...(allow.paths ?? []),
      ].map((text) => ({ id, text })),
    );

    expect(patterns.filter(({ text }) => /\(\?(?:<?[=!]|<)|\\[1-9]/.test(text))).toEqual([]);
  });

  it('have keywords in small letters, unless they work on the path alone', () => {
    const wrong = secretRules.filter(({ keywords, pattern, path }) =>
      pattern === ''
        ? path === undefined
        : keywords.length === 0 || keywords.some((word) => word !== word.toLowerCase()),
    );

    expect(wrong.map((rule) => rule.id)).toEqual([]);
  });
});
