import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { systemClock } from '@sallyport/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createPodman, hasPodman, MODEST } from '../images/hardening/testing/podman.ts';
import type { Podman } from '../images/hardening/testing/podman.ts';
import { harden } from '../images/hardening/harden.ts';
import { scan } from './scan.ts';
import { takeSnapshot } from './snapshot/take.ts';

const timeout = 120_000;
const SECRET = ['planted', 'in', 'the', 'environment'].join('-');

describe.skipIf(!hasPodman())('a live daemon (podman, by the API of Docker)', { timeout }, () => {
  const state: { podman?: Podman; env: { DOCKER_HOST: string } } = { env: { DOCKER_HOST: '' } };
  const signal = new AbortController().signal;

  beforeAll(async () => {
    const podman = createPodman();
    state.podman = podman;
    podman.makeImage(
      'registry.example/demo:1',
      ['/bin/sleep', '/bin/cat'],
      ['CMD ["/bin/sleep","1000"]', `ENV API_TOKEN=${SECRET}`, 'EXPOSE 80'],
    );
    podman.run(
      'run',
      '--detach',
      '--name',
      'bad',
      ...MODEST,
      '--privileged',
      '--cap-add',
      'SYS_ADMIN',
      '--volume',
      '/etc:/host',
      'registry.example/demo:1',
    );
    podman.run(
      'run',
      '--detach',
      '--name',
      'good',
      ...MODEST,
      '--read-only',
      '--security-opt',
      'no-new-privileges',
      '--pids-limit',
      '50',
      '--user',
      '1000',
      '--env',
      `DB_PASSWORD=${SECRET}`,
      'registry.example/demo:1',
    );
    state.env = { DOCKER_HOST: await podman.serve() };
  }, timeout);
  afterAll(() => state.podman?.remove(), timeout);

  it('is scanned as it runs, and from its snapshot with the same result', async () => {
    const folder = state.podman?.folder ?? '';
    const context = (given: string) => ({
      target: { kind: 'docker-host' as const, given, root: folder },
      clock: systemClock,
      signal,
      onProgress: () => undefined,
      offline: true,
      options: { env: state.env },
    });
    const snapshot = await takeSnapshot({ env: state.env, signal, clock: systemClock, hostRoot: '/' });
    writeFileSync(join(folder, 'host.json'), JSON.stringify(snapshot));
    const [live, later] = [await scan(context('docker:')), await scan(context('docker:host.json'))];
    rmSync(join(folder, 'host.json'));
    const on = (rule: string) =>
      live.sightings.filter((each) => each.rule === rule).map(({ location }) => location.path);

    expect(JSON.stringify([snapshot, live])).not.toContain(SECRET);
    expect(later.sightings).toEqual(live.sightings);
    expect(on('privileged')).toEqual(['containers/bad']);
    expect(on('sensitive-mount')).toEqual(['containers/bad']);
    expect(on('writable-root')).toEqual(['containers/bad']);
    expect(on('image-secrets')).toEqual(['images/registry.example/demo:1']);
    expect(live.coverage.looked).toMatchObject({ containers: 2, images: 1 });
    expect(live.coverage.checklist?.checks.find(({ id }) => id === '5.7')).toMatchObject({ state: 'pass' });
  });

  it('shows how a container could be started with less', async () => {
    const open = { offline: true, clock: systemClock, signal, env: state.env, home: '/', folder: '/' };
    const proposal = await harden({ name: 'bad', open });

    expect(proposal.diffs.options).toContain(String.raw`-  --privileged \ `.trimEnd());
    expect(proposal.cautions.join('\n')).toContain('--device');
    expect(proposal.leftOut.map(({ name }) => name)).toContain('tracing');
  });
});
