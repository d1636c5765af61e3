import { describe, expect, it } from 'vitest';

import { Unreadable } from '../../parser.ts';
import { readIn } from '../../testing.ts';
import { conflictIn, linesOf } from './lines.ts';
import { pinnedVersion } from './manifest.ts';
import { folderOf, joinPath, workspaceOf } from './paths.ts';
import { reachFrom, markReach } from './reach.ts';
import { gitSource, withoutCredentials } from './resolved.ts';

describe('joinPath', () => {
  it.each([
    ['a/b/', '../pom.xml', 'a/pom.xml'],
    ['', './x//y.txt', 'x/y.txt'],
    ['a/', 'b\\c.txt', 'a/b/c.txt'],
  ])('from %s to %s is %s', (folder, path, wanted) => {
    expect(joinPath(folder, path)).toBe(wanted);
  });

  it.each([
    ['a/', '../../x'],
    ['', '..'],
    ['', '/etc/passwd'],
    ['', 'C:\\x'],
    ['a/', 'b\0c'],
    ['a/', '..'],
  ])('does not lead out of the target: from %j to %j', (folder, path) => {
    expect(joinPath(folder, path)).toBeUndefined();
  });

  it('tells folders and workspaces of paths', () => {
    expect([folderOf('a/b/c'), folderOf('c'), workspaceOf('a/b/c'), workspaceOf('c')]).toEqual([
      'a/b/',
      '',
      'a/b',
      '.',
    ]);
  });
});

describe('withoutCredentials', () => {
  it.each([
    ['https://user:pa@ss@host.example/x?y=1', 'https://host.example/x?y=1'],
    ['git+ssh://git@host.example/x.git#0123', 'git+ssh://host.example/x.git#0123'],
    ['https://host.example/x?access_token=abc&y=1', 'https://host.example/x?access_token=&y=1'],
    ['https://host.example/@scope/x', 'https://host.example/@scope/x'],
    ['not a url', 'not a url'],
  ])('makes of %s %s', (url, wanted) => {
    expect(withoutCredentials(url)).toBe(wanted);
  });

  it('finds the commit behind an address', () => {
    expect(gitSource('https://host.example/x#commit=0123456789')).toMatchObject({ revision: '0123456789' });
    expect(gitSource('https://host.example/x#main')).not.toHaveProperty('revision');
  });
});

describe('linesOf', () => {
  it('gives lines with their places, whatever ends them', () => {
    expect(
      [...linesOf('a\r\n\nb')].map(({ text, range: { start, end } }) => [text, start.line, start.offset, end.offset]),
    ).toEqual([
      ['a', 1, 0, 1],
      ['', 2, 3, 3],
      ['b', 3, 4, 5],
    ]);
  });

  it('gives up at the marks of a merge and at a line without end', () => {
    expect(() => [...linesOf('a\n<<<<<<< x')]).toThrow(new Unreadable('2:1 a merge conflict is not resolved'));
    expect(() => [...linesOf('x'.repeat(70_000))]).toThrow(/longer than/);
    expect(conflictIn('a\n<<<<<<<b')).toBeUndefined();
  });
});

describe('markReach', () => {
  const entries = [
    { key: 'a', ecosystem: 'npm', name: 'a', needs: ['b', 'nowhere'] },
    { key: 'b', ecosystem: 'npm', name: 'b', needs: ['a'] },
    { key: 'd', ecosystem: 'npm', name: 'd', needs: ['e', 'b'] },
    { key: 'e', ecosystem: 'npm', name: 'e' },
    { key: 'o', ecosystem: 'npm', name: 'o', needs: ['e'] },
    { key: 'x', ecosystem: 'npm', name: 'x' },
  ];

  it('calls dev or optional only what nothing else needs', () => {
    const marked = markReach(entries, { shipped: ['a'], dev: ['d'], optional: ['o'] });

    expect(marked.map(({ key, dev = false, optional = false }) => `${key} ${dev} ${optional}`)).toEqual([
      'a false false',
      'b false false',
      'd true false',
      'e false true',
      'o false true',
      'x false false',
    ]);
  });

  it('ends where needs go in circles, and knows no keys that are not there', () => {
    const byKey = new Map(entries.map((entry) => [entry.key, entry]));

    expect([...reachFrom(byKey, ['nowhere', 'a'])]).toEqual(['a', 'b']);
  });
});

describe('pinnedVersion', () => {
  it.each([
    ['npm', '1.2.3', '1.2.3'],
    ['npm', '^1.2.3', undefined],
    ['npm', '1.2.3 || 2.0.0', undefined],
    ['crates.io', '=1.2.3', '1.2.3'],
    ['crates.io', '1.2.3', undefined],
    ['npm', 'latest', undefined],
    ['npm', '', undefined],
  ])('of %s %j is %j', (ecosystem, range, wanted) => {
    expect(pinnedVersion(ecosystem, range)).toBe(wanted);
  });
});

describe('a manifest without its lock file', () => {
  it('names only some of many packages whose versions are not known', async () => {
    const dependencies = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`p${index}`, '*']));

    const { notes } = await readIn('package.json', { 'package.json': JSON.stringify({ dependencies }) });

    expect(notes).toEqual([
      'package.json has no lock file: the versions of 9 of 9 packages are not known (p0, p1, p2, p3, p4, …), and what the packages it asks for bring along is not known',
    ]);
  });
});
