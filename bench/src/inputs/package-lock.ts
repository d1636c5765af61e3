/** A package-lock.json of version 3 as npm writes it, with packages that need each other and some that lie within others. */
export function packageLock(packages: number): string {
  const entries: [string, object][] = [['', { name: 'app', version: '1.0.0', dependencies: rootNeeds(packages) }]];
  for (let index = 1; index < packages; index += 1) {
    const name = nameOf(index);
    const isNested = index % 7 === 0;
    const key = isNested ? `node_modules/${nameOf(index - 1)}/node_modules/${name}` : `node_modules/${name}`;
    entries.push([key, entryOf(index, name)]);
  }
  entries.push([`node_modules/${nameOf(0)}`, entryOf(0, nameOf(0))]);
  const lock = {
    name: 'app',
    version: '1.0.0',
    lockfileVersion: 3,
    requires: true,
    packages: Object.fromEntries(entries),
  };
  return `${JSON.stringify(lock, null, 2)}\n`;
}

function nameOf(index: number): string {
  return index % 3 === 0 ? `@scope-${index % 50}/package-${index}` : `package-${index}`;
}

function rootNeeds(packages: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: 60 }, (_, index) => [nameOf(index * Math.floor(packages / 60)), '^1.0.0']),
  );
}

/** Every package needs four others, so that all are reached in a few steps. */
function entryOf(index: number, name: string): object {
  const needs = [1, 2, 3, 5].map((step) => [nameOf(index + step), `^${(index + step) % 9}.0.0`]);
  return {
    version: `${index % 9}.${index % 20}.${index % 13}`,
    resolved: `https://registry.example/${name}/-/package-${index}.tgz`,
    integrity: `sha512-${'0123456789abcdef'.repeat(5)}${String(index).padStart(6, '0')}==`,
    ...(index % 5 === 0 ? { dev: true } : {}),
    license: 'MIT',
    dependencies: Object.fromEntries(needs),
    engines: { node: '>=20' },
    funding: { url: `https://funding.example/${index}` },
  };
}
