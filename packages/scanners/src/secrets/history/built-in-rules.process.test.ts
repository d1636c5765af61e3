import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { SkipCounter } from '@sallyport/findings';
import { seededRandom, sha256Hex } from '@sallyport/kernel';
import { afterEach, describe, expect, it } from 'vitest';

import { ObjectStore } from '../../git/object-store.ts';
import { openRepository } from '../../git/repository.ts';
import { hasGit, makeRepository } from '../../git/testing.ts';
import type { TestRepository } from '../../git/testing.ts';
import { createInspector } from '../inspect.ts';
import { builtInRules } from '../rules/built-in.ts';
import { filled } from '../rules/cases.ts';
import type { RuleCases } from '../rules/cases.ts';
import { createSearcher } from '../search.ts';
import { searchBlobs } from './blob-pass.ts';
import { secretDetector } from './secret-detector.ts';
import { emptyState } from './state.ts';

const folder = join(import.meta.dirname, '..', 'rules');
const modules = await Promise.all(
  readdirSync(folder)
    .filter((name) => name.endsWith('.cases.ts'))
    .map(async (name) => (await import(join(folder, name))) as { readonly cases: RuleCases }),
);
const templates = modules
  .flatMap((module) => Object.values(module.cases))
  .flatMap(({ bad }) => bad)
  .map((example) => (typeof example === 'string' ? example : example.text))
  .filter((text) => text !== '');

const inspector = createInspector(createSearcher(builtInRules()), { decodeDepth: 2 });
const detector = secretDetector(() => inspector, { custom: false, byCommit: false });

/** Edits of a text as they hurt: secrets come, go, break, mend and move, at any place of a line and near its beginning and end. */
function edited(text: string, random: ReturnType<typeof seededRandom>): string {
  const lines = text.split('\n');
  const at = random.below(lines.length);
  const line = lines[at] ?? '';
  const column = random.below(line.length + 1);
  const secret = filled(templates[random.below(templates.length)] ?? '', random);
  switch (random.below(8)) {
    case 0:
    case 1:
      return lines.toSpliced(at, 0, ...secret.split('\n')).join('\n');
    case 2:
      return lines.with(at, line.slice(0, column) + secret).join('\n');
    case 3:
      return lines.with(at, line.slice(0, column) + line.slice(column + 1)).join('\n');
    case 4:
      return lines.with(at, `${line.slice(0, column)}\n${line.slice(column)}`).join('\n');
    case 5:
      return lines.toSpliced(at, 2, (lines[at] ?? '') + (lines[at + 1] ?? '')).join('\n');
    case 6:
      return lines.toSpliced(at, 1 + random.below(6)).join('\n');
    default:
      return [...lines.slice(at), ...lines.slice(0, at)].join('\n');
  }
}

describe.skipIf(!hasGit)('the built-in rules in a history', () => {
  let repository: TestRepository;
  afterEach(() => repository.remove());

  it.each([1, 2, 3, 4])('see along deltas what they see blob by blob (seed %i)', async (seed) => {
    repository = makeRepository();
    const random = seededRandom(seed);
    const filler = (name: string, length: number): string =>
      Array.from({ length }, (_, n) => `const v${n} = ${sha256Hex(`${name}${n}`).slice(0, random.below(12))};`).join(
        '\n',
      );
    const texts = new Map(
      Array.from({ length: 14 }, (_, n) => [`f${n}.js`, filler(`${seed}.${n}`, 60 + random.below(300))] as const),
    );
    for (let commit = 0; commit < 14; commit += 1) {
      for (const [name, text] of texts) {
        // Most files change harmlessly: theirs are searched together.
        const isClean = Number(name.slice(1, -3)) % 2 === 0;
        const next =
          isClean && random.below(12) > 0
            ? `${text.slice(0, 900)}// ${commit}\n${text.slice(900)}`
            : edited(text, random);
        texts.set(name, next);
        repository.write(name, next);
      }
      repository.commit(`commit ${commit}`);
    }
    repository.git('gc', '--quiet', '--aggressive');
    const store = new ObjectStore(openRepository(repository.root));
    const pass = await searchBlobs(store, {
      detector,
      known: emptyState(20),
      skips: new SkipCounter(),
      hashBytes: 20,
      maxBytes: 1 << 24,
      mayLack: false,
      pause: () => undefined,
      onBlob: () => undefined,
    });

    const blobByBlob = new Map<string, Set<string>>();
    for (let n = 0; n < pass.newBlobs.size; n += 1) {
      const id = pass.newBlobs.hex(n);
      const found = detector.detect(store.read(id)?.data ?? Buffer.alloc(0));
      if (found.length > 0) blobByBlob.set(id, new Set(found.map(({ key }) => key)));
    }
    store.close();
    const alongDeltas = new Map(
      [...pass.holders].map(([id, contexts]) => [id, new Set([...contexts].map((one) => one.slice(0, -65)))]),
    );

    expect(blobByBlob.size).toBeGreaterThan(30);
    expect(pass.newBlobs.size).toBeGreaterThan(150);
    expect(new Map([...alongDeltas].toSorted())).toEqual(new Map([...blobByBlob].toSorted()));
  });
});
