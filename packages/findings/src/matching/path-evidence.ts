/** Log weight of two paths being one file's old and new path, by the parts that they share. */
export interface PathEvidence {
  (from: string, to: string): number;
}

/** @param paths All paths in question: a name that many of them have says little. */
export function pathEvidence(paths: readonly string[]): PathEvidence {
  const names = new Map<string, number>();
  for (const path of paths) {
    const name = baseName(path);
    names.set(name, (names.get(name) ?? 0) + 1);
  }
  return (from, to) => {
    const [oldName, newName] = [baseName(from), baseName(to)];
    if (oldName === newName) return 6 - Math.log(Math.max(1, (names.get(newName) ?? 2) / 2));
    const extension = extensionOf(oldName) === extensionOf(newName) ? 0 : -3;
    const folder = folderOf(from) === folderOf(to) ? 1 : 0;
    return extension + folder + 4 * nameLikeness(stemOf(oldName), stemOf(newName)) ** 2;
  };
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function extensionOf(name: string): string {
  const dot = name.indexOf('.', 1);
  return dot === -1 ? '' : name.slice(dot);
}

function stemOf(name: string): string {
  return name.slice(0, name.length - extensionOf(name).length);
}

/** Share of the longer name that common prefix and suffix cover. */
function nameLikeness(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  let prefix = 0;
  while (prefix < shorter && a[prefix] === b[prefix]) prefix += 1;
  let suffix = 0;
  while (suffix < shorter - prefix && a[a.length - 1 - suffix] === b[b.length - 1 - suffix]) suffix += 1;
  return (prefix + suffix) / Math.max(1, a.length, b.length);
}
