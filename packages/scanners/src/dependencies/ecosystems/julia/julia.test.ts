import { describe, expect, it } from 'vitest';

import { asked, lines, readIn, tryIn } from '../../testing.ts';

const [A, B, C, D] = ['a', 'b', 'c', 'd'].map((letter) => `${letter.repeat(8)}-0000-0000-0000-000000000000`);

const LOCK = `julia_version = "1.9.0"
manifest_format = "2.0"

[[deps.A]]
deps = ["B", "Dates"]
git-tree-sha1 = "0123"
uuid = "${A}"
version = "1.0.0"

[[deps.B]]
uuid = "${B}"
repo-url = "https://host.example/B.jl"
version = "2.0.0"

[[deps.B]]
uuid = "${C}"
git-tree-sha1 = "4567"
version = "3.0.0"

    [deps.B.deps]
    A = "${A}"

[[deps.Dates]]
uuid = "${D}"
`;

const PROJECT = `[deps]
A = "${A}"
Gone = "eeeeeeee-0000-0000-0000-000000000000"

[compat]
A = "1"

[extras]
B = "${C}"
`;

describe('Manifest.toml', () => {
  it('tells packages of one name apart by UUID', async () => {
    const read = await readIn('Manifest.toml', { 'Manifest.toml': LOCK, 'Project.toml': PROJECT });

    expect(lines(read.packages)).toEqual([
      'A@1.0.0 direct',
      'B@2.0.0 transitive',
      'B@3.0.0 direct',
      'Dates@1.9.0 transitive < A@1.0.0?uuid=aaaaaaaa-0000-0000-0000-000000000000',
    ]);
    expect(read.packages[1]?.resolved?.kind).toBe('git');
    expect(asked(read.declarations).slice(0, 2)).toEqual([
      `A 1 deps in Project.toml:2 -> A@1.0.0?uuid=${A}`,
      'Gone  deps in Project.toml:3 -> nothing',
    ]);
  });

  it('reads the first format, and nothing from another program’s file', async () => {
    const old = `[[A]]\nuuid = "${A}"\nversion = "1.0.0"\ngit-tree-sha1 = "01"\n`;

    expect(lines((await readIn('Manifest.toml', { 'Manifest.toml': old })).packages)).toEqual(['A@1.0.0 unknown']);
    expect((await readIn('Manifest.toml', { 'Manifest.toml': 'name = "x"\n[a]\nb = 1\n' })).packages).toEqual([]);
  });

  it('says in one line where it is broken', async () => {
    expect(await tryIn('Manifest.toml', { 'Manifest.toml': '[[deps.A]\n' })).toMatch(/^1:\d+ /);
  });
});

describe('Project.toml', () => {
  it('without a lock file names what it asks for', async () => {
    const read = await readIn('Project.toml', { 'Project.toml': PROJECT });

    expect(lines(read.packages)).toEqual(['A@? direct', 'Gone@? direct', 'B@? direct dev']);
  });

  it('is left to its lock file', async () => {
    expect(await readIn('Project.toml', { 'Project.toml': PROJECT, 'Manifest.toml': '' })).toMatchObject({
      lockedBy: 'Manifest.toml',
    });
  });

  it('says in one line where it is broken', async () => {
    expect(await tryIn('Project.toml', { 'Project.toml': '[deps\n' })).toMatch(/^1:\d+ /);
  });
});
