import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

interface Room {
  readonly folder: string;
  readonly mayUse: readonly string[];
}

/** The table of ARCHITECTURE.md. */
function readTable(): Map<string, Room> {
  const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
  const rows = [...text.matchAll(/^\| `(?<folder>(?:packages\/)?[a-z]+)` \|[^|]*\| (?<uses>[^|]*) \|$/gm)];
  return new Map(
    rows.map((row) => {
      const folder = row.groups?.['folder'] ?? '';
      const uses = row.groups?.['uses'] ?? '';
      return [folder.replace('packages/', ''), { folder, mayUse: uses === 'nothing' ? [] : uses.split(', ') }];
    }),
  );
}

const table = readTable();

/** All that a room may use: the rooms named beside it and what those may use. */
function closure(name: string): Set<string> {
  const all = new Set<string>();
  const add = (room: string): void => {
    for (const used of table.get(room)?.mayUse ?? []) {
      all.add(used);
      add(used);
    }
  };
  add(name);
  return all;
}

interface Import {
  readonly file: string;
  readonly specifier: string;
}

function importsOf(room: Room): Import[] {
  return globSync(`${room.folder}/src/**/*.ts`, { cwd: root }).flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    const found = text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'(?<specifier>[^']+)'/g);
    return [...found].map((match) => ({ file, specifier: match.groups?.['specifier'] ?? '' }));
  });
}

describe('the house', () => {
  it('has a row for every package, and a package for every row', () => {
    const packages = globSync(['packages/*/package.json', '{conformance,bench,mocks}/package.json'], { cwd: root });
    const folders = packages.map((path) => path.replaceAll('\\', '/').replace('/package.json', ''));

    expect([...table.values()].map((room) => room.folder).toSorted()).toEqual(folders.toSorted());
  });

  it('has arrows that point up only', () => {
    const order = [...table.keys()];
    const upward = order.flatMap((name, i) =>
      (table.get(name)?.mayUse ?? []).filter((used) => order.indexOf(used) >= i || !table.has(used)),
    );

    expect(upward).toEqual([]);
  });

  it.each([...table])('%s imports only what it may use, and only the public surface', (name, room) => {
    const allowed = closure(name);
    const wrong = importsOf(room)
      .filter(({ specifier }) => specifier.startsWith('@sallyport/') || specifier.startsWith('.'))
      .filter(({ file, specifier }) => {
        if (specifier.startsWith('.'))
          return !join(file, '..', specifier).replaceAll('\\', '/').startsWith(`${room.folder}/`);
        return !allowed.has(specifier.split('/')[1] ?? '');
      });

    expect(wrong).toEqual([]);
  });

  it.each([...table])('%s lists in its package.json the packages that it imports, and no others', (_name, room) => {
    const manifest = JSON.parse(readFileSync(join(root, room.folder, 'package.json'), 'utf8')) as Record<
      string,
      Record<string, string>
    >;
    const listed = Object.keys({ ...manifest['dependencies'], ...manifest['devDependencies'] }).filter((dep) =>
      dep.startsWith('@sallyport/'),
    );
    const imported = importsOf(room)
      .map(({ specifier }) => specifier.split('/').slice(0, 2).join('/'))
      .filter((specifier) => specifier.startsWith('@sallyport/'));

    expect([...new Set(imported)].toSorted()).toEqual(listed.toSorted());
  });

  it('computes no import', () => {
    const computed = [...table.values()]
      .filter((room) => room.folder.startsWith('packages/'))
      .flatMap((room) => globSync(`${room.folder}/src/**/*.ts`, { cwd: root }))
      .filter((file) => !file.endsWith('.test.ts'))
      .filter((file) => /(?<![#.\w])import\((?!\s*['"])/.test(readFileSync(join(root, file), 'utf8')));

    expect(computed).toEqual([]);
  });

  it('names no package registry in the lock file', () => {
    expect(existsSync(join(root, 'package-lock.json'))).toBe(true);
    expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved": "https?:/);
  });
});
