import { isForeignObject, jsonList, jsonMember, jsonText, jsonTexts } from '@sallyport/kernel';

import { NO_SECRET } from '../../images/checks/config.ts';
import { known, unknown } from './snapshot.ts';
import type { ContainerFacts } from './snapshot.ts';

/** Most items that are kept of any list in one container. */
const MOST = 2000;

/**
 * What checks read of a container as `docker inspect` and the API give it. Of environment variables the names are kept and no
 * values, of the command its program and no arguments, of a seccomp profile that stands in the options that there is one:
 * whatever may hold a secret never gets further than here. Undefined for what is no container.
 */
export function reduceContainer(raw: unknown): ContainerFacts | undefined {
  const config = jsonMember(raw, 'Config');
  const host = jsonMember(raw, 'HostConfig');
  const id = jsonText(raw, 'Id');
  if (id === undefined || !isForeignObject(host)) return undefined;
  const user = jsonText(config, 'User');
  const program = jsonText(raw, 'Path') ?? jsonTexts(config, 'Entrypoint')[0] ?? jsonTexts(config, 'Cmd')[0];
  return {
    id: id.slice(0, 12),
    name: (jsonText(raw, 'Name') ?? id.slice(0, 12)).replace(/^\//, ''),
    image: jsonText(config, 'Image') ?? jsonText(raw, 'Image') ?? '',
    running: jsonMember(jsonMember(raw, 'State'), 'Running') === true,
    ...(user === undefined ? {} : { user }),
    environment: environmentNames(jsonTexts(config, 'Env')),
    ...(program === undefined ? {} : { program: program.slice(0, 1000) }),
    ...optionalText(raw, 'AppArmorProfile', 'appArmorProfile'),
    ...optionalText(raw, 'ProcessLabel', 'processLabel'),
    ...rights(host),
    ...places(raw, host),
    exposedPorts: namesOf(jsonMember(config, 'ExposedPorts')),
    ...namespaces(raw, host),
    ...bounds(host),
    hasHealthCheck: hasHealthCheck(config),
    processes: unknown('the processes were not asked for'),
    written: unknown('what it has written was not asked for'),
  };
}

/** `NAME=***` where a variable has a value that may be a secret; `NAME` where it is set to nothing, a path or a word such as `true`. */
export function environmentNames(pairs: readonly string[]): string[] {
  return pairs.slice(0, MOST).map((pair) => {
    const at = pair.indexOf('=');
    const name = (at === -1 ? pair : pair.slice(0, at)).slice(0, 200);
    return at === -1 || NO_SECRET.test(pair.slice(at + 1)) ? name : `${name}=***`;
  });
}

export function hasHealthCheck(config: unknown): boolean {
  const [first] = jsonTexts(jsonMember(config, 'Healthcheck'), 'Test');
  return first !== undefined && first !== 'NONE';
}

export function namesOf(value: unknown): string[] {
  return isForeignObject(value) ? Object.keys(value).slice(0, MOST) : [];
}

function optionalText<K extends string>(raw: unknown, member: string, as: K): Partial<Record<K, string>> {
  const text = jsonText(raw, member);
  return text === undefined ? {} : ({ [as]: text.slice(0, 200) } as Partial<Record<K, string>>);
}

type Rights = Pick<
  ContainerFacts,
  'securityOptions' | 'capAdd' | 'capDrop' | 'privileged' | 'readOnlyRoot' | 'devices' | 'ulimits'
>;

function rights(host: unknown): Rights {
  return {
    securityOptions: jsonTexts(host, 'SecurityOpt').slice(0, MOST).map(securityOption),
    capAdd: capabilities(jsonTexts(host, 'CapAdd')),
    capDrop: capabilities(jsonTexts(host, 'CapDrop')),
    privileged: jsonMember(host, 'Privileged') === true,
    readOnlyRoot: jsonMember(host, 'ReadonlyRootfs') === true,
    devices: jsonList(host, 'Devices').flatMap((device) => jsonText(device, 'PathOnHost') ?? []),
    ulimits: jsonList(host, 'Ulimits').flatMap((limit) => jsonText(limit, 'Name') ?? []),
  };
}

const SECCOMP_WORDS = /^seccomp[=:](?:unconfined|builtin|default)$/;

/** The client puts a whole seccomp profile into the option. Podman writes the older `name:value`. */
function securityOption(option: string): string {
  if (/^seccomp[=:]/.test(option) && !SECCOMP_WORDS.test(option)) return 'seccomp=(own profile)';
  return option.replace(/^(?<name>[a-z-]+):/, '$<name>=').slice(0, 300);
}

/** `NET_ADMIN`, however it was written. */
function capabilities(names: readonly string[]): string[] {
  return names.slice(0, MOST).map((name) => name.toUpperCase().replace(/^CAP_/, ''));
}

function places(raw: unknown, host: unknown): Pick<ContainerFacts, 'mounts' | 'tmpfs' | 'ports'> {
  return {
    mounts: jsonList(raw, 'Mounts')
      .slice(0, MOST)
      .map((mount) => ({
        type: jsonText(mount, 'Type') ?? 'bind',
        source: jsonText(mount, 'Source') ?? jsonText(mount, 'Name') ?? '',
        target: jsonText(mount, 'Destination') ?? '',
        writable: jsonMember(mount, 'RW') !== false,
        ...optionalText(mount, 'Propagation', 'propagation'),
      })),
    tmpfs: namesOf(jsonMember(host, 'Tmpfs')),
    ports: portsOf(jsonMember(host, 'PortBindings')),
  };
}

function portsOf(bindings: unknown): ContainerFacts['ports'] {
  return namesOf(bindings).flatMap((container) =>
    jsonList(bindings, container).map((binding) => {
      const port = Number.parseInt(jsonText(binding, 'HostPort') ?? '0', 10);
      const hostPort = port >= 0 && port <= 65_535 ? port : 0;
      return { container, hostIp: jsonText(binding, 'HostIp') ?? '', hostPort };
    }),
  );
}

type Namespaces = Pick<
  ContainerFacts,
  'networkMode' | 'networks' | 'pidMode' | 'ipcMode' | 'utsMode' | 'usernsMode' | 'cgroupParent'
>;

function namespaces(raw: unknown, host: unknown): Namespaces {
  const text = (name: string): string => (jsonText(host, name) ?? '').slice(0, 300);
  return {
    networkMode: text('NetworkMode'),
    networks: namesOf(jsonMember(jsonMember(raw, 'NetworkSettings'), 'Networks')),
    pidMode: text('PidMode'),
    ipcMode: text('IpcMode'),
    utsMode: text('UTSMode'),
    usernsMode: text('UsernsMode'),
    cgroupParent: text('CgroupParent'),
  };
}

function bounds(
  host: unknown,
): Pick<ContainerFacts, 'memoryBytes' | 'cpuShares' | 'nanoCpus' | 'pidsLimit' | 'restart'> {
  const count = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0);
  const restart = jsonMember(host, 'RestartPolicy');
  const quota = count(jsonMember(host, 'CpuQuota'));
  return {
    memoryBytes: count(jsonMember(host, 'Memory')),
    cpuShares: count(jsonMember(host, 'CpuShares')),
    // A quota bounds the processor as --cpus does.
    nanoCpus: count(jsonMember(host, 'NanoCpus')) || Math.max(0, quota),
    pidsLimit: count(jsonMember(host, 'PidsLimit')),
    restart: {
      name: (jsonText(restart, 'Name') ?? 'no').slice(0, 40),
      count: Math.trunc(count(jsonMember(restart, 'MaximumRetryCount'))),
    },
  };
}

/** The running programs as `docker top` lists them: their names without arguments. */
export function reduceProcesses(raw: unknown): ContainerFacts['processes'] {
  const titles = jsonTexts(raw, 'Titles');
  const column = titles.findIndex((title) => /^(?:CMD|COMMAND)$/i.test(title));
  if (column === -1) return unknown('the daemon lists no commands');
  const names = jsonList(raw, 'Processes').flatMap((row) => {
    const command: unknown = Array.isArray(row) ? row[column] : undefined;
    return typeof command === 'string' ? [programName(command)] : [];
  });
  return known([...new Set(names)].slice(0, MOST));
}

/** `sshd: /usr/sbin/sshd -D [listener]` and `/usr/sbin/sshd -D` are both `sshd`. */
function programName(command: string): string {
  const [word = ''] = command.trim().split(/\s+/, 1);
  return (word.split('/').at(-1) ?? '').replace(/:$/, '').slice(0, 100);
}

const PATHS_KEPT = 1000;

/** Files and folders that a container has made or changed since its start (not what it deleted). */
export function reduceChanges(raw: unknown): ContainerFacts['written'] {
  if (!Array.isArray(raw)) return raw === null ? known([]) : unknown('the daemon gives no list of changes');
  const paths = raw
    .filter((change) => jsonMember(change, 'Kind') === 0 || jsonMember(change, 'Kind') === 1)
    .flatMap((change) => jsonText(change, 'Path') ?? []);
  const more = paths.length > PATHS_KEPT ? `${paths.length - PATHS_KEPT} more paths are left out` : undefined;
  return known(
    paths.slice(0, PATHS_KEPT).map((path) => path.slice(0, 500)),
    more,
  );
}
