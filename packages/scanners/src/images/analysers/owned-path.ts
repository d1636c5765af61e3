/** Endings of files that no analyser of languages or software looks at. */
const OTHER =
  /\.(?:a|c|cc|cfg|conf|cpp|css|desktop|elc?|gif|gz|h|hpp|html?|inc|js|json5|la|list|lua|map|md|mjs|cjs|mo|o|pc|pl|pm|png|po|pod|pot|py[cio]?|rb|rst|service|sh|svg|tcl|ts|txt|ttf|vim|wav|xml|xz|ya?ml|zone)$/;
const NEVER = /^(?:etc|usr\/share\/(?:doc|man|locale|zoneinfo|info|icons|bash-completion|terminfo))\//;

/** Whether something that a distribution may own lies at a path where an analyser may find something too. */
export function mayBeFoundTwice(path: string): boolean {
  if (NEVER.test(path)) return false;
  if (!OTHER.test(path)) return true;
  return path.endsWith('/package.json') || path.endsWith('.deps.json') || path.endsWith('/installed.json');
}

/** Folders that are links to others on systems with a merged /usr; packages still name the old place. */
const MERGED = /^(?<folder>bin|sbin|lib|lib32|lib64|libx32)\//;

/** A path in the form in which ownership is compared: without the leading slash, `/bin` as `/usr/bin`. */
export function ownablePath(path: string): string {
  const plain = path.startsWith('/') ? path.slice(1) : path.startsWith('./') ? path.slice(2) : path;
  return MERGED.test(plain) ? `usr/${plain}` : plain;
}
