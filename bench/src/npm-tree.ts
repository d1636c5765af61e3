import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { NPM_TREE } from './inputs/npm-tree-packages.ts';
import type { PinnedPackage } from './inputs/npm-tree-packages.ts';

export interface NpmTree {
  readonly root: string;
  readonly files: number;
  readonly bytes: number;
}

/** As many packages as one run of npm fetches. */
const AT_ONCE = 12;

/**
 * The pinned packages, unpacked side by side as `NAME-VERSION`, fetched once with npm and kept in the cache folder.
 * Throws when the registry gives an archive that is not the pinned one.
 */
export function npmTree(cacheDir: string): NpmTree {
  const root = join(cacheDir, 'npm-packages');
  if (!existsSync(root)) {
    const unfinished = `${root}.part`;
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished, { recursive: true });
    for (let from = 0; from < NPM_TREE.length; from += AT_ONCE)
      fetchPackages(unfinished, NPM_TREE.slice(from, from + AT_ONCE));
    renameSync(unfinished, root);
  }
  return { root, ...sizeOf(root) };
}

interface Packed {
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
  readonly filename: string;
}

function fetchPackages(folder: string, packages: readonly PinnedPackage[]): void {
  const names = packages.map(({ name, version }) => `${name}@${version}`);
  const packed = JSON.parse(run('npm', ['pack', '--json', '--ignore-scripts', ...names], folder)) as
    | Packed[]
    | Record<string, Packed>;
  for (const { name, version, integrity, filename } of Object.values(packed)) {
    const pinned = packages.find((one) => one.name === name && one.version === version);
    if (pinned?.integrity !== integrity) throw new Error(`${name}@${version} is not the archive that was pinned`);
    const target = join(folder, `${name.replace('/', '-')}-${version}`);
    mkdirSync(target);
    run('tar', ['-xzf', join(folder, filename), '-C', target, '--strip-components=1'], folder);
    rmSync(join(folder, filename));
  }
}

function run(program: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${program} ${args[0]}: ${stderr}`);
  return stdout;
}

function sizeOf(root: string): { readonly files: number; readonly bytes: number } {
  const facts = `${root}.json`;
  if (!existsSync(facts)) {
    const sizes = readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(join(entry.parentPath, entry.name)).size);
    writeFileSync(facts, JSON.stringify({ files: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) }));
  }
  return JSON.parse(readFileSync(facts, 'utf8')) as { files: number; bytes: number };
}
