import { describe, expect, it } from 'vitest';

import type { PresentSettings, Subject } from './needs.ts';
import { writablePaths } from './writable-paths.ts';

const subject = (change: Partial<Subject> = {}): Subject => ({
  name: 'web',
  image: 'registry.example/web:1',
  user: '10001',
  programs: ['/app'],
  ports: [8080],
  volumes: [],
  ...change,
});
const present = (change: Partial<PresentSettings> = {}): PresentSettings => ({
  privileged: false,
  capAdd: [],
  capDrop: [],
  securityOptions: [],
  readOnlyRoot: false,
  tmpfs: [],
  mounts: [],
  networkMode: 'bridge',
  ...change,
});
describe('folders in memory', () => {
  const paths = (written: string[], more: Partial<PresentSettings> = {}): string[] =>
    writablePaths(subject({ present: present({ written, ...more }) })).tmpfs.map(({ name }) => name);

  it('are where it has been seen to write, without the folders above', () => {
    expect(paths(['/var', '/var/log', '/var/log.old', '/var/log/app', '/var/log/app/a.log', '/run/app.pid'])).toEqual([
      '/run',
      '/tmp',
      '/var',
    ]);
    expect(paths(['/srv', '/srv/data', '/srv/data/a', '/srv/data/sub/b'])).toEqual(['/srv/data', '/tmp']);
  });

  it('are none where something is mounted, and none over programs and configuration', () => {
    const { tmpfs, inImage } = writablePaths(
      subject({
        present: present({
          written: ['/data/a', '/etc/app/x.conf', '/etc/resolv.conf', '/usr/lib/y', '/z'],
          mounts: [{ source: '/srv', target: '/data', writable: true }],
        }),
      }),
    );

    expect(tmpfs.map(({ name }) => name)).toEqual(['/tmp']);
    expect(inImage).toEqual(['/etc/app/x.conf', '/usr/lib/y', '/z']);
  });

  it('are assumed of an image alone', () => {
    expect(writablePaths(subject({ programs: ['nginx'] })).tmpfs.map(({ name, basis }) => `${name} ${basis}`)).toEqual([
      '/tmp assumed',
      '/var/cache/nginx assumed',
    ]);
  });
});
