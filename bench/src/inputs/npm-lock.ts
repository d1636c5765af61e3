import { packageName } from './osv-archive.ts';

/** A `package-lock.json` as a project with many packages has it: each brings up to three others, one of ten is out of date. */
export function npmLock(count: number): string {
  const name = (at: number): string => packageName((at % count) * 4);
  const version = (at: number): string => `${at % 10 === 0 ? 1 : 6}.${at % 20}.0`;
  const entries = Array.from({ length: count }, (_, at) => {
    const needs = [at * 2 + 1, at * 2 + 2, at + 7].filter((other) => other < count);
    const found = {
      version: version(at),
      resolved: `https://packages.example/${name(at)}/-/${name(at)}-${version(at)}.tgz`,
      integrity: `sha512-${Buffer.from(`${name(at)}@${version(at)}`.padEnd(64, '=')).toString('base64')}`,
      license: 'MIT',
      engines: { node: '>=18' },
      dependencies: Object.fromEntries(needs.map((other) => [name(other), `^${version(other)}`])),
    };
    return [`node_modules/${name(at)}`, found] as const;
  });
  const root = { name: 'shop', version: '1.0.0', dependencies: { [name(0)]: `^${version(0)}` } };
  const lock = {
    name: 'shop',
    version: '1.0.0',
    lockfileVersion: 3,
    packages: { '': root, ...Object.fromEntries(entries) },
  };
  return `${JSON.stringify(lock, undefined, 2)}\n`;
}
