import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

import { writeWhole } from './write-file.ts';

describe('writeWhole', () => {
  const root = mkdtempSync(join(tmpdir(), 'write-'));
  afterAll(() => rmSync(root, { recursive: true }));

  it('says why it could not write', async () => {
    await expect(writeWhole(join(root, 'no', 'a'), ['x'])).rejects.toMatchObject({
      code: 'CLI_OUTPUT_FAILED',
      message: /folder does not exist/,
    });
    await expect(writeWhole(root, ['x'])).rejects.toMatchObject({ code: 'CLI_OUTPUT_FAILED' });
  });

  it('keeps the old file and leaves nothing behind when it fails half-way', async () => {
    const path = join(root, 'report');
    writeFileSync(path, 'old');
    const broken = function* (): Iterable<string> {
      yield 'new';
      throw new Error('broke');
    };

    await expect(writeWhole(path, broken())).rejects.toMatchObject({ code: 'CLI_OUTPUT_FAILED' });

    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(root)).toEqual(['report']);
  });

  it('replaces the file', async () => {
    const path = join(root, 'report');

    await writeWhole(path, ['a', 'b']);

    expect(readFileSync(path, 'utf8')).toBe('ab');
  });
});
