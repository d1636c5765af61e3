import { isForeignObject, jsonList, jsonMember, jsonText, jsonTexts } from '@sallyport/kernel';

import { environmentNames, hasHealthCheck, namesOf } from './reduce-container.ts';
import { known, unknown } from './snapshot.ts';
import type { DaemonSettings, DockerSnapshot, Engine, ImageFacts } from './snapshot.ts';

const MOST = 2000;

/** What checks read of `docker info`; undefined for what is none. Proxies, which may hold passwords, are left out. */
export function reduceInfo(raw: unknown): Engine | undefined {
  if (!isForeignObject(raw) || (jsonText(raw, 'DockerRootDir') ?? jsonText(raw, 'ServerVersion')) === undefined)
    return undefined;
  const plugins = jsonMember(raw, 'Plugins');
  const security = jsonMember(raw, 'SecurityOptions');
  const swarm = jsonText(jsonMember(raw, 'Swarm'), 'LocalNodeState');
  return {
    ...texts(raw, {
      ServerVersion: 'version',
      DockerRootDir: 'rootDir',
      Driver: 'storageDriver',
      LoggingDriver: 'loggingDriver',
    }),
    ...(Array.isArray(security) ? { securityOptions: jsonTexts(raw, 'SecurityOptions') } : {}),
    ...(isForeignObject(jsonMember(raw, 'RegistryConfig')) ? { insecureRegistries: insecureOf(raw) } : {}),
    ...(isForeignObject(plugins) ? { authorizationPlugins: jsonTexts(plugins, 'Authorization') } : {}),
    ...switches(raw, { LiveRestoreEnabled: 'liveRestore', ExperimentalBuild: 'experimental' }),
    ...(swarm === undefined ? {} : { swarm }),
  };
}

const LOOPBACK = /^(?:127\.|::1|localhost)/;

function insecureOf(raw: unknown): string[] {
  const registries = jsonMember(raw, 'RegistryConfig');
  const indexes = jsonMember(registries, 'IndexConfigs');
  const insecure = namesOf(indexes).filter((name) => jsonMember(jsonMember(indexes, name), 'Secure') === false);
  return [...jsonTexts(registries, 'InsecureRegistryCIDRs'), ...insecure].filter((name) => !LOOPBACK.test(name));
}

function texts<K extends string>(raw: unknown, members: Readonly<Record<string, K>>): Partial<Record<K, string>> {
  const found: Partial<Record<K, string>> = {};
  for (const [member, as] of Object.entries(members)) {
    const text = jsonText(raw, member);
    if (text !== undefined) found[as] = text.slice(0, 500);
  }
  return found;
}

function switches<K extends string>(raw: unknown, members: Readonly<Record<string, K>>): Partial<Record<K, boolean>> {
  const found: Partial<Record<K, boolean>> = {};
  for (const [member, as] of Object.entries(members)) {
    const value = jsonMember(raw, member);
    if (typeof value === 'boolean') found[as] = value;
  }
  return found;
}

function lists<K extends string>(raw: unknown, members: Readonly<Record<string, K>>): Partial<Record<K, string[]>> {
  const found: Partial<Record<K, string[]>> = {};
  for (const [member, as] of Object.entries(members)) {
    if (Array.isArray(jsonMember(raw, member))) found[as] = jsonTexts(raw, member).slice(0, MOST);
  }
  return found;
}

/** What checks read of `daemon.json`. Options of log and storage drivers, which may hold tokens, are left out or stand by name. */
export function reduceSettings(raw: unknown): DaemonSettings {
  const ulimits = jsonMember(raw, 'default-ulimits');
  const storage = jsonMember(raw, 'storage-opts');
  return {
    ...texts(raw, {
      tlscacert: 'tlsCaCert',
      tlscert: 'tlsCert',
      tlskey: 'tlsKey',
      'log-level': 'logLevel',
      'userns-remap': 'usernsRemap',
      'cgroup-parent': 'cgroupParent',
      'seccomp-profile': 'seccompProfile',
    }),
    ...switches(raw, {
      tls: 'tls',
      tlsverify: 'tlsVerify',
      icc: 'icc',
      iptables: 'iptables',
      'no-new-privileges': 'noNewPrivileges',
      'live-restore': 'liveRestore',
      'userland-proxy': 'userlandProxy',
      experimental: 'experimental',
    }),
    ...lists(raw, {
      hosts: 'hosts',
      'insecure-registries': 'insecureRegistries',
      'authorization-plugins': 'authorizationPlugins',
    }),
    ...(isForeignObject(ulimits) ? { defaultUlimits: namesOf(ulimits) } : {}),
    ...(Array.isArray(storage) ? { storageOptions: jsonTexts(raw, 'storage-opts').map(nameOfOption) } : {}),
  };
}

function nameOfOption(option: string): string {
  return (option.split('=', 1)[0] ?? '').slice(0, 100);
}

const LIST_FLAGS: Readonly<Record<string, string>> = {
  host: 'hosts',
  H: 'hosts',
  'insecure-registry': 'insecure-registries',
  'authorization-plugin': 'authorization-plugins',
  'storage-opt': 'storage-opts',
};
const SWITCH_FLAGS = /^(?:tls|tlsverify|icc|iptables|no-new-privileges|live-restore|userland-proxy|experimental)$/;
const TEXT_FLAGS = /^(?:tlscacert|tlscert|tlskey|log-level|l|userns-remap|cgroup-parent|seccomp-profile)$/;

/** The same of the command line of dockerd. What is no known option is passed over. */
export function settingsOfCommand(words: readonly string[]): DaemonSettings {
  const raw: Record<string, unknown> = {};
  for (let i = 1; i < words.length; i += 1) {
    const match = /^--?(?<name>[A-Za-z-]+)(?:=(?<value>[\s\S]*))?$/.exec(words[i] ?? '')?.groups;
    const name = match?.['name'] ?? '';
    const attached = match?.['value'];
    if (SWITCH_FLAGS.test(name)) raw[name] = attached === undefined || /^(?:1|t|true)$/i.test(attached);
    else if (takesValue(name)) takeFlag(raw, name, attached ?? words[(i += 1)] ?? '');
  }
  return reduceSettings(raw);
}

function takesValue(name: string): boolean {
  return name === 'default-ulimit' || Object.hasOwn(LIST_FLAGS, name) || TEXT_FLAGS.test(name);
}

/** Puts an option under the name that it has in `daemon.json`. */
function takeFlag(raw: Record<string, unknown>, name: string, value: string): void {
  const list = LIST_FLAGS[name];
  if (name === 'default-ulimit')
    raw['default-ulimits'] = { ...namesObject(raw['default-ulimits']), [nameOfOption(value)]: {} };
  else if (list === undefined) raw[name === 'l' ? 'log-level' : name] = value;
  else raw[list] = [...jsonTexts(raw, list), value];
}

function namesObject(value: unknown): object {
  return isForeignObject(value) ? value : {};
}

/** What checks read of an image; undefined for what is none. */
export function reduceImage(raw: unknown): ImageFacts | undefined {
  const id = jsonText(raw, 'Id');
  const config = jsonMember(raw, 'Config');
  if (id === undefined || !isForeignObject(raw) || !('RepoTags' in raw || 'RootFS' in raw)) return undefined;
  const user = jsonText(config, 'User');
  const program = jsonTexts(config, 'Entrypoint')[0] ?? jsonTexts(config, 'Cmd')[0];
  const names = [...jsonTexts(raw, 'RepoTags'), ...jsonTexts(raw, 'RepoDigests')];
  return {
    id: id.replace(/^sha256:/, '').slice(0, 12),
    names: names.slice(0, 20),
    ...(user === undefined ? {} : { user }),
    environment: environmentNames(jsonTexts(config, 'Env')),
    exposedPorts: namesOf(jsonMember(config, 'ExposedPorts')),
    volumes: namesOf(jsonMember(config, 'Volumes')),
    hasHealthCheck: hasHealthCheck(config),
    ...(program === undefined ? {} : { program: program.slice(0, 1000) }),
    steps: unknown('the history of the image was not asked for'),
  };
}

export function reduceNetwork(raw: unknown): (DockerSnapshot['networks'] & { state: 'known' })['value'][number] {
  const icc = jsonText(jsonMember(raw, 'Options'), 'com.docker.network.bridge.enable_icc');
  return {
    name: jsonText(raw, 'Name') ?? '',
    driver: jsonText(raw, 'Driver') ?? '',
    ...(icc === undefined ? {} : { interContainer: icc === 'true' }),
  };
}

export function reduceVolume(raw: unknown): (DockerSnapshot['volumes'] & { state: 'known' })['value'][number] {
  const options = jsonMember(raw, 'Options');
  const device = jsonText(options, 'device');
  // The device of a network file system may hold a password in its address.
  const isPath = device !== undefined && /^\/(?!\/)/.test(device);
  return {
    name: jsonText(raw, 'Name') ?? '',
    driver: jsonText(raw, 'Driver') ?? '',
    ...(isPath ? { device } : {}),
  };
}

/** The items of a list that a function knows to reduce. */
export function reduceAll<T>(list: readonly unknown[], reduce: (raw: unknown) => T | undefined): T[] {
  return list.slice(0, MOST).flatMap((raw) => reduce(raw) ?? []);
}

/** Why a list was cut, where it was. */
export function cutOff(list: readonly unknown[]): string | undefined {
  return list.length > MOST ? `${list.length - MOST} of ${list.length} were left out` : undefined;
}

/** What the steps of an image's history do that they should not; the steps themselves may hold secrets and are not kept. */
export function reduceHistory(
  raw: unknown,
  problemsOf: (instruction: string) => readonly ('add-instruction' | 'update-alone')[],
): ImageFacts['steps'] {
  if (!Array.isArray(raw)) return unknown('the daemon gives no history');
  const counts = new Map<'add-instruction' | 'update-alone', number>();
  for (const step of jsonList({ raw }, 'raw').slice(0, MOST))
    for (const problem of problemsOf(jsonText(step, 'CreatedBy') ?? ''))
      counts.set(problem, (counts.get(problem) ?? 0) + 1);
  return known([...counts].map(([problem, count]) => ({ problem, count })));
}
