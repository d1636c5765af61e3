import { describe, expect, it } from 'vitest';

import { asked, lines, readIn, textAt, tryIn } from '../../testing.ts';

describe('pyproject.toml', () => {
  const TEXT = `[build-system]
requires = ["hatchling==1.0"]

[project]
dependencies = [
  "flask[async]>=2,<3",
  "exact==1.0",
  "src @ git+https://host.example/src.git",
]

[project.optional-dependencies]
fast = ["uvloop"]

[tool.pdm.dev-dependencies]
test = ["pytest"]

[tool.uv]
dev-dependencies = ["ruff"]

[tool.poetry.dependencies]
python = "^3"
old = "^1.0"
multi = [{ version = "1", python = "<3" }, { version = "2" }]
`;

  it('without a lock file names what every tool’s tables ask for', async () => {
    const read = await readIn('pyproject.toml', { 'pyproject.toml': TEXT });

    expect(lines(read.packages)).toEqual([
      'flask@? direct',
      'exact@1.0 direct',
      'src@? direct',
      'uvloop@? direct optional',
      'pytest@? direct dev',
      'ruff@? direct dev',
      'old@? direct',
      'multi@? direct',
      'multi@? direct',
      'hatchling@1.0 direct dev',
    ]);
    expect(textAt(read.packages[0], { 'pyproject.toml': TEXT })).toBe('"flask[async]>=2,<3"');
    expect(read.notes[0]).toMatch(/^pyproject\.toml has no lock file: the versions of 8 of 10 packages are not known/);
  });

  it.each(['poetry.lock', 'uv.lock', 'pdm.lock', 'pylock.toml'])('leaves it to %s', async (lock) => {
    expect(await readIn('pyproject.toml', { 'pyproject.toml': TEXT, [lock]: '' })).toMatchObject({
      packages: [],
      lockedBy: lock,
    });
  });

  it('of a member is left to the lock file of the workspace', async () => {
    const files = {
      'libs/a/pyproject.toml': TEXT,
      'pyproject.toml': '[tool.uv.workspace]\nmembers = ["libs/*"]\n',
      'uv.lock': '',
    };

    expect(await readIn('libs/a/pyproject.toml', files)).toMatchObject({ lockedBy: 'uv.lock' });
  });

  it('says nothing where it asks for nothing', async () => {
    expect(await readIn('pyproject.toml', { 'pyproject.toml': '[tool.ruff]\nline-length = 100\n' })).toMatchObject({
      packages: [],
      notes: [],
    });
  });

  it('says in one line where it is broken', async () => {
    expect(await tryIn('pyproject.toml', { 'pyproject.toml': '[project\n' })).toMatch(/^1:\d+ /);
  });
});

describe('Pipfile', () => {
  const TEXT =
    '[[source]]\nurl = "https://pypi.example"\n\n[packages]\na = "==1.0"\nb = {git = "https://host.example/b.git", ref = "main"}\n\n[docs]\nc = "*"\n';

  it('without a lock file names what it asks for', async () => {
    const read = await readIn('Pipfile', { Pipfile: TEXT });

    expect(lines(read.packages)).toEqual(['a@1.0 direct', 'b@? direct', 'c@? direct dev']);
    expect(read.packages[1]?.resolved?.kind).toBe('git');
  });

  it('is left to its lock file', async () => {
    expect(await readIn('Pipfile', { Pipfile: TEXT, 'Pipfile.lock': '{}' })).toMatchObject({
      lockedBy: 'Pipfile.lock',
    });
  });

  it('says in one line where it is broken', async () => {
    expect(await tryIn('Pipfile', { Pipfile: '[packages]\na = \n' })).toMatch(/^2:\d+ /);
  });
});

describe('setup.cfg', () => {
  const TEXT = `[metadata]
name = app

[options]
install_requires =
    a==1.0  # why
    b>=2; python_version < "3"
tests_require = pytest

[options.extras_require]
fast =
    c
`;

  it('names what it asks for, each at its own line', async () => {
    const read = await readIn('setup.cfg', { 'setup.cfg': TEXT });

    expect(lines(read.packages)).toEqual(['a@1.0 direct', 'b@? direct', 'pytest@? direct dev', 'c@? direct optional']);
    expect(asked(read.declarations).map((line) => line.split(' -> ')[0])).toEqual([
      'a ==1.0 install_requires in setup.cfg:6',
      'b >=2 install_requires in setup.cfg:7',
      'pytest  tests_require in setup.cfg:8',
      'c  fast in setup.cfg:12',
    ]);
  });

  it('says in one line where it is broken', async () => {
    expect(await tryIn('setup.cfg', { 'setup.cfg': '[options\na=1' })).toMatch(/^1:1 /);
  });
});
