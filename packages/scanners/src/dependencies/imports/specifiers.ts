/** What one source file loads, as far as its text tells. Comments are read too: what is named there may be used. */
export interface Loads {
  /** Names of packages that are imported or required. */
  readonly imported: ReadonlySet<string>;
  /** Wanted names that stand in it as a text of their own: in configurations, mocks, loaders. */
  readonly mentioned: ReadonlySet<string>;
  /** It loads what it computes. */
  readonly computes: boolean;
}

/** `import x from 'y'`, `import 'y'`, `export * from 'y'`, and the calls. */
const STATIC = /\b(?:from|import)\s*(?<quote>['"])(?<name>[^'"\n]{1,500})\k<quote>/g;
const CALL =
  /\b(?:import|require(?:\.resolve)?)\s*\(\s*(?:\/\*[^*]{0,200}\*\/\s*)?(?<quote>['"`])(?<name>[^'"`\n]{1,500})/g;
const COMPUTED = /\b(?:import|require)\s*\(\s*(?:\/\*[^*]{0,200}\*\/\s*)?[^\s'"`)/]/;
const QUOTED = /(?<quote>['"`])(?<name>@?[\w][\w.@/-]{0,213})\k<quote>/g;

/** Reads a JavaScript or TypeScript source; `wanted` are the names of packages that matter. */
export function loadsOf(text: string, wanted: ReadonlySet<string>): Loads {
  const imported = new Set<string>();
  let computes = COMPUTED.test(text);
  for (const pattern of [STATIC, CALL]) {
    for (const { groups } of text.matchAll(pattern)) {
      const written = groups?.['name'] ?? '';
      const name = packageOf(written);
      if (name !== undefined) imported.add(name);
      computes ||= /^(?:@[^/]*)?\$\{/.test(written);
    }
  }
  const mentioned = mentionsIn(text, wanted);
  for (const name of installedIn(text)) if (wanted.has(name)) mentioned.add(name);
  return { imported, mentioned, computes };
}

/** A path into a package, in whatever kind of text: `<script src="/node_modules/name/…">`, `COPY node_modules/name`. */
const INSTALLED = /\bnode_modules[\\/](?<name>(?:@[\w.-]+[\\/])?[\w][\w.-]*)/g;

/** Names behind `node_modules/`. */
export function installedIn(text: string): Set<string> {
  return new Set([...text.matchAll(INSTALLED)].map(({ groups }) => (groups?.['name'] ?? '').replaceAll('\\', '/')));
}

/** Wanted names that stand in quotes. */
export function mentionsIn(text: string, wanted: ReadonlySet<string>): Set<string> {
  const mentioned = new Set<string>();
  for (const { groups } of text.matchAll(QUOTED)) {
    const name = packageOf(groups?.['name'] ?? '');
    if (name !== undefined && wanted.has(name)) mentioned.add(name);
  }
  return mentioned;
}

/** The package that a specifier means; undefined for paths, built-in modules and the project's own `#` names. */
export function packageOf(specifier: string): string | undefined {
  if (/^(?:[./#~]|[a-z][a-z\d+.-]*:|\$\{)/i.test(specifier)) return undefined;
  const [first = '', second] = specifier.split('/', 2);
  if (!first.startsWith('@')) return first === '' || first.includes('${') ? undefined : first;
  return first === '@' || second === undefined || second === '' ? undefined : `${first}/${second}`;
}
