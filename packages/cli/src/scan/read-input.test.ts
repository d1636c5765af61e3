import { describe, expect, it } from 'vitest';

import { readInput } from './read-input.ts';

const never = new AbortController().signal;

describe('readInput', () => {
  it('stops where the input goes on beyond its bound, and lets its writer know', async () => {
    let closed = false;
    const endless = async function* (): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield Buffer.alloc(1000);
      } finally {
        closed = true;
      }
    };

    await expect(readInput({ stdin: endless(), signal: never }, 10_000)).rejects.toMatchObject({
      code: 'CLI_INPUT_TOO_LARGE',
    });
    expect(closed).toBe(true);
  });

  it('waits no longer once the user has had enough', async () => {
    const abort = new AbortController();
    const silent = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a');
      queueMicrotask(() => abort.abort());
      await new Promise(() => undefined);
    };

    await expect(readInput({ stdin: silent(), signal: abort.signal })).rejects.toThrow(/abort/i);
  });

  it('passes on why the input broke', async () => {
    const broken = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a');
      throw new Error('EIO');
    };

    await expect(readInput({ stdin: broken(), signal: never })).rejects.toThrow('EIO');
  });

  it('puts together what came in pieces, up to its bound', async () => {
    const pieces = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from('ab');
      yield Buffer.from('c');
    };

    expect((await readInput({ stdin: pieces(), signal: never }, 3)).toString()).toBe('abc');
  });
});
