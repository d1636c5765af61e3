/** The folder of a path, with `/` behind it; empty for a file at the top. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** The folder of a path as a workspace is named: `.` for the top. */
export function workspaceOf(path: string): string {
  const folder = folderOf(path);
  return folder === '' ? '.' : folder.slice(0, -1);
}

/** A path relative to a folder, steps up and `.` worked out; undefined where it leads out of the target. */
export function joinPath(folder: string, path: string): string | undefined {
  if (path.startsWith('/') || /^[a-z]:[\\/]/i.test(path) || path.includes('\0')) return undefined;
  const steps: string[] = [];
  for (const step of `${folder}${path}`.replaceAll('\\', '/').split('/')) {
    if (step === '..') {
      if (steps.pop() === undefined) return undefined;
    } else if (step !== '' && step !== '.') steps.push(step);
  }
  return steps.length === 0 ? undefined : steps.join('/');
}
