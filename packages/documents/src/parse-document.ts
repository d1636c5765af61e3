import { documentErrors } from './errors.ts';
import { decodeText } from './decode.ts';
import { failed } from './result.ts';
import type { ParseOptions, ParseResult } from './result.ts';

/** The formats that a reader exists for. */
export type DocumentFormat = 'json' | 'json-lenient' | 'json-lines' | 'yaml' | 'toml';

/** Names of files that are JSON with comments though they end in `.json`. */
const COMMENTED_JSON =
  /^(?:tsconfig(?:\..+)?|jsconfig(?:\..+)?|devcontainer|\.?renovate|\.eslintrc|\.oxlintrc|\.oxfmtrc)\.json$/;

const BY_EXTENSION: ReadonlyMap<string, DocumentFormat> = new Map<string, DocumentFormat>([
  ['json', 'json'],
  ['sarif', 'json'],
  ['jsonc', 'json-lenient'],
  ['json5', 'json-lenient'],
  ['code-workspace', 'json-lenient'],
  ['jsonl', 'json-lines'],
  ['ndjson', 'json-lines'],
  ['yaml', 'yaml'],
  ['yml', 'yaml'],
  ['toml', 'toml'],
]);

const BY_NAME: ReadonlyMap<string, DocumentFormat> = new Map<string, DocumentFormat>([
  ['Pipfile', 'toml'],
  ['poetry.lock', 'toml'],
  ['uv.lock', 'toml'],
  ['Cargo.lock', 'toml'],
  ['pdm.lock', 'toml'],
  ['Gopkg.lock', 'toml'],
  ['Pipfile.lock', 'json'],
  ['composer.lock', 'json'],
  ['flake.lock', 'json'],
  ['bun.lock', 'json-lenient'],
  ['.clang-format', 'yaml'],
]);

/** The format of a file by its name, or undefined. Accepts a path with `/` or `\`. */
export function formatOf(path: string): DocumentFormat | undefined {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  if (COMMENTED_JSON.test(name) || /(?:^|[/\\])\.vscode[/\\][^/\\]+\.json$/.test(path)) return 'json-lenient';
  const known = BY_NAME.get(name);
  if (known !== undefined) return known;
  const dot = name.lastIndexOf('.');
  return dot === -1 ? undefined : BY_EXTENSION.get(name.slice(dot + 1).toLowerCase());
}

/** Reads a file's bytes by its name. Readers load when they are first needed. */
export async function parseDocument(path: string, bytes: Uint8Array, options: ParseOptions = {}): Promise<ParseResult> {
  const format = formatOf(path);
  if (format === undefined) return failed(documentErrors.UNKNOWN_FORMAT({ name: path }));
  const decoded = decodeText(bytes);
  return decoded.ok ? parseAs(format, decoded.text, options) : decoded;
}

/** Reads a text in a named format. */
export async function parseAs(format: DocumentFormat, text: string, options: ParseOptions = {}): Promise<ParseResult> {
  switch (format) {
    case 'yaml':
      return (await import('./yaml/parse.ts')).parseYaml(text, options);
    case 'toml':
      return (await import('./toml/parse.ts')).parseToml(text, options);
    case 'json':
      return (await import('./json/parse.ts')).parseJson(text, options);
    case 'json-lenient':
      return (await import('./json/parse.ts')).parseJson(text, { ...options, mode: 'lenient' });
    case 'json-lines':
      return (await import('./json/parse.ts')).parseJson(text, { ...options, stream: true });
  }
}
