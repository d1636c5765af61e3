/** One package of a made-up `package-lock.json`. */
export interface LockedPackage {
  readonly version: string;
  readonly needs?: { readonly [name: string]: string };
  readonly more?: { readonly [field: string]: unknown };
}

/** The text of a `package-lock.json` (version 3) with `asks` as the project's own dependencies. */
export function npmLock(
  asks: { readonly [name: string]: string },
  packages: { readonly [name: string]: LockedPackage },
): string {
  const entries = Object.entries(packages).map(([name, { version, needs, more }]) => [
    `node_modules/${name}`,
    {
      version,
      resolved: `https://registry.example/${name}/-/${name}-${version}.tgz`,
      integrity: `sha512-${Buffer.from(`${name}@${version}`).toString('base64')}`,
      ...(needs === undefined ? {} : { dependencies: needs }),
      ...more,
    },
  ]);
  const root = { name: 'shop', version: '1.0.0', dependencies: asks };
  const lock = {
    name: 'shop',
    version: '1.0.0',
    lockfileVersion: 3,
    packages: { '': root, ...Object.fromEntries(entries) },
  };
  return `${JSON.stringify(lock, undefined, 2)}\n`;
}

/** The `package.json` that goes with it. */
export function npmManifest(asks: { readonly [name: string]: string }): string {
  return `${JSON.stringify({ name: 'shop', version: '1.0.0', dependencies: asks }, undefined, 2)}\n`;
}
