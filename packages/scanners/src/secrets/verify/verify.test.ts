import { createHook } from 'node:async_hooks';

import { identify, sortByRisk } from '@sallyport/findings';
import type { Sighting } from '@sallyport/findings';
import { fixedClock, seededRandom } from '@sallyport/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { filled } from '../rules/cases.ts';
import { scan } from '../scan.ts';
import { verifiers } from './providers/list.ts';
import { json, startProviders } from './testing/providers.ts';
import type { AskedRequest, TestProviders } from './testing/providers.ts';

const random = seededRandom(41);
const made = (template: string): string => filled(template, random);
const modelToken = made('hf_{A-Za-z*34}');
const otherModelToken = made('hf_{A-Za-z*34}');
const slackToken = made('xoxb-{digit*12}-{digit*12}-{alnum*24}');
const gitlabToken = made('glpat-{alnum*20}');
const telegramToken = made('{digit*9}:AA{alnum*33}');
const linearKey = made('lin_api_{alnum*40}');
const awsId = made('AKIA{A-Z2-7*16}');
const awsSecret = made('{alnum*39}/');

function contextFor(text: string, options: Record<string, unknown>, signal = new AbortController().signal) {
  return {
    target: { kind: 'stdin', given: '-', root: '', input: Buffer.from(text) },
    clock: fixedClock(Date.UTC(2026, 0, 2)),
    signal,
    offline: false,
    onProgress: () => undefined,
    options,
  } as const;
}

describe('verifying secrets with their providers', () => {
  let providers: TestProviders;
  beforeEach(async () => {
    providers = await startProviders();
  });
  afterEach(() => providers.close());

  const run = async (text: string, more: Record<string, unknown> = {}): Promise<readonly Sighting[]> => {
    const { sightings } = await scan(contextFor(text, { verify: true, connect: providers.connect, ...more }));
    return sightings;
  };
  const stateOf = async (text: string, more: Record<string, unknown> = {}) =>
    (await run(text, more)).map(({ rule, verification }) => [rule, verification?.state, verification?.reason]);

  it('opens no socket and looks up no name without being asked to', async () => {
    const opened = await socketsDuring(() => scan(contextFor(`t = ${modelToken}`, { connect: providers.connect })));
    const asked = await socketsDuring(() => run(`t = ${modelToken}`));

    expect(opened).toEqual([]);
    expect(asked.filter((kind) => kind === 'TCPCONNECTWRAP')).toHaveLength(1);
    expect(asked.filter((kind) => /INFO|QUERY|UDP/.test(kind))).toEqual([]);
    expect(providers.connected).toEqual(['huggingface.co']);
  });

  it('says nothing about verification without being asked to', async () => {
    const { sightings } = await scan(contextFor(`t = ${modelToken}`, {}));

    expect(sightings.map(({ verification }) => verification)).toEqual([undefined]);
  });

  it('is refused offline', async () => {
    const context = { ...contextFor(`t = ${modelToken}`, { verify: true }), offline: true };

    await expect(scan(context)).rejects.toMatchObject({ code: 'SECRETS_VERIFY_OFFLINE', exit: 2 });
  });

  it('asks the provider and nobody else, and says valid, when, and by whom', async () => {
    providers.respond = (_, response) => json(response, 200, { username: 'someone' });

    const [sighting] = await run(`t = ${modelToken}`);

    expect(sighting).toMatchObject({
      confidence: 'high',
      verification: {
        state: 'valid',
        host: 'huggingface.co',
        checkedAt: '2026-01-02T00:00:00Z',
        reason: 'huggingface.co takes it.',
      },
    });
    expect(providers.asked).toMatchObject([
      {
        host: 'huggingface.co',
        method: 'GET',
        path: '/api/whoami-v2',
        headers: { authorization: `Bearer ${modelToken}` },
      },
    ]);
  });

  it('says invalid only where the provider alone gives out such secrets', async () => {
    providers.respond = (_, response) => json(response, 401, {});

    expect(await stateOf(`t = ${modelToken}\nu = ${gitlabToken}\n`)).toEqual([
      ['huggingface-access-token', 'invalid', 'huggingface.co refuses it (401).'],
      [
        'gitlab-personal-access-token',
        'not-verified',
        'gitlab.com refuses it (401), but it may belong to a GitLab server of your own.',
      ],
    ]);
  });

  it('reads the body where the status does not tell', async () => {
    const answer = (body: unknown) => {
      providers.respond = (_, response) => json(response, 200, body);
      return stateOf(`t = ${slackToken}`);
    };

    expect(await answer({ ok: true })).toMatchObject([[expect.any(String), 'valid', expect.any(String)]]);
    expect(await answer({ ok: false, error: 'token_revoked' })).toMatchObject([
      [expect.any(String), 'invalid', expect.any(String)],
    ]);
    expect(await answer({ ok: false, error: 'fatal_error' })).toMatchObject([
      [expect.any(String), 'not-verified', 'slack.com answered 200, which does not tell.'],
    ]);
    expect(await answer({ ok: 'true' })).toMatchObject([[expect.any(String), 'not-verified', expect.any(String)]]);
  });

  it('takes a page that answers everything for no answer', async () => {
    providers.respond = (_, response) => response.writeHead(200).end('<html>Please sign in to the network</html>');

    expect(await stateOf(`t = ${modelToken}`)).toMatchObject([
      ['huggingface-access-token', 'not-verified', /does not tell/],
    ]);
  });

  it.each([
    [429, 'takes no more requests'],
    [500, 'failed (500)'],
    [403, 'answered 403, which does not tell'],
    [404, 'answered 404, which does not tell'],
  ])('takes an answer of %i for no answer', async (status, reason) => {
    providers.respond = (_, response) => json(response, status, { message: modelToken });

    expect(await stateOf(`t = ${modelToken}`)).toEqual([
      ['huggingface-access-token', 'not-verified', expect.stringContaining(reason)],
    ]);
  });

  it('follows no redirect', async () => {
    providers.respond = (_, response) => {
      response.writeHead(302, { Location: 'https://slack.com/elsewhere' }).end();
    };

    expect(await stateOf(`t = ${modelToken}`)).toMatchObject([
      ['huggingface-access-token', 'not-verified', /redirect \(302\)/],
    ]);
    expect(providers.connected).toEqual(['huggingface.co']);
    expect(providers.asked.map(({ path }) => path)).toEqual(['/api/whoami-v2']);
  });

  it('waits no longer than its limit, for an answer or for the end of one', async () => {
    providers.respond = () => undefined;
    const silent = await stateOf(`t = ${modelToken}`, { timeoutMs: 80 });
    providers.respond = (_, response) => {
      response.writeHead(200).write('{');
    };
    const endless = await stateOf(`t = ${modelToken}`, { timeoutMs: 80 });

    expect(silent).toEqual([
      ['huggingface-access-token', 'not-verified', 'huggingface.co did not answer within 0.08 seconds.'],
    ]);
    expect(endless).toEqual(silent);
  });

  it('reads no more than the beginning of an answer', async () => {
    let written = 0;
    providers.respond = (_, response) => {
      const pour = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, 0x20))) written += 65_536;
        if (!response.destroyed) response.once('drain', pour);
      };
      response.writeHead(200);
      pour();
    };

    expect(await stateOf(`t = ${slackToken}`)).toMatchObject([
      [expect.any(String), 'not-verified', expect.any(String)],
    ]);
    expect(written).toBeLessThan(64 * 1024 * 1024);
  });

  it.each<[string, (response: Parameters<TestProviders['respond']>[1]) => void]>([
    ['no HTTP', (response) => response.socket?.end('SSH-2.0-hello\r\n')],
    ['endless headers', (response) => response.socket?.end(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`)],
    ['a cut connection', (response) => response.socket?.destroy()],
  ])('takes %s for no answer', async (_, respond) => {
    providers.respond = (_asked, response) => respond(response);

    expect(await stateOf(`t = ${modelToken}`)).toMatchObject([
      ['huggingface-access-token', 'not-verified', /^huggingface\.co could not be asked \(\w+\)\.$/],
    ]);
  });

  it('sends nothing to a host that cannot prove its name', async () => {
    const impostor = await startProviders({ hosts: ['impostor.example'] });
    const untrusted = await startProviders({ trusted: false });

    const byName = await stateOf(`t = ${modelToken}`, { connect: impostor.connect });
    const byTrust = await stateOf(`t = ${modelToken}`, { connect: untrusted.connect });

    expect(byName).toMatchObject([['huggingface-access-token', 'not-verified', /ERR_TLS_CERT_ALTNAME_INVALID/]]);
    expect(byTrust).toMatchObject([['huggingface-access-token', 'not-verified', /DEPTH_ZERO_SELF_SIGNED_CERT/]]);
    expect([...impostor.asked, ...untrusted.asked]).toEqual([]);
    await Promise.all([impostor.close(), untrusted.close()]);
  });

  it('asks once about one secret, however often and in whatever form it stands there', async () => {
    providers.respond = (_, response) => json(response, 200, { ok: true });
    const encoded = Buffer.from(`token=${modelToken}`).toString('base64');

    const text = `t = ${modelToken}\n${'\n'.repeat(9)}u = ${modelToken}\nblob: ${encoded}\nhttps://api.telegram.org/bot${telegramToken}/x\nTELEGRAM = "${telegramToken}"\n`;
    const sightings = await run(text);

    expect(providers.asked.map(({ path }) => path).toSorted()).toEqual([
      '/api/whoami-v2',
      `/bot${telegramToken}/getMe`,
    ]);
    expect(sightings.length).toBeGreaterThanOrEqual(5);
    expect(new Set(sightings.map(({ verification }) => verification?.state))).toEqual(new Set(['valid']));
  });

  it('leaves a host in peace that has enough, or failed twice', async () => {
    const text = Array.from({ length: 5 }, () => `t = ${made('hf_{A-Za-z*34}')}\n`).join('');
    providers.respond = (_, response) => json(response, 429, {});
    const limited = await stateOf(text);
    const afterLimit = providers.asked.length;
    providers.respond = (_, response) => response.socket?.destroy();
    await run(text);

    expect(afterLimit).toBe(1);
    expect(providers.asked.length - afterLimit).toBe(2);
    expect(limited.map(([, state]) => state)).toEqual(Array.from({ length: 5 }, () => 'not-verified'));
    expect(limited[4]?.[2]).toMatch(/^Not asked any more: huggingface/);
  });

  it('asks AWS with the pair that stands together, and says nothing of half a pair', async () => {
    providers.respond = (_, response) =>
      response.writeHead(200).end('<GetCallerIdentityResult><Arn/></GetCallerIdentityResult>');
    const whole = await run(`aws_access_key_id = ${awsId}\naws_secret_access_key = ${awsSecret}\n`);
    const half = await stateOf(`aws_secret_access_key = ${awsSecret}\n`);

    expect(whole.map(({ verification }) => verification?.state)).toEqual(['valid', 'valid']);
    expect(providers.asked).toHaveLength(1);
    expect(providers.asked[0]?.headers['authorization']).toContain(`Credential=${awsId}/20260102/us-east-1/sts/`);
    expect(JSON.stringify(providers.asked[0])).not.toContain(awsSecret);
    expect(half).toEqual([
      [
        'aws-secret-access-key',
        'not-verified',
        'What belongs to it was not found in the same file, and it cannot be checked alone.',
      ],
    ]);
  });

  it('does not send what a rule of a user found under the name of a built-in one', async () => {
    const rules = [{ id: 'huggingface-access-token', pattern: 'MINE-([0-9]{8})' }];

    const states = await stateOf('x = MINE-12345678\n', { rules });

    expect(states).toEqual([
      ['huggingface-access-token', 'not-verified', 'There is no check for this kind of secret.'],
    ]);
    expect(providers.connected).toEqual([]);
  });

  it('knows a token by its form where another rule found it', async () => {
    providers.respond = (_, response) => json(response, 200, {});

    const states = await stateOf(`//registry.example/:_authToken=${modelToken}\nt = ${modelToken}\n`);

    expect(states.map(([rule, state]) => [rule, state])).toEqual([
      ['npmrc-auth-token', 'valid'],
      ['huggingface-access-token', 'valid'],
    ]);
    expect(providers.asked).toHaveLength(1);
  });

  it('asks only about forms that the call is for', async () => {
    const text = `a = ${made('lin_oauth_{alnum*40}')}\nb = ${made('figu_{web*40}')}\nc = ${linearKey}\n`;

    const states = await stateOf(text);

    expect(states.map(([rule, , reason]) => [rule, reason])).toEqual([
      ['linear-api-key', 'There is no check for this kind of secret.'],
      ['figma-personal-access-token', 'There is no check for this kind of secret.'],
      ['linear-api-key', 'api.linear.app answered 404, which does not tell.'],
    ]);
    expect(providers.connected).toEqual(['api.linear.app']);
  });

  it('says of kinds without a check that there is none', async () => {
    expect(await stateOf(`password = "${made('{alnum*9}#{alnum*9}')}"\n`)).toMatchObject([
      ['generic-password', 'not-verified', 'There is no check for this kind of secret.'],
    ]);
  });

  it('puts the secret that works first and the refused one last, of one severity', async () => {
    providers.respond = ({ host, headers }: AskedRequest, response) => {
      const dead = headers['authorization'] === `Bearer ${modelToken}`;
      json(response, host === 'api.linear.app' ? 500 : dead ? 401 : 200, {});
    };

    const sightings = await run(`a = ${modelToken}\nb = ${linearKey}\nc = ${otherModelToken}\n`);
    const order = sortByRisk(identify(sightings.map((sighting) => ({ ...sighting, severity: 'high' as const }))));

    expect(order.map(({ verification }) => verification?.state)).toEqual(['valid', 'not-verified', 'invalid']);
  });

  it('tells no value to whoever reads the result, whatever a provider answers', async () => {
    providers.respond = ({ headers, path }, response) => json(response, 400, { headers, path });

    const text = [modelToken, slackToken, linearKey, gitlabToken, telegramToken]
      .map((value) => `token: ${value}`)
      .join('\n');
    const result = await scan(contextFor(text, { verify: true, connect: providers.connect }));

    const told = JSON.stringify(identify(result.sightings)) + JSON.stringify(result.coverage);
    for (const value of [modelToken, slackToken, linearKey, gitlabToken, telegramToken])
      for (let at = 8; at + 8 <= value.length; at++) expect(told).not.toContain(value.slice(at, at + 8));
    expect(result.coverage.notes.at(-1)).toMatch(/^Asked 5 hosts .*0 valid, 0 invalid, 5 not verified\.$/);
  });

  it('stops when it is told to', async () => {
    const abort = new AbortController();
    providers.respond = () => abort.abort(new Error('interrupted'));

    const running = scan(contextFor(`t = ${modelToken}`, { verify: true, connect: providers.connect }, abort.signal));

    await expect(running).rejects.toThrow('interrupted');
  });

  it('connects to hosts of the list only, whatever the text says', async () => {
    const hosts = new Set(verifiers.map(({ host }) => host));
    providers.respond = (_, response) => json(response, 200, {});

    await run(
      `//registry.example/:_authToken=${modelToken}\nurl: https://gitlab.team.example/api?private_token=${gitlabToken}\n`,
    );

    expect(providers.connected.length).toBeGreaterThan(0);
    expect(providers.connected.filter((host) => !hosts.has(host))).toEqual([]);
  });
});

/** The sockets, connections and look-ups that are made while something runs, by Node's names for them. */
async function socketsDuring(work: () => Promise<unknown>): Promise<string[]> {
  const kinds: string[] = [];
  const hook = createHook({
    init(_, type) {
      if (/^(?:TCP|UDP|GETADDRINFO|QUERY|TLS)/.test(type) && type !== 'TCPSERVERWRAP') kinds.push(type);
    },
  });
  hook.enable();
  try {
    await work();
  } finally {
    hook.disable();
  }
  return kinds;
}
