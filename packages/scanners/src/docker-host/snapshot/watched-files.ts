/** Programs, folders and files that the benchmark wants watched (1.1) or owned and closed (3); several paths for one thing are where distributions put it. */
export const PLACES = {
  dockerd: ['/usr/bin/dockerd', '/usr/sbin/dockerd', '/usr/local/bin/dockerd'],
  runContainerd: ['/run/containerd'],
  varLibDocker: ['/var/lib/docker'],
  etcDocker: ['/etc/docker'],
  dockerService: [
    '/etc/systemd/system/docker.service',
    '/lib/systemd/system/docker.service',
    '/usr/lib/systemd/system/docker.service',
  ],
  containerdSocket: ['/run/containerd/containerd.sock'],
  dockerSocketUnit: [
    '/etc/systemd/system/docker.socket',
    '/lib/systemd/system/docker.socket',
    '/usr/lib/systemd/system/docker.socket',
  ],
  dockerSocket: ['/var/run/docker.sock', '/run/docker.sock'],
  etcDefaultDocker: ['/etc/default/docker'],
  daemonJson: ['/etc/docker/daemon.json'],
  containerdConfig: ['/etc/containerd/config.toml'],
  etcSysconfigDocker: ['/etc/sysconfig/docker'],
  containerd: ['/usr/bin/containerd', '/usr/local/bin/containerd'],
  containerdShim: ['/usr/bin/containerd-shim', '/usr/local/bin/containerd-shim'],
  containerdShimRuncV1: ['/usr/bin/containerd-shim-runc-v1', '/usr/local/bin/containerd-shim-runc-v1'],
  containerdShimRuncV2: ['/usr/bin/containerd-shim-runc-v2', '/usr/local/bin/containerd-shim-runc-v2'],
  runc: ['/usr/bin/runc', '/usr/sbin/runc', '/usr/local/sbin/runc'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Place = keyof typeof PLACES;
