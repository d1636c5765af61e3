import { known } from '../snapshot/snapshot.ts';
import type { DockerSnapshot, FileFacts } from '../snapshot/snapshot.ts';
import { PLACES } from '../snapshot/watched-files.ts';

const CERTIFICATE = '/etc/docker/certs.d/registry.example/ca.crt';

/** What the files of a well-kept host tell. */
export function hostFiles(): Pick<
  DockerSnapshot,
  'files' | 'registryCertificates' | 'auditRules' | 'mounts' | 'dockerGroup' | 'contentTrust'
> {
  const file = (mode: number, group = 'root'): FileFacts => ({ state: 'known', mode, owner: 'root', group });
  const places: Record<string, FileFacts> = Object.fromEntries(
    Object.values(PLACES).map(([path]) => [path, file(0o755)] as const),
  );
  return {
    files: {
      ...places,
      '/etc/systemd/system/docker.service': file(0o644),
      '/etc/systemd/system/docker.socket': file(0o644),
      '/etc/docker': file(0o755),
      '/etc/docker/daemon.json': file(0o644),
      '/etc/default/docker': file(0o644),
      '/etc/sysconfig/docker': file(0o644),
      '/var/run/docker.sock': file(0o660, 'docker'),
      '/run/containerd/containerd.sock': file(0o660),
      '/etc/docker/ca.pem': file(0o444),
      '/etc/docker/cert.pem': file(0o444),
      '/etc/docker/key.pem': file(0o400),
      [CERTIFICATE]: file(0o444),
    },
    registryCertificates: known([CERTIFICATE]),
    auditRules: known(Object.values(PLACES).map(([path]) => `-w ${path} -k docker`)),
    mounts: known([
      { target: '/', type: 'ext4' },
      { target: '/var/lib/docker', type: 'xfs' },
    ]),
    dockerGroup: known([]),
    contentTrust: known('1'),
  };
}
