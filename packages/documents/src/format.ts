/** The formats that a reader exists for. */
export type DocumentFormat =
  | 'json'
  | 'json-lenient'
  | 'json-lines'
  | 'yaml'
  | 'toml'
  | 'hcl'
  | 'terraform-json'
  | 'dockerfile'
  | 'xml'
  | 'ini'
  | 'properties'
  | 'dotenv';

const EXTENSIONS: { readonly [format in DocumentFormat]: string } = {
  json: 'json sarif webmanifest',
  'json-lenient': 'jsonc json5 code-workspace',
  'json-lines': 'jsonl ndjson',
  yaml: 'yaml yml',
  toml: 'toml',
  hcl: 'tf tofu tfvars hcl nomad',
  'terraform-json': '',
  dockerfile: 'dockerfile containerfile',
  xml: 'xml pom csproj vbproj fsproj props targets nuspec xsd plist',
  ini: 'ini cfg desktop service',
  properties: 'properties',
  dotenv: 'env',
};

const NAMES: { readonly [format in DocumentFormat]: string } = {
  json: 'Pipfile.lock composer.lock flake.lock',
  'json-lenient': 'bun.lock .babelrc .eslintrc .swcrc',
  'json-lines': '',
  yaml: '.clang-format .yamllint',
  toml: 'Pipfile poetry.lock uv.lock Cargo.lock pdm.lock Gopkg.lock',
  hcl: '.terraform.lock.hcl',
  'terraform-json': '',
  dockerfile: 'dockerfile containerfile',
  xml: 'packages.config web.config app.config nuget.config',
  ini: '.editorconfig .gitconfig .gitmodules .npmrc .pypirc .flake8 .pylintrc',
  properties: '',
  dotenv: '.env',
};

/** Names that no list of extensions tells apart, tried first. */
const PATTERNS: readonly (readonly [RegExp, DocumentFormat])[] = [
  [
    /(?:^|\/)(?:tsconfig(?:\.[^/]+)?|jsconfig(?:\.[^/]+)?|devcontainer|\.?renovate|\.eslintrc|\.oxlintrc|\.oxfmtrc)\.json$/,
    'json-lenient',
  ],
  [/(?:^|\/)\.vscode\/[^/]+\.json$/, 'json-lenient'],
  [/\.(?:tf|tofu|tfvars)\.json$/, 'terraform-json'],
  [/(?:^|\/)(?:dockerfile|containerfile)(?:\.[^/]*)?$/, 'dockerfile'],
  [/(?:^|\/)\.env\.[^/]+$/, 'dotenv'],
];

const BY_EXTENSION = index(EXTENSIONS);
const BY_NAME = index(NAMES);

/** The format of a file by its name, or undefined. Accepts a path with `/` or `\`. */
export function formatOf(path: string): DocumentFormat | undefined {
  const plain = path.replaceAll('\\', '/').toLowerCase();
  const matched = PATTERNS.find(([pattern]) => pattern.test(plain));
  if (matched !== undefined) return matched[1];
  const name = plain.slice(plain.lastIndexOf('/') + 1);
  const known = BY_NAME.get(name);
  if (known !== undefined) return known;
  const dot = name.lastIndexOf('.');
  return dot === -1 ? undefined : BY_EXTENSION.get(name.slice(dot + 1));
}

function index(lists: { readonly [format in DocumentFormat]: string }): ReadonlyMap<string, DocumentFormat> {
  const pairs = Object.entries(lists).flatMap(([format, names]) =>
    names
      .split(' ')
      .filter((name) => name !== '')
      .map((name): [string, DocumentFormat] => [name.toLowerCase(), format as DocumentFormat]),
  );
  return new Map(pairs);
}
