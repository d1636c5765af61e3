export interface NormalPath {
  readonly path: string;
  readonly escapes: boolean;
}

const NEEDS_WORK = /(?:^|\/)\.{0,2}(?:\/|$)/;

/** Takes a path in an archive to where it would lie under a root that cannot be left: no leading `/`, no `.`, no `..`. */
export function normaliseTarPath(raw: string): NormalPath {
  if (!NEEDS_WORK.test(raw)) return { path: raw, escapes: false };
  const kept: string[] = [];
  let escapes = false;
  for (const part of raw.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') kept.push(part);
    else if (kept.pop() === undefined) escapes = true;
  }
  return { path: kept.join('/'), escapes };
}
