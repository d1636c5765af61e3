import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { plant, whole } from '../../testing/planted.ts';
import { createSandbox } from '../../testing/run-cli.ts';
import type { Sandbox } from '../../testing/run-cli.ts';
import { pathsIn, secretsPart, skippedIn } from './read-result.ts';

/** The user that owns nothing. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
/** Whether that user can run the Node.js of this test. */
const nobodyRuns = isRoot && spawnSync(process.execPath, ['--version'], { uid: NOBODY, gid: NOBODY }).status === 0;

describe('sallyport scan, of places that cannot be looked at,', () => {
  let box: Sandbox;
  const [token = ''] = plant(1, 61).map(whole);
  beforeEach(() => {
    box = createSandbox();
    box.write('seen.env', `TOKEN=${token}\n`);
  });
  afterEach(() => box.remove());

  it.skipIf(!nobodyRuns)('counts folders and files that this user may not read, and looks at the rest', async () => {
    chmodSync(box.root, 0o755);
    box.write('closed/a.env', `TOKEN=${token}\n`);
    chmodSync(join(box.target, 'closed'), 0o700);
    chmodSync(box.write('b.env', 'x'), 0o600);

    const ran = await box.run(['scan', '.', '--json', '-q'], { uid: NOBODY });

    expect([ran.code, ran.stderr]).toEqual([1, '']);
    expect(pathsIn(ran)).toEqual(['seen.env']);
    expect(secretsPart(ran).skipped).toMatchObject([{ reason: 'unreadable', count: 2, examples: ['b.env', 'closed'] }]);
  });

  it.skipIf(!nobodyRuns)('says that a target may not be read, and does not call it clean', async () => {
    chmodSync(box.root, 0o755);
    mkdirSync(join(box.target, 'closed', 'inner'), { recursive: true });
    chmodSync(join(box.target, 'closed'), 0o700);

    const folder = await box.run(['scan', 'closed', '--json', '-q'], { uid: NOBODY });
    const inside = await box.run(['scan', 'closed/inner', '-q'], { uid: NOBODY });

    expect([folder.code, inside.code]).toEqual([2, 2]);
    expect(folder.stderr).toMatch(/^sallyport: closed may not be read\n {2}Check its permissions.+\n$/);
    expect(inside.stderr).toMatch(/^sallyport: closed\/inner may not be read\n {2}Check its permissions.+\n$/);
  });

  it('waits for no socket, FIFO or device, and follows no link in circles or to the outside', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(join(box.target, 'socket'), resolve);
    });
    spawnSync('mkfifo', [join(box.target, 'fifo')]);
    const hasDevice = isRoot && spawnSync('mknod', [join(box.target, 'zero'), 'c', '1', '5']).status === 0;
    mkdirSync(join(box.target, 'deep'));
    for (const [to, name] of [
      ['..', 'deep/up'],
      ['round', 'round'],
      ['/dev/zero', 'device'],
      ['/', 'root'],
    ] as const)
      symlinkSync(to, join(box.target, name));

    const ran = await box.run(['scan', '.', '--json', '-q']);

    server.close();
    expect([ran.code, ran.stderr]).toEqual([1, '']);
    expect(pathsIn(ran)).toEqual(['seen.env']);
    expect(skippedIn(ran)).toEqual({ unsupported: hasDevice ? 3 : 2, 'symlink-loop': 2, 'outside-target': 2 });
  });
});
