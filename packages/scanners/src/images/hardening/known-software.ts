/** What a server that starts as root does with it, and where it writes; from the documentation and the start scripts of each. */
interface KnownSoftware {
  /** Names of its programs. */
  readonly programs: RegExp;
  readonly name: string;
  readonly capabilities: readonly string[];
  readonly why: string;
  readonly writes: readonly string[];
}

const KNOWN_SOFTWARE: readonly KnownSoftware[] = [
  {
    name: 'nginx',
    programs: /^(?:nginx|openresty)$/,
    capabilities: ['CHOWN', 'SETGID', 'SETUID'],
    why: 'its master process starts workers as another user and gives them their folders',
    writes: ['/var/cache/nginx'],
  },
  {
    name: 'Apache httpd',
    programs: /^(?:httpd|apache2|apache2ctl|httpd-foreground|apache2-foreground)$/,
    capabilities: ['KILL', 'SETGID', 'SETUID'],
    why: 'its parent process starts children as another user and signals them',
    writes: ['/usr/local/apache2/logs'],
  },
  {
    name: 'PostgreSQL',
    programs: /^(?:postgres|postgresql)$/,
    capabilities: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'],
    why: 'its start script gives the data folder to postgres and goes on as that user',
    writes: ['/var/run/postgresql'],
  },
  {
    name: 'MySQL or MariaDB',
    programs: /^(?:mysqld|mariadbd)$/,
    capabilities: ['CHOWN', 'DAC_OVERRIDE', 'SETGID', 'SETUID'],
    why: 'its start script gives the data folder to mysql and goes on as that user',
    writes: ['/var/run/mysqld', '/run/mysqld'],
  },
  {
    name: 'Redis',
    programs: /^(?:redis-server|valkey-server)$/,
    capabilities: ['CHOWN', 'DAC_OVERRIDE', 'SETGID', 'SETUID'],
    why: 'its start script gives the data folder to its own user and goes on as that user',
    writes: [],
  },
  {
    name: 'HAProxy',
    programs: /^haproxy$/,
    capabilities: ['SETGID', 'SETUID', 'SYS_CHROOT'],
    why: 'it goes on as another user, in a root of its own where its configuration says so',
    writes: [],
  },
  {
    name: 'memcached',
    programs: /^memcached$/,
    capabilities: ['SETGID', 'SETUID'],
    why: 'it goes on as the user that -u names',
    writes: [],
  },
];

/** What is known of the first program that is. */
export function knownSoftware(programs: readonly string[]): KnownSoftware | undefined {
  for (const program of programs) {
    const name = program.split('/').at(-1) ?? '';
    const found = KNOWN_SOFTWARE.find((each) => each.programs.test(name));
    if (found !== undefined) return found;
  }
  return undefined;
}
