import { mkdirSync, openSync, closeSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { plant, whole } from '../../testing/planted.ts';
import { createSandbox } from '../../testing/run-cli.ts';
import type { Sandbox } from '../../testing/run-cli.ts';
import { pathsIn, reportOf, secretsPart, skippedIn } from './read-result.ts';

const GIB = 1024 ** 3;

describe('sallyport scan, of what is large,', () => {
  let box: Sandbox;
  const tokens = plant(5, 51).map(whole);
  beforeEach(() => {
    box = createSandbox();
  });
  afterEach(() => box.remove());

  it('counts files that are too large, and large ones of zeros, and finds what lies beside them', async () => {
    for (const [name, size] of [
      ['huge.log', 5 * GIB],
      ['zeros.img', GIB],
    ] as const) {
      closeSync(openSync(join(box.target, name), 'w'));
      truncateSync(join(box.target, name), size);
    }
    box.write('small.env', `TOKEN=${tokens[0]}\n`);

    const ran = await box.run(['scan', '.', '--json', '-q']);

    expect([ran.code, ran.stderr]).toEqual([1, '']);
    expect(pathsIn(ran)).toEqual(['small.env']);
    expect(skippedIn(ran)).toEqual({ 'too-large': 1, binary: 1 });
  });

  it('finds each secret of one huge line once, wherever the pieces that it is read in meet', async () => {
    const piece = 8 * 1024 * 1024;
    const line = Buffer.alloc(3 * piece, 'some words, ');
    const places = [100, piece - 20, piece + 60, 2 * piece - 64 * 1024 - 15, line.length - 120];
    for (const [index, at] of places.entries()) line.write(` "${tokens[index]}" `, at);
    box.write('line.json', line);

    const ran = await box.run(['scan', '.', '--json', '-q']);

    const columns = reportOf(ran).findings.flatMap(({ occurrences }) => occurrences.map(({ location }) => location));
    expect([ran.code, ran.stderr]).toEqual([1, '']);
    const starts = columns.map((location) => location.range?.start);
    expect(starts.toSorted((a, b) => (a?.offset ?? 0) - (b?.offset ?? 0))).toEqual(
      places.map((at) => ({ line: 1, column: at + 3, offset: at + 2 })),
    );
  });

  it('looks at every one of 10,000 files', async () => {
    for (let folder = 0; folder < 10; folder += 1) {
      mkdirSync(join(box.target, `d${folder}`));
      for (let file = 0; file < 1000; file += 1)
        writeFileSync(join(box.target, `d${folder}`, `${file}.txt`), 'some words\n');
    }
    box.write('d9/999.txt', `TOKEN=${tokens[0]}\n`);
    box.write('d0/0.txt', `TOKEN=${tokens[1]}\n`);

    const ran = await box.run(['scan', '.', '--json', '-q']);

    expect([ran.code, ran.stderr]).toEqual([1, '']);
    expect(pathsIn(ran)).toEqual(['d0/0.txt', 'd9/999.txt']);
    expect(secretsPart(ran)).toMatchObject({ looked: { files: 10_000 }, skipped: [] });
  });

  it('does not take bytes from standard input that are no text for clean', async () => {
    const ran = await box.run(['scan', '-', '--json', '-q'], { input: Buffer.from([0, 1, 2, 3, 0, 255, 254]) });

    expect([ran.code, ran.stderr]).toEqual([3, '']);
    expect(skippedIn(ran)).toEqual({ binary: 1 });
  });
});
