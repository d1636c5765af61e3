import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { sha256Hex } from '@sallyport/kernel';

import { hasProgram, runProgram } from './programs.ts';

const repository = join(import.meta.dirname, '..', '..', '..', '..', '..');
const script = join(import.meta.dirname, 'real-image.sh');
/** A real Go program with modules that comes with what this repository is built with. */
const goProgram = join(repository, 'node_modules', '@typescript', 'typescript-linux-x64', 'lib', 'tsc');
/** A real Rust program with the list of its crates; `.ci/peers` puts it there. */
const rustProgram = join(repository, '.cache', 'peers', 'uv', 'uv');

export const hasRust = existsSync(rustProgram);
/** Building a root takes root. */
export const canBuild =
  process.getuid?.() === 0 &&
  existsSync(goProgram) &&
  ['mmdebstrap', 'umoci', 'python3'].every((name) => hasProgram(name)) &&
  process.arch === 'x64';

export interface RealImage {
  readonly layout: string;
  /** What a container of it would see. */
  readonly root: string;
}

/** The image of `real-image.sh`, built once and kept until the script or a program in it changes. */
export function buildRealImage(): RealImage {
  const rust = hasRust ? [rustProgram] : [];
  const about = [script, goProgram, ...rust].map((path) => sha256Hex(readFileSync(path))).join('\n');
  const folder = join(repository, '.cache', 'real-image', sha256Hex(about).slice(0, 16));
  if (!existsSync(join(folder, 'done'))) {
    mkdirSync(join(folder, '..'), { recursive: true });
    const fresh = `${folder}.${process.pid}`;
    runProgram('bash', [script, fresh, goProgram, ...rust], { cwd: repository });
    rmSync(folder, { recursive: true, force: true });
    renameSync(fresh, folder);
  }
  return { layout: join(folder, 'layout'), root: join(folder, 'root') };
}
