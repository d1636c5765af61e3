import { spawn, spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { seededRandom } from '@sallyport/kernel';

export interface HistoryRepository {
  readonly root: string;
  readonly commits: number;
  readonly blobBytes: number;
}

const COMMITS = 4200;
const FILES = 900;
const FILES_A_COMMIT = 3;

/**
 * A repository like a grown one: source files from installed packages that change a few lines at a time over 4,200 commits,
 * some 250 MB of blobs, packed by git. Made once with git fast-import and kept in the cache folder.
 */
export async function historyRepository(cacheDir: string): Promise<HistoryRepository> {
  const root = join(cacheDir, 'history-repository');
  const facts = join(cacheDir, 'history-repository.json');
  if (!existsSync(facts)) {
    rmSync(root, { recursive: true, force: true });
    mkdirSync(root, { recursive: true });
    git(root, 'init', '--quiet', '--initial-branch=main');
    const blobBytes = await importCommits(root);
    git(root, 'repack', '-adfq', '--depth=50', '--window=10');
    git(root, 'reset', '--hard', '--quiet');
    writeFileSync(facts, JSON.stringify({ commits: COMMITS, blobBytes }));
  }
  return { root, ...(JSON.parse(readFileSync(facts, 'utf8')) as { commits: number; blobBytes: number }) };
}

export function git(root: string, ...words: string[]): string {
  const run = spawnSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@team.example', ...words], {
    cwd: root,
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(`git ${words[0]}: ${run.stderr}`);
  return run.stdout;
}

/** Source files of installed packages, 5 to 120 KB each, as lines, in folders three deep. */
function startingFiles(): Map<string, string[]> {
  const modules = join(import.meta.dirname, '..', '..', 'node_modules');
  const files = new Map<string, string[]>();
  for (const path of globSync('**/*.{js,ts,mjs,json,md}', { cwd: modules }).toSorted()) {
    if (files.size >= FILES) break;
    const text = readFileSync(join(modules, path), 'utf8');
    if (text.length < 5000 || text.length > 120_000 || text.split('\n').length < 80) continue;
    const parts = path.replaceAll('\\', '/').split('/');
    files.set(['src', parts[0], parts.slice(1).join('-')].join('/'), text.split('\n'));
  }
  return files;
}

async function importCommits(root: string): Promise<number> {
  const random = seededRandom(42);
  const files = startingFiles();
  const names = [...files.keys()];
  const child = spawn('git', ['fast-import', '--quiet'], { cwd: root, stdio: ['pipe', 'ignore', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  let blobBytes = 0;
  const file = (name: string): Buffer => {
    const bytes = Buffer.from((files.get(name) ?? []).join('\n'));
    blobBytes += bytes.length;
    return Buffer.concat([Buffer.from(`M 100644 inline ${name}\ndata ${bytes.length}\n`), bytes, Buffer.from('\n')]);
  };
  for (let n = 0; n < COMMITS; n += 1) {
    const changed =
      n === 0 ? names : Array.from({ length: FILES_A_COMMIT }, () => names[random.below(names.length)] ?? '');
    if (n > 0) for (const name of changed) edit(files.get(name) ?? [], random, n);
    const message = `Change ${changed.length} files (${n})`;
    const head = `commit refs/heads/main\ncommitter Bench <bench@team.example> ${1_600_000_000 + n * 3600} +0000\ndata ${message.length}\n${message}\n`;
    const chunk = Buffer.concat([Buffer.from(head), ...[...new Set(changed)].map(file)]);
    if (!child.stdin.write(chunk)) await new Promise((resolve) => child.stdin.once('drain', resolve));
  }
  child.stdin.end();
  if ((await ended) !== 0) throw new Error('git fast-import failed');
  return blobBytes;
}

/** Changes and adds a few lines in one place, as people do. */
function edit(lines: string[], random: ReturnType<typeof seededRandom>, n: number): void {
  const at = random.below(lines.length);
  for (let i = 0; i < 1 + random.below(6); i += 1) {
    if (random.next() < 0.5) lines.splice(at + i, 1, `${lines[at + i] ?? ''} // changed ${n}`);
    else lines.splice(at + i, 0, `const value${n}_${i} = compute(${random.below(1_000_000)});`);
  }
}
