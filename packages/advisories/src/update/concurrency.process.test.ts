import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { afterEach, describe, expect, it } from 'vitest';

import { databaseStatus } from '../store/status.ts';
import { writeBucket } from '../testing/database-of.ts';
import { osvRecord } from '../testing/osv-record.ts';
import type { OsvRecord } from '../testing/osv-record.ts';
import { outcomeOf, temporaries, update } from '../testing/temporaries.ts';

const made = temporaries();
afterEach(() => made.cleanUp());

const CHILD = join(import.meta.dirname, '..', 'testing', 'child.ts');

interface Child {
  readonly process: ChildProcess;
  /** Fulfilled when the process has said `ready`. */
  readonly ready: Promise<void>;
  readonly last: Promise<string>;
}

function start(command: string, args: readonly string[]): Child {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const { promise: ready, resolve } = Promise.withResolvers<void>();
  let line = '';
  createInterface({ input: child.stdout }).on('line', (text) => {
    if (text === 'ready') resolve();
    line = text;
  });
  const last = once(child, 'close').then(() => {
    resolve();
    return line;
  });
  return { process: child, ready, last };
}

const node = (...args: string[]): Child => start(process.execPath, [CHILD, ...args]);

/** Two states of one bucket, with 30 and with 40 records of the package that is read, among many others. */
function records(hits: number): OsvRecord[] {
  const others = Array.from({ length: 3000 }, (_, at) => osvRecord({ id: `GHSA-o${at}`, name: `other-${at}` }));
  return [...others, ...Array.from({ length: hits }, (_, at) => osvRecord({ id: `GHSA-${at}` }))];
}

describe('one cache folder', () => {
  it('serves 20 readers beside 3 updaters, one of them killed, without a failure or a wrong answer', async () => {
    const [root, a, b] = [made.folder(), made.folder(), made.folder()];
    writeBucket(a, 'npm', records(30));
    writeBucket(b, 'npm', records(40));
    await update({ root, source: a });
    const updaters = [node('update', root, a, '6'), node('update', root, b, '6')];
    const killed = node('update', root, b, '1000');
    const readers = Array.from({ length: 20 }, () => node('read', root, '150'));
    await killed.ready;
    await Promise.race(readers.map(({ last }) => last));
    killed.process.kill('SIGKILL');
    const answers = (await Promise.all(readers.map(({ last }) => last))).flatMap(
      (line) => JSON.parse(line) as number[],
    );
    const outcomes = (await Promise.all(updaters.map(({ last }) => last))).flatMap(
      (line) => JSON.parse(line) as string[],
    );
    await killed.last;

    expect(new Set(answers).difference(new Set([30, 40]))).toEqual(new Set());
    expect(new Set(outcomes).difference(new Set(['updated', 'unchanged']))).toEqual(new Set());
    const clock = { now: () => Date.now(), monotonic: () => 0 };
    expect(databaseStatus({ root, clock, verify: true }).map(({ state }) => state)).toEqual(['sound']);
    await update({ root, source: a });
    expect(readdirSync(join(root, 'tmp'))).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('keeps the old state when the disk is full', async () => {
    const [root, source] = [made.folder(), made.folder()];
    writeBucket(source, 'npm', records(30), false);
    await update({ root, source });
    writeBucket(source, 'npm', records(40), false);
    // A limit on the size of files stands for a full disk: the write fails in the same place.
    const script = 'trap "" XFSZ; ulimit -f 64; exec "$0" "$@"';
    const child = start('/bin/bash', ['-c', script, process.execPath, CHILD, 'update', root, source, '1']);
    const reader = node('read', root, '1');

    expect(JSON.parse(await child.last)).toEqual(['ADVISORIES_DISK_FULL']);
    expect(JSON.parse(await reader.last)).toEqual([30]);
    expect(readdirSync(join(root, 'tmp'))).toEqual([]);
  });

  it('takes up the download that a process left when it was ended', async () => {
    const [root, bucket, server] = [made.folder(), made.folder(), await made.server()];
    writeBucket(bucket, 'npm', records(30), false);
    const bytes = readFileSync(join(bucket, 'npm', 'all.zip'));
    server.files.set('npm/all.zip', { bytes, breaks: [5000, 0, 0, 0] });
    const failed = await node('update', root, server.url, '1').last;
    server.requests.length = 0;
    const second = await update({ root, source: server.url });

    expect(JSON.parse(failed)).toEqual(['ADVISORIES_SOURCE_FAILED']);
    expect(outcomeOf(second)).toBe('updated');
    expect(server.requests.find((line) => line.startsWith('GET npm/all.zip'))).toMatch(
      /^GET npm\/all\.zip 206 bytes=\d{4,}-$/,
    );
  });
});
