import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { seededRandom } from '@sallyport/kernel';
import { describe, expect, it } from 'vitest';

import { createInspector } from '../inspect.ts';
import { builtInRules } from '../rules/built-in.ts';
import { filled } from '../rules/cases.ts';
import type { RuleCases } from '../rules/cases.ts';
import { createSearcher } from '../search.ts';
import type { BlobDetector } from './detector.ts';
import { JoinedSearch } from './joined-search.ts';
import { secretDetector } from './secret-detector.ts';

const inspector = createInspector(createSearcher(builtInRules()), { decodeDepth: 2 });
const detector = secretDetector(() => inspector, { custom: false, byCommit: false });

function hitsAmong(texts: readonly string[], by: BlobDetector = detector): number[] {
  const hits = new Set<number>();
  const joined = new JoinedSearch(by, (owner) => hits.add(owner));
  for (const [owner, text] of texts.entries()) joined.add(owner, Buffer.from(text));
  joined.flush();
  return [...hits].toSorted((a, b) => a - b);
}

describe('searching texts together', () => {
  it('tells of none where nothing is', () => {
    expect(hitsAmong([])).toEqual([]);
    expect(hitsAmong(['const a = 1;', '', 'return a;', `x`.repeat(300_000)])).toEqual([]);
  });

  it('tells of every text in which a rule sees something by itself', async () => {
    const folder = join(import.meta.dirname, '..', 'rules');
    const names = readdirSync(folder).filter((name) => name.endsWith('.cases.ts'));
    const modules = await Promise.all(
      names.map(async (name) => (await import(join(folder, name))) as { readonly cases: RuleCases }),
    );
    const random = seededRandom(5);
    const texts = modules
      .flatMap((module) => Object.values(module.cases))
      .flatMap(({ bad, ok }) => [...bad, ...ok])
      .map((example) => filled(typeof example === 'string' ? example : example.text, random));
    const seen = [...texts.keys()].filter((n) => {
      const bytes = Buffer.from(texts[n] ?? '');
      return detector.startsFar(bytes) || detector.detect(bytes).length > 0;
    });

    const hits = hitsAmong(texts);

    expect(seen.length).toBeGreaterThan(800);
    expect(seen.filter((n) => !hits.includes(n))).toEqual([]);
    // A neighbour may be told of as well, but no more than a few are.
    expect(hits.length - seen.length).toBeLessThan(seen.length / 50);
  });

  it('tells of texts that are longer than what is put together', () => {
    const token = filled('token = "ghp_{alnum*36}"', seededRandom(1));
    const long = `${'a line of text\n'.repeat(20_000)}${token}\n`;

    expect(hitsAmong(['a', long, 'b'])).toEqual([1]);
  });

  it('tells of all where a rule gave up on what was put together', () => {
    const tired: BlobDetector = { ...detector, places: () => undefined };

    expect(hitsAmong(['a', 'b', 'c'], tired)).toEqual([0, 1, 2]);
  });
});
