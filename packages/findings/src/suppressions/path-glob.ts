/**
 * Whether a path matches a glob: `*` stands for anything within a folder or file name, `?` for one character of it,
 * `**` for any number of folders. A glob that ends in `/` means everything below. Time is bounded by length of glob times path.
 */
export function matchesGlob(glob: string, path: string): boolean {
  const whole = glob.endsWith('/') ? `${glob}**` : glob;
  return matchList(whole.replace(/^\.?\//, '').split('/'), path.split('/'), {
    isStar: (part) => part === '**',
    matches: matchesName,
  });
}

/** Whether a name matches a pattern in which `*` stands for any characters and `?` for one. */
export function matchesName(pattern: string, name: string): boolean {
  if (!pattern.includes('*') && !pattern.includes('?')) return pattern === name;
  return matchList([...pattern], [...name], {
    isStar: (part) => part === '*',
    matches: (part, character) => part === '?' || part === character,
  });
}

interface Parts {
  isStar(part: string): boolean;
  matches(part: string, value: string): boolean;
}

/** Matching with stars: on a mismatch the latest star takes one more; never does an earlier one have to. */
function matchList(pattern: readonly string[], values: readonly string[], { isStar, matches }: Parts): boolean {
  let [at, value] = [0, 0];
  let [star, taken] = [-1, 0];
  while (value < values.length) {
    const part = pattern[at];
    if (part !== undefined && isStar(part)) {
      [star, taken] = [at, value];
      at += 1;
    } else if (part !== undefined && matches(part, values[value] ?? '')) {
      at += 1;
      value += 1;
    } else {
      if (star === -1) return false;
      at = star + 1;
      taken += 1;
      value = taken;
    }
  }
  while (at < pattern.length && isStar(pattern[at] ?? '')) at += 1;
  return at === pattern.length;
}
