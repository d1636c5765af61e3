import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { systemClock } from '@sallyport/kernel';
import { Ajv } from 'ajv';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { runInside } from '../testing/run-inside.ts';

const scanners = join(import.meta.dirname, '..', '..', '..', 'scanners', 'src');
const hostReadme = readFileSync(join(scanners, 'docker-host', 'README.md'), 'utf8');
const hardeningReadme = readFileSync(join(scanners, 'images', 'hardening', 'README.md'), 'utf8');
const RESULT_SCHEMA = join(scanners, '..', '..', 'reports', 'schema', 'scan-result.schema.json');
const SECRET = ['planted', 'by', 'this', 'test'].join('-');

const state: { folder: string; servers: Server[] } = { folder: '', servers: [] };
beforeEach(() => {
  state.folder = mkdtempSync(join(tmpdir(), 'sallyport-docker-'));
});
afterEach(() => {
  for (const server of state.servers.splice(0)) server.close();
  rmSync(state.folder, { recursive: true });
});

/** A daemon with one container, which holds a secret. */
async function daemon(): Promise<{ DOCKER_HOST: string; SALLYPORT_CACHE_DIR: string }> {
  const [container] = JSON.parse(containersOfReadme()) as [{ Config: object }];
  const answers: Record<string, unknown> = {
    '/info': { ServerVersion: '28.0.1', DockerRootDir: '/var/lib/docker', SecurityOptions: [], Swarm: {} },
    '/containers/json?all=1': [{ Id: 'web' }],
    '/containers/web/json': { ...container, Config: { ...container.Config, Env: [`DB_PASSWORD=${SECRET}`] } },
    '/images/json': [],
    '/networks': [],
    '/volumes': { Volumes: null },
  };
  const server = createServer((request, response) => {
    const answer = answers[request.url ?? ''];
    response.writeHead(answer === undefined ? 404 : 200).end(JSON.stringify(answer ?? {}));
  });
  state.servers.push(server);
  const socket = join(state.folder, 'docker.sock');
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return { DOCKER_HOST: `unix://${socket}`, SALLYPORT_CACHE_DIR: join(state.folder, 'cache') };
}

const run = (line: string, env: Record<string, string> = {}) =>
  runInside(state.folder, line.split(' '), systemClock, { SALLYPORT_CACHE_DIR: join(state.folder, 'cache'), ...env });

function containersOfReadme(): string {
  return /```json\n(?<json>[\s\S]*?)```/.exec(hostReadme)?.groups?.['json'] ?? '';
}

/** A command of a README with what it shows: `grep WORD` and `head -n N` behind it are done here. */
async function asShown(readme: string): Promise<{ printed: string; shown: string }> {
  const pattern = /^\$ sallyport (?<line>.+?)(?: \| (?<filter>grep|head -n) (?<word>\S+))?\n(?<shown>[\s\S]*?)^```$/m;
  const { line = '', filter, word = '', shown = '' } = pattern.exec(readme)?.groups ?? {};
  const lines = (await run(line)).stdout.split('\n');
  const kept = filter === 'grep' ? lines.filter((each) => each.includes(word)) : lines.slice(0, Number(word));
  return { printed: kept.join('\n').trim(), shown: shown.trim() };
}

describe('sallyport docker', () => {
  it.each([
    ['docker', /needs snapshot or harden/],
    ['docker harden', /needs an image or a container/],
    ['docker snapshot extra', /takes no argument "extra"/],
    ['docker nothing', /needs snapshot or harden/],
  ])('%s is wrong usage', async (line, message) => {
    const { code, stderr } = await run(line);

    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  it('ends with 5 where no daemon answers, and writes nothing', async () => {
    const { code, stderr, stdout } = await run('docker snapshot -o host.json', {
      DOCKER_HOST: 'unix:///nowhere/x.sock',
    });

    expect([code, stdout]).toEqual([5, '']);
    expect(stderr).toContain('there is no socket /nowhere/x.sock');
    expect(() => statSync(join(state.folder, 'host.json'))).toThrow(/ENOENT/);
  });

  it('snapshot writes what a scan reads, without the value of a secret', async () => {
    const env = await daemon();
    const taken = await run('docker snapshot -o host.json', env);
    const live = await run('scan docker: --json', env);
    const later = await run('scan docker:host.json --json');
    const findings = (text: string): unknown[] =>
      (JSON.parse(text) as { findings: { id: string }[] }).findings.map(({ id }) => id);

    expect(taken.code).toBe(0);
    expect(
      readFileSync(join(state.folder, 'host.json'), 'utf8') + live.stdout + later.stdout + taken.stderr,
    ).not.toContain(SECRET);
    expect(findings(later.stdout)).toEqual(findings(live.stdout));
    expect(live.code).toBe(1);
  });

  it('scan fails on what is bad, is incomplete where nothing is, and may be told to accept that', async () => {
    writeFileSync(join(state.folder, 'containers.json'), containersOfReadme());
    const codes = [
      await run('scan docker:containers.json'),
      await run('scan docker:containers.json --fail-on none'),
      await run('scan docker:containers.json --fail-on none --allow-missing docker-host'),
    ].map(({ code }) => code);

    expect(codes).toEqual([1, 6, 0]);
  });

  it('scan keeps to the schema of results, its list included', async () => {
    writeFileSync(join(state.folder, 'containers.json'), containersOfReadme());
    const { stdout } = await run('scan docker:containers.json --json');
    const result = JSON.parse(stdout) as {
      coverage: { parts: { scanner: string; checklist?: { checks: unknown[] } }[] };
    };
    const part = result.coverage.parts.find(({ scanner }) => scanner === 'docker-host');

    expect(part?.checklist?.checks).toHaveLength(106);
    const { $schema: _draft, ...schema } = JSON.parse(readFileSync(RESULT_SCHEMA, 'utf8')) as Record<string, unknown>;
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    validate(result);
    expect(validate.errors).toBeNull();
  });

  it('explains each check as any other rule', async () => {
    const { code, stdout } = await run('explain docker-host/privileged');

    expect(code).toBe(0);
    expect(stdout).toContain('--cap-add NAME');
  });

  it('scan says of what tells nothing of a host that it is wrong', async () => {
    writeFileSync(join(state.folder, 'package.json'), '{}');
    const { code, stderr } = await run('scan docker:package.json');

    expect(code).toBe(2);
    expect(stderr).toContain('nothing that tells of a Docker host');
  });

  it('reads whom to trust from sallyport.yaml', async () => {
    writeFileSync(join(state.folder, 'sallyport.yaml'), 'docker-host:\n  trustedUsers: [ann]\n');
    writeFileSync(join(state.folder, 'group.txt'), 'docker:x:999:ann,eve\n');
    const { stdout } = await run('scan docker:./ --json');

    expect(stdout).toContain('The group docker also has eve, whom the configuration does not trust.');
  });

  it('harden writes both profiles, and shows compose.yaml or JSON', async () => {
    writeFileSync(join(state.folder, 'containers.json'), containersOfReadme());
    const compose = await run('docker harden web --snapshot containers.json --compose -o profiles');
    const json = await run('docker harden web --snapshot containers.json --json');
    const profile = (name: string): string => readFileSync(join(state.folder, 'profiles', name), 'utf8');

    expect(compose.stdout).toContain('+    cap_drop:\n+      - "ALL"');
    expect(JSON.parse(profile('sallyport-web.seccomp.json'))).toMatchObject({ defaultAction: 'SCMP_ACT_ERRNO' });
    expect(profile('sallyport-web.apparmor')).toContain('profile sallyport-web ');
    expect(JSON.parse(json.stdout)).toMatchObject({ name: 'web', appArmorName: 'sallyport-web' });
  });

  it('does what its READMEs show', async () => {
    writeFileSync(join(state.folder, 'containers.json'), containersOfReadme());
    const ofHosts = await asShown(hostReadme);
    const ofHardening = await asShown(hardeningReadme);

    expect(ofHosts.printed).toBe(ofHosts.shown);
    expect(ofHardening.printed).toBe(ofHardening.shown);
  });
});
