import type { PackageFacts } from '@sallyport/inventory';

import type { Marker } from './sweep.ts';

/** How the version of one program is told from its bytes. Adding one is one entry here and its sample in the test. */
export interface Classifier {
  /** As Bitnami's advisories, which speak of upstream versions, name it; `listed` says whether they do. */
  readonly name: string;
  readonly listed: boolean;
  /** File names that it may have. */
  readonly file: RegExp;
  /** A text beside the version; `$1` is the first group of `file`. */
  readonly needle: string;
  /** Finds the version in the text around the needle. */
  readonly version: RegExp;
}

/** Bytes before and after the needle that the pattern sees. */
const BEFORE = 96;
const AFTER = 96;

export const classifiers: readonly Classifier[] = [
  {
    name: 'node',
    listed: true,
    file: /^(?:node|nodejs|libnode\.so\.\d+)$/,
    needle: 'node.js/v',
    version: /node\.js\/v(?<version>\d+\.\d+\.\d+)\b/,
  },
  {
    name: 'python',
    listed: true,
    file: /^(?:python|libpython)(?<minor>3\.\d+)(?:t|m|d)?(?:\.so.*)?$/,
    needle: '$1.',
    version: /\0(?<version>3\.\d+\.\d+(?:(?:a|b|rc)\d+)?\+?)\0/,
  },
  {
    name: 'openssl',
    listed: false,
    file: /^(?:openssl|libcrypto\.so.*|libssl\.so.*)$/,
    needle: 'OpenSSL ',
    version: /OpenSSL (?<version>\d+\.\d+\.\d+[a-z]{0,2}) {1,2}(?:\d|FIPS)/,
  },
  {
    name: 'nginx',
    listed: true,
    file: /^nginx(?:-debug)?$/,
    needle: 'nginx version: ',
    version: /nginx version: nginx\/(?<version>\d+\.\d+\.\d+)/,
  },
  {
    name: 'openresty',
    listed: true,
    file: /^(?:nginx|openresty)$/,
    needle: 'openresty/',
    version: /openresty\/(?<version>\d+\.\d+\.\d+\.\d+)/,
  },
  {
    name: 'apache',
    listed: true,
    file: /^(?:httpd|apache2)$/,
    needle: 'Apache/',
    version: /Apache\/(?<version>\d+\.\d+\.\d+)/,
  },
  {
    name: 'redis',
    listed: true,
    file: /^redis-(?:server|check-rdb|check-aof)$/,
    // The build's id: version, builder and time, then nine zeros where it was not built from a checkout. A builder in a
    // container is called by twelve digits of its id, which may begin like the rest of a version.
    needle: '000000000\0',
    version: /(?:^|[^\d.])(?<version>\d{1,2}\.\d{1,2}\.\d{1,2}?)(?:[0-9a-f]{12}-|[A-Za-z][\w.-]*-)?\d{10}0{9}\0/,
  },
  {
    name: 'postgresql',
    listed: true,
    file: /^postgres$/,
    needle: 'postgres (PostgreSQL) ',
    version: /postgres \(PostgreSQL\) (?<version>\d+(?:\.\d+){1,2})/,
  },
  {
    name: 'mysql',
    listed: false,
    file: /^mysqld(?:-debug)?$/,
    needle: '/mysql-',
    version: /\/mysql-(?<version>\d+\.\d+\.\d+)\//,
  },
  {
    name: 'mariadb',
    listed: true,
    file: /^(?:mariadbd|mysqld)$/,
    needle: '-MariaDB',
    version: /(?<version>\d+\.\d+\.\d+)-MariaDB/,
  },
  {
    name: 'php',
    listed: true,
    file: /^(?:php|php-fpm|php-cgi)[\d.]*$|^libphp[\d.]*\.so$/,
    needle: 'X-Powered-By: PHP/',
    version: /X-Powered-By: PHP\/(?<version>\d+\.\d+\.\d+)/,
  },
  {
    name: 'ruby',
    listed: true,
    file: /^(?:ruby[\d.]*|libruby[-.\d]*\.so.*)$/,
    needle: 'ruby ',
    version: /ruby (?<version>\d+\.\d+\.\d+)(?:p\d+)? \(20\d\d-/,
  },
  {
    name: 'haproxy',
    listed: true,
    file: /^haproxy$/,
    needle: ', released 20',
    version: / version (?<version>\d+\.\d+\.\d+)[^,]{0,40}, released 20/,
  },
  {
    // Up to 2.2.
    name: 'haproxy',
    listed: true,
    file: /^haproxy$/,
    needle: 'HA-Proxy version ',
    version: /HA-Proxy version (?<version>\d+\.\d+\.\d+)/,
  },
  {
    name: 'memcached',
    listed: true,
    file: /^memcached$/,
    needle: 'memcached ',
    version: /memcached (?<version>\d+\.\d+\.\d+)\b/,
  },
  {
    name: 'busybox',
    listed: false,
    file: /^busybox(?:\.\w+)?$/,
    needle: 'BusyBox v',
    version: /BusyBox v(?<version>\d+\.\d+\.\d+)/,
  },
];

/** What was found of one program, by classifier. */
export type Classified = Map<Classifier, string>;

/** Markers for the classifiers that a file's name asks for; none for most files. */
export function classifierMarkers(fileName: string, found: Classified): Marker[] {
  return classifiers.flatMap((classifier) => {
    const match = classifier.file.exec(fileName);
    if (match === null) return [];
    const needle = Buffer.from(classifier.needle.replace('$1', match[1] ?? ''), 'latin1');
    return [
      {
        needle,
        found(data, at) {
          if (found.has(classifier)) return undefined;
          const text = data.toString('latin1', Math.max(0, at - BEFORE), at + needle.length + AFTER);
          const version = classifier.version.exec(text)?.groups?.['version'];
          if (version !== undefined) found.set(classifier, version);
          return undefined;
        },
      } satisfies Marker,
    ];
  });
}

/** Software that is no package of any ecosystem; advisories of upstream versions are Bitnami's, where they speak of it. */
export function softwareOf(found: Classified): PackageFacts[] {
  return [...found].map(([{ name, listed }, version]) => ({ ecosystem: listed ? 'Bitnami' : '', name, version }));
}
