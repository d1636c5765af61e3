import { describe, expect, it } from 'vitest';

import { boundedFetch } from './bounded-fetch.ts';

const INIT = { method: 'GET', headers: {}, signal: null };

/** Never answers; ends when it is told to. */
function silence(_url: string, { signal }: RequestInit): Promise<Response> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error));
  });
}

describe('boundedFetch', () => {
  it('gives up on a host that does not answer, and does not ask it again', async () => {
    const asked: string[] = [];
    const fetch = boundedFetch(1, (url, init) => {
      asked.push(url);
      return silence(url, init);
    });

    await expect(fetch('https://a.example/x', INIT)).rejects.toThrow('a.example did not answer within 0.001 s');
    await expect(fetch('https://a.example/y', INIT)).rejects.toThrow('a.example did not answer');
    await expect(fetch('https://b.example/x', INIT)).rejects.toThrow('b.example did not answer');
    expect(asked).toEqual(['https://a.example/x', 'https://b.example/x']);
  });

  it.each([
    ['a host that has no address is not asked again', 'ENOTFOUND', 1],
    ['a host that broke off may be asked again', 'ECONNRESET', 2],
  ])('%s', async (_, code, times) => {
    let asked = 0;
    const fetch = boundedFetch(60_000, () => {
      asked += 1;
      return Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) }));
    });

    await expect(fetch('https://a.example/x', INIT)).rejects.toThrow('fetch failed');
    await expect(fetch('https://a.example/x', INIT)).rejects.toThrow('fetch failed');
    expect(asked).toBe(times);
  });

  it('lets the caller stop it, which says nothing of the host', async () => {
    const stop = new AbortController();
    const fetch = boundedFetch(60_000, silence);

    const first = fetch('https://a.example/x', { ...INIT, signal: stop.signal });
    stop.abort(new Error('stopped'));
    await expect(first).rejects.toThrow('stopped');
    const answering = boundedFetch(60_000, () => Promise.resolve(new Response('here')));

    expect(await (await answering('https://a.example/x', INIT)).text()).toBe('here');
  });
});
