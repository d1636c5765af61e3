import { describe, expect, it } from 'vitest';

import { asked, lines, readIn, tryIn } from '../../testing.ts';

const LOCK = `PODS:
  - Fire/Auth (10.0.0):
    - Fire/Core
    - Util (~> 7.0)
  - Fire/Core (10.0.0)
  - Fork (1.0)
  - Util (7.1.0)

DEPENDENCIES:
  - Fire/Auth (~> 10)
  - Fork (from \`https://host.example/fork.git\`)
  - Gone

SPEC REPOS:
  https://specs.example/repo.git:
    - Util

EXTERNAL SOURCES:
  Fork:
    :git: https://host.example/fork.git

CHECKOUT OPTIONS:
  Fork:
    :commit: 0123456789abcdef
    :git: https://host.example/fork.git

SPEC CHECKSUMS:
  Util: aabb
`;

describe('Podfile.lock', () => {
  it('counts a pod once, whichever of its parts are taken', async () => {
    const read = await readIn('Podfile.lock', { 'Podfile.lock': LOCK });

    expect(lines(read.packages)).toEqual([
      'Fire@10.0.0 direct',
      'Fork@1.0 direct',
      'Util@7.1.0 transitive < Fire@10.0.0',
    ]);
    expect(read.packages[1]?.resolved).toEqual({
      kind: 'git',
      url: 'https://host.example/fork.git',
      revision: '0123456789abcdef',
    });
    expect(read.packages[2]).toMatchObject({
      integrity: ['sha1:aabb'],
      resolved: { kind: 'registry', url: 'https://specs.example/repo.git' },
    });
    expect(asked(read.declarations)).toEqual([
      'Fire ~> 10 DEPENDENCIES in Podfile.lock:10 -> Fire@10.0.0',
      'Fork  DEPENDENCIES in Podfile.lock:11 -> Fork@1.0',
      'Gone  DEPENDENCIES in Podfile.lock:12 -> nothing',
    ]);
  });

  it.each([
    ['a: 1\n', /^the file has no "PODS"$/],
    ['PODS: [\n', /^\d+:\d+ YAML/],
  ])('says in one line why it cannot read %j', async (text, problem) => {
    expect(await tryIn('Podfile.lock', { 'Podfile.lock': text })).toMatch(problem);
  });
});
