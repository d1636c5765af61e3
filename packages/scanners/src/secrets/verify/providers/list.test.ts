import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { seededRandom } from '@sallyport/kernel';
import { describe, expect, it } from 'vitest';

import { filled } from '../../rules/cases.ts';
import type { RuleCases } from '../../rules/cases.ts';
import { secretRules } from '../../rules/list.ts';
import { createSearcher } from '../../search.ts';
import { judge } from '../judge.ts';
import { prepareRequest } from '../request.ts';
import type { PreparedRequest } from '../request.ts';
import type { Sign, Verifier } from '../verifier.ts';
import { verifiers } from './list.ts';

const folder = join(import.meta.dirname, '..', '..', 'rules');
const names = readdirSync(folder).filter((name) => name.endsWith('.cases.ts'));
const modules = await Promise.all(
  names.map(async (name) => (await import(join(folder, name))) as { readonly cases: RuleCases }),
);
const cases: RuleCases = Object.assign({}, ...modules.map((module) => module.cases));
const searcher = createSearcher(secretRules.map((rule) => ({ rule })));

/** A secret of the rule, found in its own case as a scan finds it. */
function secretOf(ruleId: string, seeds: readonly number[] = [7, 8, 9, 10]): string {
  for (const example of cases[ruleId]?.bad ?? []) {
    for (const seed of seeds) {
      const text = filled(typeof example === 'string' ? example : example.text, seededRandom(seed));
      const bytes = Buffer.from(text);
      const match = searcher
        .search({ bytes, path: 'a.txt' })
        .matches.find(({ compiled }) => compiled.rule.id === ruleId);
      if (match !== undefined) return bytes.toString('utf8', match.secretStart, match.secretEnd);
    }
  }
  return '';
}

function valuesFor(verifier: Verifier, ruleId: string): { [name: string]: string } {
  const partners = Object.entries(verifier.partners ?? {}).map(([name, [rule = '']]) => [
    name,
    secretOf(rule, [17, 18, 19, 20]),
  ]);
  return { secret: secretOf(ruleId), ...(Object.fromEntries(partners) as { [name: string]: string }) };
}

/** Where each way of asking puts the secret itself; AWS is shown a signature only. */
const PLACES: { readonly [kind in Verifier['auth']['kind']]: readonly string[] } = {
  header: ['header'],
  basic: ['basic'],
  path: ['path'],
  aws: [],
};

function placesIn(request: PreparedRequest | undefined, secret: string): string[] {
  const headers = Object.values(request?.headers ?? {});
  const basic = headers.filter((value) => value.startsWith('Basic ')).map((value) => atob(value.slice(6)));
  return [
    ...(headers.some((value) => value.endsWith(secret)) ? ['header'] : []),
    ...(basic.some((value) => value.split(':').includes(secret)) ? ['basic'] : []),
    ...(request?.path.includes(secret) === true ? ['path'] : []),
    ...(request?.body?.includes(secret) === true ? ['body'] : []),
  ];
}

/** The least answer that shows a sign. */
function answerFor({ status, member, holds, json }: Sign): { status: number; body: string } {
  const [first = 0] = status;
  if (member === undefined) return { status: first, body: holds ?? (json === true ? ' {}' : '') };
  const [value = 'x'] = member.is ?? [];
  const build = (path: readonly string[]): unknown => {
    const [name, ...rest] = path;
    if (name === undefined) return value;
    return name === '0' ? [build(rest)] : { [name]: build(rest) };
  };
  return { status: first, body: JSON.stringify(build(member.path)) };
}

const pairs = verifiers.flatMap((verifier) => verifier.rules.map((rule) => [rule, verifier] as const));

describe('the verifiers', () => {
  it('ask at least 25 providers, each rule once, and only built-in rules', () => {
    const ids = new Set(secretRules.map(({ id }) => id));
    const rules = pairs.map(([rule]) => rule);
    const partners = verifiers.flatMap((verifier) => Object.values(verifier.partners ?? {}).flat());

    expect(new Set(verifiers.map(({ host }) => host)).size).toBeGreaterThanOrEqual(25);
    expect(rules.filter((rule, at) => rules.indexOf(rule) !== at)).toEqual([]);
    expect([...rules, ...partners].filter((rule) => !ids.has(rule))).toEqual([]);
  });

  it.each(verifiers.map((verifier) => [verifier.host, verifier] as const))(
    '%s is a fixed host with a fixed call',
    (_, verifier) => {
      expect(verifier.host).toMatch(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/);
      expect(verifier.path).toMatch(/^\/[\w\-./?=&@{}]*$/);
      expect(verifier.source).toMatch(/^https:\/\//);
      expect(Object.values(verifier.headers ?? {}).filter((value) => value.includes('{'))).toEqual([]);
      expect([...verifier.valid, ...verifier.invalid].flatMap(({ status }) => status)).not.toContain(429);
    },
  );

  it.each(pairs)('a secret of %s goes only where the verifier says', (rule, verifier) => {
    const values = valuesFor(verifier, rule);

    const request = prepareRequest(verifier, values, 0);

    expect(values['secret']).not.toBe('');
    expect(request?.host).toBe(verifier.host);
    expect(placesIn(request, values['secret'] ?? '')).toEqual(PLACES[verifier.auth.kind]);
  });

  it.each(verifiers.map((verifier) => [verifier.host, verifier] as const))('%s is understood', (_, verifier) => {
    const refused = verifier.elsewhere === undefined ? 'invalid' : 'not-verified';

    expect(verifier.valid.map((sign) => judge(verifier, answerFor(sign)).state)).toEqual(
      verifier.valid.map(() => 'valid'),
    );
    expect(verifier.invalid.map((sign) => judge(verifier, answerFor(sign)).state)).toEqual(
      verifier.invalid.map(() => refused),
    );
    for (const status of [200, 204, 302, 400, 403, 404, 418, 429, 500, 503])
      expect(judge(verifier, { status, body: '<html>blocked</html>' }).state).toBe('not-verified');
  });
});
