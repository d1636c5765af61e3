import { describe, expect, it } from 'vitest';

import { asked, lines, readIn, textAt, tryIn } from '../../testing.ts';

const LOCK = `version = 3

[[package]]
name = "app"
version = "0.1.0"
dependencies = [
 "both 1.0.0",
 "dev",
 "lib",
]

[[package]]
name = "both"
version = "1.0.0"
source = "registry+https://index.example/crates"
checksum = "aa"

[[package]]
name = "both"
version = "2.0.0"
source = "git+https://host.example/both?rev=0123456#0123456789abcdef0123456789abcdef01234567"

[[package]]
name = "dev"
version = "3.0.0"
source = "registry+https://index.example/crates"
dependencies = [
 "both 2.0.0 (git+https://host.example/both?rev=0123456)",
]

[[package]]
name = "lib"
version = "0.1.0"
dependencies = ["opt"]

[[package]]
name = "opt"
version = "4.0.0"
source = "sparse+https://index.example/"
`;

const MANIFESTS = {
  'Cargo.toml': `[package]
name = "app"
[workspace]
members = ["crates/*"]
[workspace.dependencies]
opt = "4"
[dependencies]
both = "1"
gone = "9"
[target.'cfg(unix)'.dependencies]
lib = { path = "crates/lib" }
[dev-dependencies]
dev = { version = "3", features = [] }
`,
  'crates/lib/Cargo.toml': '[package]\nname = "lib"\n[dependencies]\nopt = { workspace = true, optional = true }\n',
};

describe('Cargo.lock', () => {
  it('reads crates, versions of one name apart, with what the manifests ask for', async () => {
    const files = { 'Cargo.lock': LOCK, ...MANIFESTS };

    const read = await readIn('Cargo.lock', files);

    expect(lines(read.packages)).toEqual([
      'both@1.0.0 direct',
      'both@2.0.0 transitive dev < dev@3.0.0',
      'dev@3.0.0 direct dev',
      'opt@4.0.0 direct optional',
    ]);
    expect(asked(read.declarations)).toEqual([
      'both 1 dependencies in Cargo.toml:8 -> both@1.0.0',
      'gone 9 dependencies in Cargo.toml:9 -> nothing',
      'dev 3 dev-dependencies in Cargo.toml:13 -> dev@3.0.0',
      'opt 4 dependencies in crates/lib/Cargo.toml:4 -> opt@4.0.0',
    ]);
    expect(read.packages[0]).toMatchObject({
      integrity: ['sha256:aa'],
      resolved: { kind: 'registry', url: 'https://index.example/crates' },
    });
    expect(read.packages[1]?.resolved).toMatchObject({
      kind: 'git',
      revision: '0123456789abcdef0123456789abcdef01234567',
    });
    expect(textAt(read.packages[0], files)).toContain('version = "1.0.0"');
  });

  it('without manifests calls nothing dev', async () => {
    const read = await readIn('Cargo.lock', { 'Cargo.lock': LOCK });

    expect(lines(read.packages)).toEqual([
      'both@1.0.0 direct',
      'both@2.0.0 transitive < dev@3.0.0',
      'dev@3.0.0 direct',
      'opt@4.0.0 direct',
    ]);
  });

  it('reads the digests of version 1', async () => {
    const text = `[[package]]
name = "a"
version = "1.0.0"
source = "registry+https://index.example/crates"

[metadata]
"checksum a 1.0.0 (registry+https://index.example/crates)" = "aa"
`;

    expect((await readIn('Cargo.lock', { 'Cargo.lock': text })).packages[0]?.integrity).toEqual(['sha256:aa']);
  });

  it('says in one line where it is broken', async () => {
    expect(await tryIn('Cargo.lock', { 'Cargo.lock': '[[package]]\nname = "x\n' })).toMatch(/^2:\d+ /);
  });
});

describe('Cargo.toml', () => {
  it('without a lock file names what it asks for', async () => {
    const text =
      '[dependencies]\na = "=1.2.3"\nb = "1.2.3"\nrenamed = { package = "real", git = "https://host.example/r" }\n[build-dependencies]\nc = "*"\n';

    const read = await readIn('Cargo.toml', { 'Cargo.toml': text });

    expect(lines(read.packages)).toEqual(['a@1.2.3 direct', 'b@? direct', 'real@? direct', 'c@? direct']);
    expect(read.packages[2]?.resolved?.kind).toBe('git');
  });

  it('is left to the lock file beside it, or of its workspace', async () => {
    const files = { 'Cargo.lock': LOCK, ...MANIFESTS };

    expect(await readIn('Cargo.toml', files)).toMatchObject({ lockedBy: 'Cargo.lock' });
    expect(await readIn('crates/lib/Cargo.toml', files)).toMatchObject({ lockedBy: 'Cargo.lock' });
  });

  it('says in one line where it is broken', async () => {
    expect(await tryIn('Cargo.toml', { 'Cargo.toml': '[package\n' })).toMatch(/^1:\d+ /);
  });
});
