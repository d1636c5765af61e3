import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createSandbox } from '../testing/run-cli.ts';
import type { Ran, Sandbox } from '../testing/run-cli.ts';

/** Node's permission model without the network: whoever opens a socket all the same is refused. */
const NO_NETWORK = ['--permission', '--allow-fs-read=*', '--allow-fs-write=*', '--allow-worker'];
const TOKEN = ['hf', 'WqRtZuYbNcXvLkJhGfDsAaPoEiMeQwErTy'].join('_');

interface Shown {
  readonly findings: readonly { readonly rule: string; readonly verification?: { state: string; reason: string } }[];
}
const verifications = (ran: Ran): unknown[] =>
  (JSON.parse(ran.stdout) as Shown).findings.map(({ rule, verification }) => [rule, verification?.state]);

describe('sallyport scan --verify', () => {
  let box: Sandbox;
  beforeEach(() => {
    box = createSandbox();
    box.write('.npmrc', `//registry.example/:_authToken=${TOKEN}\n`);
  });
  afterEach(() => box.remove());

  it.each([
    ['--offline', ['--offline'], {}],
    ['SALLYPORT_OFFLINE', [], { SALLYPORT_OFFLINE: '1' }],
  ])('is wrong usage with %s', async (_, words, env) => {
    const ran = await box.run(['scan', '.', '-q', '--verify', ...words], { env });

    expect([ran.code, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toMatch(/cannot be verified offline/);
  });

  it('cannot be switched on by the repository that is scanned', async () => {
    box.write('sallyport.yaml', 'secrets:\n  verify: true\n');

    const ran = await box.run(['scan', '.', '-q']);

    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(/sallyport\.yaml:2:3: .*verify/);
  });

  it('is what opens a socket, and nothing else does', async () => {
    const plain = await box.run(['scan', '.', '--only', 'secrets', '--json'], { node: NO_NETWORK });
    const verify = await box.run(['scan', '.', '--only', 'secrets', '--json', '--verify'], { node: NO_NETWORK });

    expect([plain.code, verify.code]).toEqual([1, 1]);
    expect(verifications(plain)).toEqual([['npmrc-auth-token', undefined]]);
    expect(verifications(verify)).toEqual([['npmrc-auth-token', 'not-verified']]);
    expect(verify.stdout).toMatch(/huggingface\.co could not be asked \((?:ERR_ACCESS_DENIED|ENOTFOUND|EAI_AGAIN)\)/);
    expect(plain.stdout + plain.stderr + verify.stdout + verify.stderr).not.toContain(TOKEN.slice(4, 12));
  });
});
