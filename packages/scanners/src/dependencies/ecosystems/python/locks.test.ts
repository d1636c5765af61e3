import { describe, expect, it } from 'vitest';

import { asked, lines, readIn, textAt, tryIn } from '../../testing.ts';

const PYPROJECT = `[project]
name = "app"
dependencies = ["flask>=2", "missing"]
optional-dependencies = { fast = ["uvloop"] }

[dependency-groups]
test = ["pytest==8.0", { include-group = "x" }]
`;

const FILES = '{file = "a.whl", hash = "sha256:aa"}, {file = "a.tar.gz", hash = "sha256:bb"}';

describe('poetry.lock', () => {
  const LOCK = `[[package]]
name = "Flask"
version = "2.0.0"
optional = false
files = [${FILES}]

[package.dependencies]
jinja2 = ">=3"

[[package]]
name = "jinja2"
version = "3.0.0"
groups = ["main"]

[[package]]
name = "pytest"
version = "8.0"
groups = ["test"]

[[package]]
name = "fork"
version = "1.0"
category = "dev"

[package.source]
type = "git"
url = "https://host.example/fork.git"
resolved_reference = "0123456789abcdef"

[metadata.files]
pytest = [{file = "p.whl", hash = "sha256:pp"}]
`;
  const MANIFEST = `[tool.poetry.dependencies]
python = "^3.9"
flask = "^2.0"

[tool.poetry.group.test.dependencies]
pytest = {version = "^8", optional = true}
`;

  it('reads packages of its versions, with what the project file asks for', async () => {
    const read = await readIn('poetry.lock', { 'poetry.lock': LOCK, 'pyproject.toml': MANIFEST });

    expect(lines(read.packages)).toEqual([
      'Flask@2.0.0 direct',
      'jinja2@3.0.0 transitive < flask@2.0.0',
      'pytest@8.0 direct dev optional',
      'fork@1.0 transitive dev',
    ]);
    expect(read.packages.map(({ integrity }) => integrity)).toEqual([
      ['sha256:aa', 'sha256:bb'],
      [],
      ['sha256:pp'],
      [],
    ]);
    expect(read.packages[3]?.resolved).toEqual({
      kind: 'git',
      url: 'https://host.example/fork.git',
      revision: '0123456789abcdef',
    });
    expect(asked(read.declarations)).toEqual([
      'flask ^2.0 dependencies in pyproject.toml:3 -> flask@2.0.0',
      'pytest ^8 test in pyproject.toml:6 -> pytest@8.0',
    ]);
  });

  it('places each package at its own table', async () => {
    const read = await readIn('poetry.lock', { 'poetry.lock': LOCK });

    for (const found of read.packages) {
      expect(textAt(found, { 'poetry.lock': LOCK })).toContain(`name = "${found.name}"`);
    }
  });

  it('says in one line where it is broken', async () => {
    expect(await tryIn('poetry.lock', { 'poetry.lock': '[[package]\nname = "x"\n' })).toMatch(/^1:\d+ /);
  });
});

describe('uv.lock', () => {
  const LOCK = `version = 1

[[package]]
name = "app"
version = "0.1.0"
source = { editable = "." }
dependencies = [{ name = "flask" }, { name = "member" }]

[package.optional-dependencies]
fast = [{ name = "uvloop" }]

[package.dev-dependencies]
test = [{ name = "pytest" }]

[package.metadata]
requires-dist = [{ name = "flask", specifier = ">=2" }]

[[package]]
name = "member"
version = "0.1.0"
source = { virtual = "libs/member" }
dependencies = [{ name = "np", version = "2.0" }]

[[package]]
name = "flask"
version = "2.0.0"
source = { registry = "https://pypi.example/simple" }
dependencies = [{ name = "np", version = "1.0", marker = "python_version < '3'" }]
sdist = { url = "https://files.example/f.tar.gz", hash = "sha256:ff" }
wheels = [{ url = "https://files.example/f.whl", hash = "sha256:fw" }]

[[package]]
name = "np"
version = "1.0"
source = { registry = "https://pypi.example/simple" }

[[package]]
name = "np"
version = "2.0"
source = { git = "https://host.example/np?rev=main#0123456789abcdef0123456789abcdef01234567" }

[[package]]
name = "pytest"
version = "8.0"

[[package]]
name = "uvloop"
version = "0.1"
`;

  it('tells the project and its members from what they need, and versions of one name apart', async () => {
    const read = await readIn('uv.lock', { 'uv.lock': LOCK });

    expect(lines(read.packages)).toEqual([
      'flask@2.0.0 direct',
      'np@1.0 transitive < flask@2.0.0',
      'np@2.0 direct',
      'pytest@8.0 direct dev',
      'uvloop@0.1 direct optional',
    ]);
    expect(read.packages[0]?.integrity).toEqual(['sha256:fw', 'sha256:ff']);
    expect(read.packages[2]?.resolved).toMatchObject({
      kind: 'git',
      revision: '0123456789abcdef0123456789abcdef01234567',
    });
    expect(read.packages[2]?.workspace).toBe('libs/member');
    expect(asked(read.declarations)[0]).toBe('flask >=2 dependencies in uv.lock:7 -> flask@2.0.0');
  });

  it('finds what the project file asks for and the lock file does not hold', async () => {
    const read = await readIn('uv.lock', { 'uv.lock': LOCK, 'pyproject.toml': PYPROJECT });

    expect(asked(read.declarations).slice(0, 4)).toEqual([
      'flask >=2 dependencies in pyproject.toml:3 -> flask@2.0.0',
      'missing  dependencies in pyproject.toml:3 -> nothing',
      'uvloop  fast in pyproject.toml:4 -> uvloop@0.1',
      'pytest ==8.0 test in pyproject.toml:7 -> pytest@8.0',
    ]);
  });

  it('says in one line where it is broken', async () => {
    expect(await tryIn('uv.lock', { 'uv.lock': 'version = \n' })).toMatch(/^1:\d+ /);
  });
});

describe('pdm.lock', () => {
  const LOCK = `[[package]]
name = "flask"
version = "2.0.0"
groups = ["default"]
dependencies = ["jinja2>=3 ; python_version > '3'"]
files = [${FILES}]

[[package]]
name = "flask"
version = "2.0.0"
extras = ["async"]
groups = ["default"]
dependencies = ["asgiref", "flask==2.0.0"]

[[package]]
name = "asgiref"
version = "3.0"
groups = ["default"]

[[package]]
name = "jinja2"
version = "3.0.0"
groups = ["default"]

[[package]]
name = "pytest"
version = "8.0"
groups = ["test"]
git = "https://host.example/pytest.git"
revision = "0123456789abcdef"

[metadata.files]
"asgiref 3.0" = [{file = "asgiref.whl", hash = "sha256:gg"}]
`;

  it('counts a package with extras once', async () => {
    const read = await readIn('pdm.lock', { 'pdm.lock': LOCK, 'pyproject.toml': PYPROJECT });

    expect(lines(read.packages)).toEqual([
      'flask@2.0.0 direct',
      'asgiref@3.0 transitive < flask@2.0.0',
      'jinja2@3.0.0 transitive < flask@2.0.0',
      'pytest@8.0 direct dev',
    ]);
    expect(read.packages[3]?.resolved).toMatchObject({ kind: 'git', revision: '0123456789abcdef' });
    expect(read.packages[1]?.integrity).toEqual(['sha256:gg']);
  });

  it('says in one line where it is broken', async () => {
    expect(await tryIn('pdm.lock', { 'pdm.lock': 'x' })).toMatch(/^1:\d+ /);
  });
});

describe('pylock.toml', () => {
  const LOCK = `lock-version = "1.0"

[[packages]]
name = "flask"
version = "2.0.0"
index = "https://pypi.example/simple"
dependencies = [{ name = "jinja2" }]

[[packages.wheels]]
name = "flask.whl"
hashes = { sha256 = "aa" }

[[packages]]
name = "jinja2"
version = "3.0.0"

[[packages]]
name = "src"
vcs = { type = "git", url = "https://host.example/src.git", commit-id = "0123456789abcdef" }
`;

  it('reads packages, digests and sources', async () => {
    const read = await readIn('pylock.toml', { 'pylock.toml': LOCK });

    expect(lines(read.packages)).toEqual(['flask@2.0.0 unknown', 'jinja2@3.0.0 unknown', 'src@? unknown']);
    expect(read.packages[0]).toMatchObject({
      integrity: ['sha256:aa'],
      resolved: { url: 'https://pypi.example/simple' },
    });
    expect(read.packages[2]?.resolved).toMatchObject({ kind: 'git', revision: '0123456789abcdef' });
  });

  it('takes what is direct from the project file', async () => {
    const read = await readIn('pylock.toml', { 'pylock.toml': LOCK, 'pyproject.toml': PYPROJECT });

    expect(lines(read.packages).slice(0, 2)).toEqual(['flask@2.0.0 direct', 'jinja2@3.0.0 transitive < flask@2.0.0']);
  });

  it('says in one line where it is broken', async () => {
    expect(await tryIn('pylock.dev.toml', { 'pylock.dev.toml': '[[packages' })).toMatch(/^1:\d+ /);
  });
});

describe('Pipfile.lock', () => {
  const LOCK = JSON.stringify(
    {
      _meta: { sources: [{ name: 'own', url: 'https://user:pw@pypi.example/simple' }] },
      default: { flask: { version: '==2.0.0', index: 'own', hashes: ['sha256:aa'] }, jinja2: { version: '==3.0.0' } },
      develop: {
        pytest: { version: '==8.0' },
        flask: { version: '==2.0.0' },
        fork: { git: 'https://host.example/f.git', ref: '0123456789abcdef' },
      },
    },
    null,
    2,
  );

  it('reads groups, digests and registries', async () => {
    const files = { 'Pipfile.lock': LOCK, Pipfile: '[packages]\nFlask = ">=2"\n\n[dev-packages]\npytest = "*"\n' };

    const read = await readIn('Pipfile.lock', files);

    expect(lines(read.packages)).toEqual([
      'flask@2.0.0 direct',
      'jinja2@3.0.0 transitive',
      'pytest@8.0 direct dev',
      'fork@? transitive dev',
    ]);
    expect(read.packages[0]).toMatchObject({
      integrity: ['sha256:aa'],
      resolved: { url: 'https://pypi.example/simple' },
    });
    expect(asked(read.declarations)).toEqual([
      'Flask >=2 packages in Pipfile:2 -> flask@2.0.0',
      'pytest  dev-packages in Pipfile:5 -> pytest@8.0',
    ]);
  });

  it('says in one line where it is broken', async () => {
    expect(await tryIn('Pipfile.lock', { 'Pipfile.lock': '{"default": {' })).toMatch(/^1:\d+ /);
  });
});
