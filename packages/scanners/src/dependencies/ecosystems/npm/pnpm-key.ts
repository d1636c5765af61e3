/** `/name/1.0.0_peer@1`, as version 5 has it, with a registry's host before it where it is not the usual one. */
const OLD = /^(?:[\w.-]+\.[a-z]+(?::\d+)?\/)?(?<name>(?:@[^/]+\/)?[^/@]+)\/(?<version>\d[^_/]*)(?:_.*)?$/;

/** A key of `packages` in one form for all versions: `name@version`, without the peers in brackets. */
export function plainKey(key: string): string {
  const bracket = key.indexOf('(');
  const bare = (bracket < 0 ? key : key.slice(0, bracket)).replace(/^\//, '');
  const old = OLD.exec(bare)?.groups;
  return old === undefined ? bare : `${old['name']}@${old['version']}`;
}

/** The key that a need means: a version, or a reference to somewhere or to a package of another name (an alias). */
export function keyOf(name: string, written: string): string {
  const version = /^\d+\.\d+\.\d+[^(_]*/.exec(written)?.[0];
  if (version !== undefined) return `${name}@${version}`;
  const plain = plainKey(written);
  return /^(?:@[^/@]+\/)?[^/@:]+@/.test(plain) || /^[\w.-]+\.[a-z]+\//.test(plain) ? plain : `${name}@${plain}`;
}
