import { describe, expect, it } from 'vitest';

import { asked, lines, readIn, textAt, tryIn } from '../../testing.ts';

const LOCK = `packages:
  http:
    dependency: "direct main"
    description:
      name: http
      sha256: aa
      url: "https://pub.example"
    source: hosted
    version: "0.13.2"
  shelf:
    dependency: transitive
    description: {name: shelf, url: "https://pub.example"}
    source: hosted
    version: "1.3.1"
  fork:
    dependency: "direct dev"
    description: {url: "https://host.example/fork.git", resolved-ref: "0123456789abcdef"}
    source: git
    version: "2.0.0"
  flutter:
    dependency: "direct main"
    description: flutter
    source: sdk
    version: "0.0.0"
  beside:
    source: path
    version: "1.0.0"
`;

const MANIFEST = `dependencies:
  flutter: {sdk: flutter}
  http: ^0.13.0
  gone: any
  beside: {path: ../beside}
dev_dependencies:
  fork: {git: {url: "https://host.example/fork.git"}}
`;

describe('pubspec.lock', () => {
  it('reads packages with what the manifest asks for', async () => {
    const files = { 'pubspec.lock': LOCK, 'pubspec.yaml': MANIFEST };

    const read = await readIn('pubspec.lock', files);

    expect(lines(read.packages)).toEqual(['http@0.13.2 direct', 'shelf@1.3.1 transitive', 'fork@2.0.0 direct dev']);
    expect(read.packages[0]).toMatchObject({
      integrity: ['sha256:aa'],
      resolved: { kind: 'registry', url: 'https://pub.example' },
    });
    expect(read.packages[2]?.resolved).toMatchObject({ kind: 'git', revision: '0123456789abcdef' });
    expect(textAt(read.packages[1], files)).toMatch(/^shelf:\n/);
    expect(asked(read.declarations)).toEqual([
      'http ^0.13.0 dependencies in pubspec.yaml:3 -> http@0.13.2',
      'gone  dependencies in pubspec.yaml:4 -> nothing',
      'fork  dev_dependencies in pubspec.yaml:7 -> fork@2.0.0',
    ]);
  });

  it('says in one line where it is broken', async () => {
    expect(await tryIn('pubspec.lock', { 'pubspec.lock': 'packages: {a: [\n' })).toMatch(/^\d+:\d+ YAML/);
  });
});

describe('pubspec.yaml', () => {
  it('without a lock file names what it asks for', async () => {
    const read = await readIn('pubspec.yaml', { 'pubspec.yaml': MANIFEST });

    expect(lines(read.packages)).toEqual(['http@? direct', 'gone@? direct', 'beside@? direct', 'fork@? direct dev']);
  });

  it('is left to its lock file', async () => {
    expect(await readIn('pubspec.yaml', { 'pubspec.yaml': MANIFEST, 'pubspec.lock': '' })).toMatchObject({
      lockedBy: 'pubspec.lock',
    });
  });

  it('says in one line where it is broken', async () => {
    expect(await tryIn('pubspec.yaml', { 'pubspec.yaml': 'a: [\n' })).toMatch(/^\d+:\d+ YAML/);
  });
});
