import type { LockFile, ParsedFile } from '../../parser.ts';
import { foldersUp, locked, unlocked } from '../shared/manifest.ts';
import { rootIfReadable, rootOf, textsOf, at } from '../shared/nodes.ts';
import { folderOf, workspaceOf } from '../shared/paths.ts';
import { asksOf } from './manifest.ts';
import { isMember, workspacePatterns } from './workspaces.ts';

const LOCKS = ['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock'];

/** A project's manifest. What it says is read from the lock file beside it, or from that of the workspace it is in. */
export async function parsePackageJson(file: LockFile): Promise<ParsedFile> {
  const node = await rootOf('json', file);
  const lock = await lockOf(file);
  if (lock !== undefined) return locked(lock);
  const asked = asksOf({ node, path: file.path, workspace: workspaceOf(file.path) });
  const published = asked.filter(({ resolved }) => resolved?.kind !== 'workspace');
  const binary = file.near('bun.lockb');
  const notes =
    binary === undefined
      ? []
      : [
          `${binary.path} is bun's binary lock file, which is not read: \`bun install --save-text-lockfile\` writes the text form`,
        ];
  return unlocked(file, published, { ecosystem: 'npm', notes });
}

async function lockOf(file: LockFile): Promise<string | undefined> {
  for (const up of foldersUp(file)) {
    const lock = LOCKS.flatMap((name) => file.find(up + name) ?? [])[0];
    if (lock !== undefined && (up === '' || (await isMemberOf(file, up)))) return lock;
  }
  return undefined;
}

/** Whether a manifest belongs to the workspace whose root lies some folders up. */
async function isMemberOf(file: LockFile, up: string): Promise<boolean> {
  const manifest = await rootIfReadable('json', file.near(`${up}package.json`));
  const pnpm = await rootIfReadable('yaml', file.near(`${up}pnpm-workspace.yaml`));
  const patterns = [...(manifest === undefined ? [] : workspacePatterns(manifest)), ...textsOf(at(pnpm, 'packages'))];
  const steps = folderOf(file.path).split('/').slice(0, -1);
  return isMember(patterns, steps.slice(-(up.length / '../'.length)).join('/'));
}
