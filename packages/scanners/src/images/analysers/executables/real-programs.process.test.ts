import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { hasProgram, runProgram } from '../../testing/programs.ts';
import type { FileFacts } from '../analyser.ts';
import { readProgram } from './program.ts';

const root = mkdtempSync(join(tmpdir(), 'real-programs-'));
afterAll(() => rmSync(root, { recursive: true }));

function read(path: string, name = path, sizeBytes?: number): FileFacts {
  const bytes = readFileSync(path);
  const reader = readProgram(name, sizeBytes ?? bytes.length);
  for (let at = 0; at < bytes.length; at += 65_536) reader.push(bytes.subarray(at, at + 65_536));
  return reader.end();
}

describe('the program that runs this test', () => {
  it('is told by its bytes', () => {
    const { software } = read(process.execPath, 'usr/local/bin/node');

    expect(software).toEqual([{ ecosystem: 'Bitnami', name: 'node', version: process.versions.node }]);
  });
});

describe.skipIf(!hasProgram('go', 'version'))('programs that Go built (skipped without go)', () => {
  it.each(['linux', 'windows', 'darwin'])(
    'tell compiler and version for %s',
    (system) => {
      const folder = join(root, system);
      mkdirSync(folder);
      writeFileSync(join(folder, 'go.mod'), 'module example.org/app\n\ngo 1.18\n');
      writeFileSync(join(folder, 'main.go'), 'package main\n\nvar version = ""\n\nfunc main() { println(version) }\n');
      const env = {
        ...process.env,
        GOOS: system,
        GOARCH: 'amd64',
        CGO_ENABLED: '0',
        GOFLAGS: '-mod=mod',
        GOCACHE: join(root, 'cache'),
      };
      runProgram(
        'go',
        ['build', '-trimpath=false', '-buildvcs=false', '-ldflags', '-X main.version=1.2.3', '-o', 'app', '.'],
        { cwd: folder, env },
      );
      const compiler = runProgram('go', ['env', 'GOVERSION'], { cwd: folder, env }).trim().replace('go', '');
      const expected = [
        { ecosystem: 'Go', name: 'stdlib', version: compiler, relation: 'direct' },
        { ecosystem: 'Go', name: 'example.org/app', version: 'v1.2.3', relation: 'direct', integrity: [] },
      ];

      // Once with its tables, once as a program that is too large to be kept.
      expect(read(join(folder, 'app')).packages).toEqual(expected);
      expect(read(join(folder, 'app'), 'app', 2 ** 30).packages).toEqual(expected);
    },
    120_000,
  );
});

describe.skipIf(!hasProgram('cargo-auditable'))('programs that cargo-auditable built (skipped without it)', () => {
  it('tell their crates', () => {
    const folder = join(root, 'rust');
    mkdirSync(join(folder, 'src'), { recursive: true });
    writeFileSync(
      join(folder, 'Cargo.toml'),
      '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\nitoa = "=1.0.9"\n',
    );
    writeFileSync(join(folder, 'src', 'main.rs'), 'fn main() { println!("{}", itoa::Buffer::new().format(1)); }\n');
    runProgram('cargo', ['auditable', 'build', '--release'], { cwd: folder, env: process.env });
    const expected = [{ ecosystem: 'crates.io', name: 'itoa', version: '1.0.9', relation: 'transitive' }];

    expect(read(join(folder, 'target/release/app')).packages).toEqual(expected);
    expect(read(join(folder, 'target/release/app'), 'app', 2 ** 30).packages).toEqual(expected);
  }, 240_000);
});
