import type { ContainerFacts, DockerSnapshot } from '../snapshot/snapshot.ts';
import { PASS } from './check.ts';
import type { Check, Outcome } from './check.ts';
import { judgeContainers, listContainers } from './containers.ts';

/** Section 5, second part: what of the host a container shares, and how much it may take. */
export const boundsChecks: readonly Check[] = [
  {
    cis: '5.6',
    rule: 'sensitive-mount',
    wanted: 'No folder of the system is mounted in a container',
    title: 'Folder of the system in a container',
    severity: 'high',
    why: 'Who writes there changes the host: users, services, kernel modules; who reads there learns its secrets.',
    fix: 'Mount only the folder that is needed, read-only: -v /srv/app/config:/config:ro, or use a volume.',
    evaluate: (snapshot) =>
      judgeContainers(snapshot, (container) => {
        const found = sensitiveMounts(container, snapshot);
        return found.length === 0 ? undefined : `It has ${found.join(', ')} of the host mounted.`;
      }),
  },
  {
    cis: '5.7',
    rule: 'sshd',
    wanted: 'No SSH server runs in a container',
    title: 'SSH server in a container',
    severity: 'medium',
    why: 'It is one more door with keys and passwords of its own, where docker exec does the same.',
    fix: 'Take the server out of the image; look inside with docker exec.',
    evaluate: (snapshot) => judgeContainers(snapshot, judgeSshd),
  },
  {
    cis: '5.8',
    rule: 'privileged-port',
    wanted: 'No container takes a port of the host below 1024',
    title: 'Port of the host below 1024',
    severity: 'low',
    why: 'Such ports are for services of the system; what listens there is trusted more than it should be.',
    fix: 'Publish a port from 1024 on behind a load balancer: -p 8443:443.',
    evaluate: (snapshot) =>
      judgeContainers(snapshot, ({ ports }) => {
        const low = ports.filter(({ hostPort }) => hostPort > 0 && hostPort < 1024);
        return low.length === 0
          ? undefined
          : `It is published at ${low.map(({ hostPort, container }) => `${hostPort} (${container})`).join(', ')}.`;
      }),
  },
  {
    cis: '5.9',
    rule: 'open-ports',
    wanted: 'Only ports that are needed are published',
    title: 'Ports that are published',
    severity: 'info',
    why: 'Each port is something to attack; --publish-all opens what an image names, needed or not.',
    fix: 'Publish the ports that are needed by name: -p HOST:CONTAINER, and not -P.',
    evaluate: (snapshot) =>
      listContainers(snapshot, ({ ports }) => ports.map(({ hostPort, container }) => `${hostPort}→${container}`), PASS),
  },
  shares(
    '5.10',
    'host-network',
    'network',
    ({ networkMode }) => networkMode,
    '--network host',
    'a network of its own (docker network create NAME; --network NAME)',
  ),
  {
    cis: '5.11',
    rule: 'memory-limit',
    wanted: 'The memory of containers has a limit',
    title: 'Container without a limit of memory',
    severity: 'medium',
    why: 'One container can take the memory of all others and of the host.',
    fix: 'Start it with --memory, for example --memory 512m.',
    evaluate: (snapshot) =>
      judgeContainers(snapshot, ({ memoryBytes }) => (memoryBytes > 0 ? undefined : 'Its memory has no limit.')),
  },
  {
    cis: '5.12',
    rule: 'cpu-limit',
    wanted: 'The share of the processor has a limit',
    title: 'Container without a share of the processor',
    severity: 'low',
    why: 'One container can take the processor of all others.',
    fix: 'Start it with --cpus or --cpu-shares, for example --cpus 1.5.',
    evaluate: (snapshot) =>
      judgeContainers(snapshot, ({ nanoCpus, cpuShares }) =>
        nanoCpus > 0 || cpuShares > 0 ? undefined : 'Its share of the processor has no limit.',
      ),
  },
  {
    cis: '5.13',
    rule: 'writable-root',
    wanted: 'The root file system of containers is read-only',
    title: 'Container with a writable root file system',
    severity: 'medium',
    why: 'Who breaks in replaces programs and leaves tools behind.',
    fix: 'Start it with --read-only and --tmpfs for what it writes (sallyport docker harden CONTAINER lists the folders).',
    evaluate: (snapshot) =>
      judgeContainers(snapshot, ({ readOnlyRoot }) => (readOnlyRoot ? undefined : 'Its root file system is writable.')),
  },
  {
    cis: '5.14',
    rule: 'any-interface',
    wanted: 'Ports are published on a named interface',
    title: 'Port on every interface of the host',
    severity: 'medium',
    why: 'It is reached from networks that it was not meant for; Docker opens it in the firewall, too.',
    fix: 'Name the interface: -p 127.0.0.1:8080:80.',
    evaluate: (snapshot) =>
      judgeContainers(snapshot, ({ ports }) => {
        const open = ports.filter(({ hostIp }) => hostIp === '' || hostIp === '0.0.0.0' || hostIp === '::');
        return open.length === 0
          ? undefined
          : `On all interfaces: ${open.map(({ hostPort, container }) => `${hostPort}→${container}`).join(', ')}.`;
      }),
  },
  {
    cis: '5.15',
    rule: 'restart-policy',
    wanted: 'Containers restart at most five times',
    title: 'Container that restarts without end',
    severity: 'low',
    why: 'One that fails at each start, or is made to fail, takes the host with it.',
    fix: 'Start it with --restart on-failure:5.',
    evaluate: (snapshot) =>
      judgeContainers(snapshot, ({ restart: { name, count } }) => {
        if (name === 'no' || name === '' || (name === 'on-failure' && count >= 1 && count <= 5)) return undefined;
        return `Its restart policy is ${name}${name === 'on-failure' ? ` with ${count} tries` : ''}.`;
      }),
  },
  shares('5.16', 'host-pid', 'process', ({ pidMode }) => pidMode, '--pid host', 'its own processes'),
  shares(
    '5.17',
    'host-ipc',
    'IPC',
    ({ ipcMode }) => ipcMode,
    '--ipc host',
    'its own shared memory (--ipc private, or --shm-size)',
  ),
  {
    cis: '5.18',
    rule: 'devices',
    wanted: 'Containers have no devices of the host',
    title: 'Devices of the host in containers',
    severity: 'info',
    why: 'A device may reach all of a disk or of the memory.',
    fix: 'Give it fewer rights, or none: --device /dev/NAME:/dev/NAME:r',
    evaluate: (snapshot) => listContainers(snapshot, ({ devices }) => devices, PASS),
  },
  {
    cis: '5.19',
    rule: 'container-ulimits',
    wanted: 'Limits of containers are the default ones',
    title: 'Limits that differ from the default',
    severity: 'info',
    why: 'A limit that was raised for one container is easily forgotten.',
    fix: 'Start it without --ulimit unless it needs one.',
    evaluate: (snapshot) => listContainers(snapshot, ({ ulimits }) => ulimits, PASS),
  },
  {
    cis: '5.20',
    rule: 'shared-propagation',
    wanted: 'No mount reaches back to the host',
    title: 'Mounts that reach back to the host',
    severity: 'medium',
    why: 'What the container mounts there appears on the host.',
    fix: 'Mount it without shared or rshared: -v /srv/data:/data:rslave.',
    evaluate: (snapshot) =>
      judgeContainers(snapshot, ({ mounts }) => {
        const shared = mounts.filter(({ propagation }) => propagation === 'shared' || propagation === 'rshared');
        return shared.length === 0
          ? undefined
          : `Mounted with shared propagation: ${shared.map(({ target }) => target).join(', ')}.`;
      }),
  },
  shares('5.21', 'host-uts', 'UTS', ({ utsMode }) => utsMode, '--uts host', 'a name of its own'),
  {
    cis: '5.25',
    rule: 'container-cgroup',
    wanted: 'Containers are under the default cgroup parent',
    title: 'Container under another cgroup',
    severity: 'low',
    why: 'A parent that was chosen by hand may lift the limits that were meant for containers.',
    fix: 'Start it without --cgroup-parent.',
    evaluate: (snapshot) =>
      judgeContainers(snapshot, ({ cgroupParent }) =>
        cgroupParent === '' || cgroupParent === 'docker' || cgroupParent === '/docker'
          ? undefined
          : `Its parent cgroup is ${cgroupParent}.`,
      ),
  },
  {
    cis: '5.27',
    rule: 'container-health',
    wanted: 'The health of containers is checked',
    title: 'Container without a health check',
    severity: 'info',
    why: 'Docker cannot tell one that hangs from one that works.',
    fix: 'Add HEALTHCHECK to the image, or start it with --health-cmd.',
    evaluate: (snapshot) =>
      judgeContainers(snapshot, ({ hasHealthCheck }) => (hasHealthCheck ? undefined : 'Nothing checks its health.')),
  },
  {
    cis: '5.28',
    rule: 'latest-image',
    wanted: 'Containers run the images that are meant',
    title: 'Images that are pulled anew',
    severity: 'info',
    why: 'What runs is what was pulled last, not what was built last.',
    fix: 'Pull before starting, by digest: docker pull NAME@sha256:…',
    evaluate: (snapshot) => listContainers(snapshot, ({ image }) => [image], PASS),
  },
  {
    cis: '5.29',
    rule: 'pids-limit',
    wanted: 'The number of processes has a limit',
    title: 'Container without a limit of processes',
    severity: 'medium',
    why: 'A fork bomb in it stops the host.',
    fix: 'Start it with --pids-limit, for example --pids-limit 100.',
    evaluate: (snapshot) =>
      judgeContainers(snapshot, ({ pidsLimit }) => (pidsLimit > 0 ? undefined : 'Its processes have no limit.')),
  },
  {
    cis: '5.30',
    rule: 'default-bridge',
    wanted: 'Containers are on networks of their own',
    title: 'Containers on the default bridge',
    severity: 'info',
    why: 'All that name no network share it, and reach each other.',
    fix: 'Make a network for those that belong together: docker network create NAME; --network NAME',
    evaluate: (snapshot) =>
      listContainers(snapshot, ({ networks }) => networks.filter((name) => name === 'bridge'), PASS),
  },
  shares(
    '5.31',
    'host-userns',
    'user',
    ({ usernsMode }) => usernsMode,
    '--userns host',
    'the user namespace of the daemon',
  ),
  {
    cis: '5.32',
    rule: 'docker-socket-mount',
    wanted: "Docker's socket is in no container",
    title: "Docker's socket in a container",
    severity: 'critical',
    why: 'Who may speak to the socket starts a privileged container, and is root on the host.',
    fix: 'Start it without the socket; where it only reads, put a proxy between that lets GET through alone.',
    evaluate: (snapshot) =>
      judgeContainers(snapshot, ({ mounts }) => {
        const socket = mounts.find(({ source }) => SOCKETS.has(source.replace(/(?<=.)\/+$/, '')));
        return socket === undefined ? undefined : `It has ${socket.source} mounted at ${socket.target}.`;
      }),
  },
];

const SOCKETS = new Set([
  '/var/run/docker.sock',
  '/run/docker.sock',
  '/var/run',
  '/run',
  '/run/containerd/containerd.sock',
  '/run/podman/podman.sock',
]);

const SENSITIVE = ['/boot', '/dev', '/etc', '/lib', '/lib64', '/proc', '/root', '/sys', '/usr', '/var/lib/docker'];
/** Files that are mounted everywhere and tell nothing. */
const HARMLESS = new Set(['/etc/localtime', '/etc/timezone', '/etc/hosts', '/etc/resolv.conf', '/etc/ssl/certs']);

/** Folders of the system among a container's mounts, those behind a local volume included. */
function sensitiveMounts({ mounts }: ContainerFacts, { volumes }: DockerSnapshot): string[] {
  const known = volumes.state === 'known' ? volumes.value : [];
  return mounts.flatMap(({ type, source, writable }) => {
    const device = type === 'volume' ? known.find(({ name }) => source.split('/').includes(name))?.device : undefined;
    const path = (device ?? (type === 'bind' ? source : '')).replace(/(?<=.)\/+$/, '');
    const isSensitive = path === '/' || SENSITIVE.some((each) => path === each || path.startsWith(`${each}/`));
    return isSensitive && !HARMLESS.has(path) ? [`${path}${writable ? '' : ' (read-only)'}`] : [];
  });
}

function judgeSshd({
  program = '',
  running,
  processes,
}: ContainerFacts): string | { readonly unsure: string } | undefined {
  const isSshd = program.split('/').at(-1) === 'sshd';
  if (isSshd || (processes.state === 'known' && processes.value.includes('sshd'))) return 'sshd runs in it.';
  return running && processes.state === 'unknown' ? { unsure: processes.reason } : undefined;
}

/** A check that a namespace is the container's own. */
// oxlint-disable-next-line max-params -- a row of a table
function shares(
  cis: string,
  rule: string,
  name: string,
  modeOf: (container: ContainerFacts) => string,
  option: string,
  instead: string,
): Check {
  return {
    cis,
    rule,
    wanted: `Containers do not share the host's ${name} namespace`,
    title: `Container in the host's ${name} namespace`,
    severity: name === 'UTS' ? 'medium' : 'high',
    why: 'What namespaces keep apart, it sees and changes as the host does.',
    fix: `Start it without ${option}; give it ${instead}.`,
    evaluate: (snapshot): Outcome =>
      judgeContainers(snapshot, (container) =>
        modeOf(container) === 'host' ? `It shares the host's ${name} namespace.` : undefined,
      ),
  };
}
