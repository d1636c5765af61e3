import type { DockerSnapshot } from '../snapshot/snapshot.ts';
import {
  engineSays,
  fail,
  hasSecurityOption,
  listSetting,
  manual,
  notApplicable,
  PASS,
  setting,
  unknownOutcome,
  withPart,
} from './check.ts';
import type { Check, Outcome } from './check.ts';

/** Findings on settings lie in the file that settings belong in. */
const FILE = 'etc/docker/daemon.json';
const RESTART = 'then systemctl restart docker.';

/** Section 2: how the daemon runs. */
export const daemonChecks: readonly Check[] = [
  {
    cis: '2.1',
    rule: 'rootless',
    wanted: 'The daemon does not run as root, where it can',
    title: 'Daemon as root',
    severity: 'info',
    why: 'A flaw in a daemon that runs as root is root on the host; rootless mode takes that away.',
    fix: 'Where the storage driver and the network allow it, install rootless mode: dockerd-rootless-setuptool.sh install',
    evaluate: (snapshot) =>
      withPart(engineSays(snapshot, 'securityOptions'), (options) =>
        hasSecurityOption(options, 'rootless') ? PASS : manual('the daemon runs as root; whether it must is for you'),
      ),
  },
  {
    cis: '2.2',
    rule: 'inter-container-traffic',
    wanted: 'Containers on the default bridge do not reach each other',
    title: 'Containers on the default bridge reach each other',
    severity: 'medium',
    why: 'One container that is broken into can attack all others on the bridge.',
    fix: `Set "icc": false in /etc/docker/daemon.json, ${RESTART} Put containers that must talk on a network of their own.`,
    evaluate: judgeTraffic,
  },
  {
    cis: '2.3',
    rule: 'log-level',
    wanted: 'The log level is info',
    title: 'Log level other than info',
    severity: 'low',
    why: 'Below info too little is there to look into an incident, and debug writes what should not be written.',
    fix: `Set "log-level": "info" in /etc/docker/daemon.json, ${RESTART}`,
    evaluate: (snapshot) =>
      withPart(setting(snapshot, 'logLevel'), (level) =>
        level === undefined || level === 'info' ? PASS : fail(FILE, `The log level is ${level}.`),
      ),
  },
  {
    cis: '2.4',
    rule: 'iptables',
    wanted: 'Docker writes its firewall rules',
    title: 'Docker may not write its firewall rules',
    severity: 'medium',
    why: 'Without its rules, networks are not kept apart unless somebody writes each rule by hand.',
    fix: `Take "iptables": false out of /etc/docker/daemon.json, ${RESTART}`,
    evaluate: (snapshot) =>
      withPart(setting(snapshot, 'iptables'), (isOn) =>
        isOn === false ? fail(FILE, 'iptables is switched off.') : PASS,
      ),
  },
  {
    cis: '2.5',
    rule: 'insecure-registries',
    wanted: 'Every registry has TLS',
    title: 'Registries without TLS',
    severity: 'high',
    why: 'Whoever is on the way can read and replace what is pulled and pushed.',
    fix: `Give the registry a certificate, put its CA under /etc/docker/certs.d/HOST/ca.crt, take it out of "insecure-registries", ${RESTART}`,
    evaluate(snapshot) {
      const told = engineSays(snapshot, 'insecureRegistries');
      return withPart(told.state === 'known' ? told : listSetting(snapshot, 'insecureRegistries'), (registries) =>
        registries.length === 0 ? PASS : fail(FILE, `Trusted without TLS: ${registries.join(', ')}.`),
      );
    },
  },
  {
    cis: '2.6',
    rule: 'aufs',
    wanted: 'The storage driver is not aufs',
    title: 'Storage driver aufs',
    severity: 'medium',
    why: 'Nobody maintains it any more, and it has crashed kernels.',
    fix: `Set "storage-driver": "overlay2" in /etc/docker/daemon.json, ${RESTART} Images and containers must be made again.`,
    evaluate: (snapshot) =>
      withPart(engineSays(snapshot, 'storageDriver'), (driver) =>
        driver === 'aufs' ? fail(FILE, 'The storage driver is aufs.') : PASS,
      ),
  },
  {
    cis: '2.7',
    rule: 'daemon-tls',
    wanted: 'On the network, the daemon wants client certificates',
    title: 'Daemon on the network without client certificates',
    severity: 'critical',
    why: 'Everyone who reaches the port is root on this host.',
    fix: `Listen on the socket alone ("hosts": ["unix:///var/run/docker.sock"]), or set tlsverify, tlscacert, tlscert and tlskey in /etc/docker/daemon.json, ${RESTART}`,
    evaluate: judgeTls,
  },
  {
    cis: '2.8',
    rule: 'default-ulimits',
    wanted: 'Default limits of containers fit',
    title: 'Default limits of containers',
    severity: 'info',
    why: 'Limits on files and processes that fit keep one container from starving the rest.',
    fix: `Set "default-ulimits" in /etc/docker/daemon.json, for example {"nofile": {"Name": "nofile", "Soft": 1024, "Hard": 4096}}, ${RESTART}`,
    evaluate: (snapshot) =>
      withPart(listSetting(snapshot, 'defaultUlimits'), (names) =>
        manual(names.length === 0 ? 'no default limits are set' : `default limits are set for ${names.join(', ')}`),
      ),
  },
  {
    cis: '2.9',
    rule: 'user-namespaces',
    wanted: 'Root in containers is not root on the host',
    title: 'Root in containers is root on the host',
    severity: 'medium',
    why: 'With user namespaces, who escapes from a container as root is nobody on the host.',
    fix: `Set "userns-remap": "default" in /etc/docker/daemon.json, ${RESTART} Images are pulled anew; check bind mounts, whose owners are seen differently.`,
    evaluate: (snapshot) =>
      withPart(engineSays(snapshot, 'securityOptions'), (options) =>
        hasSecurityOption(options, 'userns') || hasSecurityOption(options, 'rootless')
          ? PASS
          : fail(FILE, 'User namespaces are not in use.'),
      ),
  },
  {
    cis: '2.10',
    rule: 'daemon-cgroup',
    wanted: 'Containers are under the default cgroup',
    title: 'Containers under another cgroup than the default',
    severity: 'low',
    why: 'A parent that was chosen by hand may lift the limits that were meant for containers.',
    fix: `Take "cgroup-parent" out of /etc/docker/daemon.json unless it is meant, ${RESTART}`,
    evaluate: (snapshot) =>
      withPart(setting(snapshot, 'cgroupParent'), (parent) =>
        parent === undefined ? PASS : fail(FILE, `The parent cgroup is ${parent}.`),
      ),
  },
  {
    cis: '2.11',
    rule: 'base-device-size',
    wanted: 'The base device has its default size',
    title: 'Changed size of the base device',
    severity: 'low',
    why: 'A larger base device lets one container fill the disk of all.',
    fix: `Take dm.basesize out of "storage-opts" in /etc/docker/daemon.json, ${RESTART}`,
    evaluate: (snapshot) =>
      withPart(listSetting(snapshot, 'storageOptions'), (options) =>
        options.includes('dm.basesize') ? fail(FILE, 'dm.basesize is set.') : PASS,
      ),
  },
  {
    cis: '2.12',
    rule: 'authorization-plugin',
    wanted: "Docker's commands are authorized by a plugin",
    title: "No authorization of Docker's commands",
    severity: 'low',
    why: 'Without a plugin the API is all or nothing: who may list containers may also start one as root.',
    fix: `Install an authorization plugin and name it in "authorization-plugins" of /etc/docker/daemon.json, ${RESTART}`,
    evaluate(snapshot) {
      const told = engineSays(snapshot, 'authorizationPlugins');
      return withPart(told.state === 'known' ? told : listSetting(snapshot, 'authorizationPlugins'), (plugins) =>
        plugins.length > 0 ? PASS : fail(FILE, 'No authorization plugin is in use.'),
      );
    },
  },
  {
    cis: '2.13',
    rule: 'remote-logging',
    wanted: 'Logs of containers leave the host',
    title: 'Logs of containers stay on the host',
    severity: 'low',
    why: 'Who takes over the host deletes its logs; those that have left it stay.',
    fix: `Set "log-driver" (syslog, fluentd, gelf, awslogs, …) in /etc/docker/daemon.json, ${RESTART}`,
    evaluate: (snapshot) => withPart(engineSays(snapshot, 'loggingDriver'), judgeLogging),
  },
  {
    cis: '2.14',
    rule: 'daemon-no-new-privileges',
    wanted: 'Containers may not gain rights by default',
    title: 'Containers may gain rights by default',
    severity: 'medium',
    why: 'A setuid program in any image makes root of an ordinary process.',
    fix: `Set "no-new-privileges": true in /etc/docker/daemon.json, ${RESTART}`,
    evaluate(snapshot) {
      const options = engineSays(snapshot, 'securityOptions');
      if (options.state === 'known' && hasSecurityOption(options.value, 'no-new-privileges')) return PASS;
      return withPart(setting(snapshot, 'noNewPrivileges'), (isOn) =>
        isOn === true ? PASS : fail(FILE, 'no-new-privileges is not set.'),
      );
    },
  },
  {
    cis: '2.15',
    rule: 'live-restore',
    wanted: 'Containers go on while the daemon restarts',
    title: 'Containers stop with the daemon',
    severity: 'low',
    why: 'Where an update of the daemon stops every container, updates are put off.',
    fix: `Set "live-restore": true in /etc/docker/daemon.json, then systemctl reload docker. It cannot go with swarm mode.`,
    evaluate(snapshot) {
      const swarm = engineSays(snapshot, 'swarm');
      if (swarm.state === 'known' && swarm.value === 'active')
        return notApplicable('live restore is not for swarm mode');
      return withPart(engineSays(snapshot, 'liveRestore'), (isOn) =>
        isOn ? PASS : fail(FILE, 'Live restore is switched off.'),
      );
    },
  },
  {
    cis: '2.16',
    rule: 'userland-proxy',
    wanted: 'The userland proxy is off',
    title: 'Userland proxy',
    severity: 'low',
    why: 'The proxy hides who connects and is one more program that listens on the host; the kernel forwards without it.',
    fix: `Set "userland-proxy": false in /etc/docker/daemon.json, ${RESTART}`,
    evaluate: (snapshot) =>
      withPart(setting(snapshot, 'userlandProxy'), (isOn) =>
        isOn === false ? PASS : fail(FILE, 'The userland proxy is in use.'),
      ),
  },
  {
    cis: '2.17',
    rule: 'daemon-seccomp',
    wanted: 'The daemon has a seccomp profile that fits',
    title: 'Seccomp profile of the daemon',
    severity: 'high',
    why: 'Without a profile every system call of the kernel is open to containers.',
    fix: `Take "seccomp-profile": "unconfined" out of /etc/docker/daemon.json, ${RESTART} The built-in profile is right for most.`,
    evaluate: (snapshot) => withPart(engineSays(snapshot, 'securityOptions'), judgeSeccomp),
  },
  {
    cis: '2.18',
    rule: 'experimental',
    wanted: 'Experimental features are off',
    title: 'Experimental features',
    severity: 'low',
    why: 'They are not finished, change without notice and have been looked at less.',
    fix: `Take "experimental": true out of /etc/docker/daemon.json, ${RESTART}`,
    evaluate: (snapshot) =>
      withPart(engineSays(snapshot, 'experimental'), (isOn) =>
        isOn ? fail(FILE, 'Experimental features are switched on.') : PASS,
      ),
  },
];

/** The network's own word goes before the setting it was made by. */
function judgeTraffic(snapshot: DockerSnapshot): Outcome {
  const { networks } = snapshot;
  const bridge = networks.state === 'known' ? networks.value.find(({ name }) => name === 'bridge') : undefined;
  const says = 'Traffic between containers on the default bridge is not restricted.';
  if (bridge?.interContainer !== undefined) return bridge.interContainer ? fail(FILE, says) : PASS;
  return withPart(setting(snapshot, 'icc'), (isOn) => (isOn === false ? PASS : fail(FILE, says)));
}

function judgeTls(snapshot: DockerSnapshot): Outcome {
  return withPart(listSetting(snapshot, 'hosts'), (hosts) => {
    const open = hosts.filter((host) => host.startsWith('tcp://'));
    if (open.length === 0) return notApplicable('the daemon listens on no network');
    const lacking = (['tlsVerify', 'tlsCaCert', 'tlsCert', 'tlsKey'] as const).filter((name) => {
      const told = setting(snapshot, name);
      return told.state !== 'known' || told.value === undefined || told.value === false;
    });
    if (lacking.length === 0) return PASS;
    const isUnsure = lacking.some((name) => setting(snapshot, name).state === 'unknown');
    const where = `It listens on ${open.join(', ')}`;
    if (isUnsure) return unknownOutcome(`${where}, and not all settings are known`);
    const names = lacking.map((name) => name.toLowerCase());
    return fail(FILE, `${where} without ${names.join(', ')}.`);
  });
}

const ON_HOST = new Set(['json-file', 'local', 'none', 'k8s-file']);

function judgeLogging(driver: string): Outcome {
  if (driver === 'journald') return manual('logs go to journald; whether it sends them on is not seen here');
  return ON_HOST.has(driver) ? fail(FILE, `The log driver is ${driver}.`) : PASS;
}

function judgeSeccomp(options: readonly string[]): Outcome {
  const option = options.find((each) => each.split(',').includes('name=seccomp'));
  if (option === undefined) return fail(FILE, 'The engine has no seccomp.');
  const profile = /profile=(?<name>[^,]+)/.exec(option)?.groups?.['name'] ?? 'default';
  if (profile === 'unconfined') return fail(FILE, 'The daemon starts containers without a seccomp profile.');
  return profile === 'default' || profile === 'builtin'
    ? manual('the built-in profile is in use; whether another would fit better is for you')
    : PASS;
}
