import { deflateRawSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { plant, whole } from '../../testing/planted.ts';
import { createSandbox } from '../../testing/run-cli.ts';
import type { Sandbox } from '../../testing/run-cli.ts';
import { pathsIn, secretsPart, skippedIn } from './read-result.ts';

/** A zip with one entry, its header in front and its directory behind. */
function zipOf(path: string, content: Buffer): Buffer {
  const name = Buffer.from(path);
  const packed = deflateRawSync(content);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, name, packed]);
  const central = Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0000'), common, Buffer.alloc(14), name]);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}

describe('sallyport scan, of archives that are not what they should be,', () => {
  let box: Sandbox;
  const [first = '', second = '', third = ''] = plant(3, 21).map(whole);
  beforeEach(() => {
    box = createSandbox();
  });
  afterEach(() => box.remove());

  it('finds what is there of those that are cut off, and says which they are', async () => {
    const filler = Buffer.from(
      plant(2000, 22)
        .map((one) => one.secret.toLowerCase())
        .join(' \n'),
    );
    const zip = zipOf('z.env', Buffer.concat([Buffer.from(`TOKEN=${first}\n`), filler]));
    const gzip = gzipSync(Buffer.concat([Buffer.from(`TOKEN=${second}\n`), filler]));
    box.write('cut.zip', zip.subarray(0, zip.length - 5000));
    box.write('cut.gz', gzip.subarray(0, gzip.length - 5000));
    box.write('whole.env', `TOKEN=${third}\n`);

    const ran = await box.run(['scan', '.', '--json', '-q']);

    expect([ran.code, ran.stderr]).toEqual([1, '']);
    expect(pathsIn(ran)).toEqual(['cut.gz', 'cut.zip!z.env', 'whole.env']);
    expect(secretsPart(ran).skipped).toMatchObject([
      { reason: 'malformed', count: 2, examples: ['cut.gz', 'cut.zip'] },
    ]);
  });

  it('opens a bomb no further than its bounds, counts the rest, and finds what lies beside it', async () => {
    const zeros = zipOf('zeros', Buffer.alloc(31 * 1024 * 1024));
    let nested = zeros;
    for (let depth = 0; depth < 12; depth += 1) nested = zipOf('inner.zip', nested);
    box.write('deep.zip', nested);
    box.write('one.gz', gzipSync(Buffer.alloc(64 * 1024 * 1024)));
    box.write('whole.env', `TOKEN=${third}\n`);

    const ran = await box.run(['scan', '.', '--json', '-q']);

    const skipped = skippedIn(ran);
    expect([ran.code, ran.stderr]).toEqual([1, '']);
    expect(pathsIn(ran)).toEqual(['whole.env']);
    expect(skipped).toEqual({ 'too-deep': 1, 'too-large': 1 });
  });
});
