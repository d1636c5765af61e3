import { describe, expect, it } from 'vitest';

import { asked, lines, readIn, tryIn } from '../../testing.ts';

const PINS = [
  {
    identity: 'nio',
    kind: 'remoteSourceControl',
    location: 'https://github.com/Apple/swift-nio.git',
    state: { revision: '0123456789abcdef', version: '2.41.0' },
  },
  {
    identity: 'branch',
    kind: 'remoteSourceControl',
    location: 'git@host.example:o/branch.git',
    state: { branch: 'main', revision: '4567' },
  },
  { identity: 'scope.name', kind: 'registry', location: '', state: { version: '1.0.0' } },
];

describe('Package.resolved', () => {
  it.each([
    ['version 3', { version: 3, pins: PINS }],
    ['version 2', { version: 2, pins: PINS }],
    [
      'version 1',
      {
        version: 1,
        object: {
          pins: [
            {
              package: 'nio',
              repositoryURL: 'https://github.com/Apple/swift-nio.git',
              state: { revision: '0123456789abcdef', version: '2.41.0' },
            },
            {
              package: 'branch',
              repositoryURL: 'git@host.example:o/branch.git',
              state: { branch: 'main', revision: '4567', version: null },
            },
            PINS[2],
          ],
        },
      },
    ],
  ])('reads %s', async (_version, lock) => {
    const read = await readIn('Package.resolved', { 'Package.resolved': JSON.stringify(lock) });

    expect(lines(read.packages)).toEqual([
      'github.com/Apple/swift-nio@2.41.0 unknown',
      'host.example/o/branch@? unknown',
      'scope.name@1.0.0 unknown',
    ]);
    expect(read.packages.map(({ resolved }) => resolved?.kind)).toEqual(['registry', 'git', undefined]);
  });

  it('takes what is direct from plain lines of the manifest', async () => {
    const manifest = `let package = Package(dependencies: [
  .package(url: "https://github.com/apple/swift-nio.git", from: "2.40.0"),
  .package(name: "x", url: "https://host.example/o/gone", .upToNextMinor(from: "1.2.3")),
])
`;

    const read = await readIn('Package.resolved', {
      'Package.resolved': JSON.stringify({ version: 2, pins: PINS }),
      'Package.swift': manifest,
    });

    expect(lines(read.packages)).toEqual([
      'github.com/Apple/swift-nio@2.41.0 direct',
      'host.example/o/branch@? transitive',
      'scope.name@1.0.0 transitive',
    ]);
    expect(asked(read.declarations)).toEqual([
      'github.com/apple/swift-nio >=2.40.0 <3.0.0 dependencies in Package.swift:2 -> swift-nio@2.41.0',
      'host.example/o/gone >=1.2.3 <1.3.0 dependencies in Package.swift:3 -> nothing',
    ]);
  });

  it.each([
    ['{}', 'the file has no "pins"'],
    ['{"pins": [', '1:11 JSON: the text ends where a value is expected'],
  ])('says in one line why it cannot read %j', async (text, problem) => {
    expect(await tryIn('Package.resolved', { 'Package.resolved': text })).toBe(problem);
  });
});

describe('Package.swift', () => {
  const TEXT =
    '.package(url: "https://host.example/a", exact: "1.0.0"),\n.package(url: "https://host.example/b", "1.0.0"..<"2.0.0"), .package(path: "../c")\n.package(url: "https://host.example/d", branch: "main")\n';

  it('without a lock file names what its plain lines ask for', async () => {
    const read = await readIn('Package.swift', { 'Package.swift': TEXT });

    expect(lines(read.packages)).toEqual([
      'host.example/a@1.0.0 direct',
      'host.example/b@? direct',
      'host.example/d@? direct',
    ]);
    expect(read.declarations.map(({ range }) => range)).toEqual(['=1.0.0', '>=1.0.0 <2.0.0', '']);
  });

  it('is left to its lock file', async () => {
    expect(await readIn('Package.swift', { 'Package.swift': TEXT, 'Package.resolved': '' })).toMatchObject({
      lockedBy: 'Package.resolved',
    });
  });

  it('says in one line that a merge is not resolved', async () => {
    expect(await tryIn('Package.swift', { 'Package.swift': '\n<<<<<<< HEAD\n' })).toBe(
      '2:1 a merge conflict is not resolved',
    );
  });
});
