import { readlink } from 'node:fs/promises';
import { join } from 'node:path';

const MOST_LINKS = 40;

/**
 * Where a path of a host lies when its root is mounted at `root`: links are followed as that host would, so that `/var/run`,
 * which leads to `/run`, stays in the root. Throws ELOOP for what leads round in circles.
 */
export async function pathInRoot(root: string, path: string): Promise<string> {
  if (root === '/') return path;
  let open = parts(path);
  let done: string[] = [];
  for (let links = 0; open.length > 0;) {
    const [part = '', ...rest] = open;
    open = rest;
    if (part === '..') {
      done.pop();
      continue;
    }
    const target = await linkOf(join(root, ...done, part));
    if (target === undefined) {
      done.push(part);
      continue;
    }
    links += 1;
    if (links > MOST_LINKS) throw Object.assign(new Error('too many links'), { code: 'ELOOP' });
    if (target.startsWith('/')) done = [];
    open = [...parts(target), ...open];
  }
  return join(root, ...done);
}

function parts(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

async function linkOf(path: string): Promise<string | undefined> {
  return readlink(path).catch(() => undefined);
}
