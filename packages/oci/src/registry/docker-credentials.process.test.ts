import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { dockerCredentials } from './docker-credentials.ts';

const SECRET = ['s3', 'cret', 'word'].join('-');
const at = { home: '' };

beforeEach(() => {
  at.home = mkdtempSync(join(tmpdir(), 'sallyport-credentials-'));
  mkdirSync(join(at.home, '.docker'));
  mkdirSync(join(at.home, 'bin'));
});
afterEach(() => rmSync(at.home, { recursive: true, force: true }));

function config(content: unknown, path = join('.docker', 'config.json')): void {
  mkdirSync(join(at.home, path, '..'), { recursive: true });
  writeFileSync(join(at.home, path), typeof content === 'string' ? content : JSON.stringify(content));
}

/** A credential helper in shell; what it was asked lands in `asked`. */
function helper(name: string, script: string): void {
  const path = join(at.home, 'bin', `docker-credential-${name}`);
  writeFileSync(path, `#!/bin/sh\necho "$1 $(cat)" >> "${join(at.home, 'asked')}"\n${script}\n`);
  chmodSync(path, 0o755);
}

const env = () => ({ PATH: `${join(at.home, 'bin')}:/usr/bin:/bin` });
const find = (repository: string, more: Record<string, string> = {}, limitMs?: number) =>
  dockerCredentials({
    env: { ...env(), ...more },
    home: at.home,
    ...(limitMs === undefined ? {} : { helper: { limitMs } }),
  }).find(repository);
const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('dockerCredentials', () => {
  it('refuses a file that it cannot read, without quoting it', async () => {
    config(`{"auths": {"registry.example": {"auth": "${SECRET}`);

    const error: unknown = await find('registry.example/app').catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ code: 'OCI_CREDENTIALS_INVALID' });
    expect(String(error)).not.toContain(SECRET);
  });

  it('refuses an auth that is no name and password', async () => {
    config({ auths: { 'registry.example': { auth: base64('nothing') } } });

    await expect(find('registry.example/app')).rejects.toMatchObject({ code: 'OCI_CREDENTIALS_INVALID' });
  });

  it.each([
    ['does not exist', 'missing', undefined, 'no such program'],
    ['fails', 'failing', 'echo "boom" >&2; exit 3', 'ends with 3'],
    ['hangs', 'hanging', 'exec sleep 60', 'longer than'],
    ['never stops talking', 'talking', 'exec yes', 'too much'],
    ['has a name that leads elsewhere', '../../bin/sh', undefined, 'name'],
  ])('says that a helper %s', async (_what, name, script, reason) => {
    if (script !== undefined) helper(name, script);
    config({ credsStore: name });

    await expect(find('registry.example/app', {}, name === 'hanging' ? 300 : 10_000)).rejects.toMatchObject({
      code: 'OCI_CREDENTIAL_HELPER_FAILED',
      message: expect.stringContaining(reason),
    });
  });

  it('gives nobody where nothing is known', async () => {
    expect(await find('registry.example/app')).toBeUndefined();
    config({ auths: { 'other.example': { auth: base64('a:b') }, 'registry.example': {} } });
    expect(await find('registry.example/app')).toBeUndefined();
  });

  it('reads names and passwords, in all the ways that they are kept', async () => {
    config({
      auths: {
        'registry.example': { auth: base64(`robot:${SECRET}:with:colons`) },
        'https://old.example/v1/': { auth: base64('old:a') },
        'plain.example:5000': { username: 'plain', password: SECRET },
        'token.example': { auth: base64('00000000-0000-0000-0000-000000000000:'), identitytoken: SECRET },
        'bearer.example': { registrytoken: SECRET },
        'https://index.docker.io/v1/': { auth: base64('hub:b') },
      },
    });

    expect(await find('registry.example/app')).toEqual({
      kind: 'password',
      username: 'robot',
      password: `${SECRET}:with:colons`,
    });
    expect(await find('old.example/app')).toMatchObject({ username: 'old' });
    expect(await find('plain.example:5000/app')).toMatchObject({ username: 'plain', password: SECRET });
    expect(await find('token.example/app')).toEqual({ kind: 'identity-token', token: SECRET });
    expect(await find('bearer.example/app')).toEqual({ kind: 'registry-token', token: SECRET });
    expect(await find('docker.io/library/debian')).toMatchObject({ username: 'hub' });
    expect(await find('registry.example.evil.example/app')).toBeUndefined();
  });

  it("reads Podman's file, where the longest beginning of a repository counts", async () => {
    config(
      { auths: { 'registry.example': { auth: base64('all:a') }, 'registry.example/team': { auth: base64('team:b') } } },
      '.config/containers/auth.json',
    );

    expect(await find('registry.example/team/app')).toMatchObject({ username: 'team' });
    expect(await find('registry.example/other')).toMatchObject({ username: 'all' });
    expect(await find('registry.example/teams')).toMatchObject({ username: 'all' });
  });

  it('reads the files that the environment names', async () => {
    config({ auths: { 'registry.example': { auth: base64('elsewhere:a') } } }, 'elsewhere/config.json');
    config({ auths: { 'registry.example': { auth: base64('file:a') } } }, 'auth.json');

    expect(await find('registry.example/app', { DOCKER_CONFIG: join(at.home, 'elsewhere') })).toMatchObject({
      username: 'elsewhere',
    });
    expect(await find('registry.example/app', { REGISTRY_AUTH_FILE: join(at.home, 'auth.json') })).toMatchObject({
      username: 'file',
    });
  });

  it('asks helpers: the one for the registry before the one for all, on standard input, without a shell', async () => {
    helper('own', `echo '{"ServerURL":"x","Username":"own","Secret":"${SECRET}"}'`);
    helper('all', `echo "a warning {with braces}" >&2; echo '{"Username":"<token>","Secret":"${SECRET}"}'`);
    config({ credsStore: 'all', credHelpers: { 'registry.example': 'own' } });

    expect(await find('registry.example/app')).toEqual({ kind: 'password', username: 'own', password: SECRET });
    expect(await find('debian')).toEqual({ kind: 'identity-token', token: SECRET });
    expect(readFileSync(join(at.home, 'asked'), 'utf8')).toBe(
      'get registry.example\nget https://index.docker.io/v1/\n',
    );
  });

  it('goes on to what is written in the file where a helper knows nothing', async () => {
    helper('none', 'echo "credentials not found in native keychain"; exit 1');
    config({ credsStore: 'none', auths: { 'registry.example': { auth: base64('file:a') } } });

    expect(await find('registry.example/app')).toMatchObject({ username: 'file' });
  });

  it('asks once a repository', async () => {
    helper('own', `echo '{"Username":"own","Secret":"${SECRET}"}'`);
    config({ credsStore: 'own' });
    const credentials = dockerCredentials({ env: env(), home: at.home });

    await Promise.all([credentials.find('registry.example/app'), credentials.find('registry.example/app')]);

    expect(readFileSync(join(at.home, 'asked'), 'utf8').split('\n')).toHaveLength(2);
  });
});
