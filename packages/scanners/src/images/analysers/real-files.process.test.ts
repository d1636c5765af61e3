import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { readProgram } from './executables/program.ts';
import { analysers } from './list.ts';

interface RealFile {
  /** Where it would lie in an image. */
  readonly as: string;
  /** Where it lies among the samples. */
  readonly file: string;
  /** Names and versions, all of them; read by other means than ours. */
  readonly packages: readonly string[];
}

const repository = join(import.meta.dirname, '..', '..', '..', '..', '..');
/** Files of real images and beginnings of real programs that another scanner's source holds; `.ci/peers` puts them there. */
const samples = join(repository, '.cache', 'peers', 'samples');
const list = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', 'testdata', 'real-files.json'), 'utf8'),
) as readonly RealFile[];

describe.skipIf(!existsSync(samples))('a real file (skipped without the samples of .ci/peers)', () => {
  it.each(list)('as $as says all that is in it: $file', async ({ as, file, packages }) => {
    const bytes = readFileSync(join(samples, file));
    const analyser = analysers.find(({ paths }) => paths.test(as));

    const facts = analyser === undefined ? program(as, bytes) : (await analyser.load())({ path: as, bytes });

    const found = [...(facts.installed?.packages ?? []), ...(facts.packages ?? []), ...(facts.software ?? [])];
    expect(found.map(({ name, version }) => `${name} ${version}`).toSorted()).toEqual(packages.toSorted());
    expect(facts.problems).toBeUndefined();
  });
});

function program(as: string, bytes: Buffer): ReturnType<ReturnType<typeof readProgram>['end']> {
  const reader = readProgram(as, bytes.length);
  reader.push(bytes);
  return reader.end();
}
