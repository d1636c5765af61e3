import { decodeText } from './decode.ts';
import { documentErrors } from './errors.ts';
import { formatOf } from './format.ts';
import type { DocumentFormat } from './format.ts';
import { failed } from './result.ts';
import type { ParseOptions, ParseResult } from './result.ts';
import { duplicateKeys } from './to-value.ts';
import type { DocumentNode } from './node.ts';

/** Reads a file's bytes by its name. Readers load when they are first needed. */
export async function parseDocument(path: string, bytes: Uint8Array, options: ParseOptions = {}): Promise<ParseResult> {
  const format = formatOf(path);
  if (format === undefined) return failed(documentErrors.UNKNOWN_FORMAT({ name: path }));
  const decoded = decodeText(bytes);
  return decoded.ok ? parseAs(format, decoded.text, options) : decoded;
}

type Reader = (text: string, options: ParseOptions) => Promise<ParseResult>;

const READERS: { readonly [format in DocumentFormat]: Reader } = {
  yaml: async (text, options) => (await import('./yaml/parse.ts')).parseYaml(text, options),
  toml: async (text, options) => (await import('./toml/parse.ts')).parseToml(text, options),
  json: async (text, options) => (await import('./json/parse.ts')).parseJson(text, options),
  'json-lenient': async (text, options) =>
    (await import('./json/parse.ts')).parseJson(text, { ...options, mode: 'lenient' }),
  'json-lines': async (text, options) =>
    (await import('./json/parse.ts')).parseJson(text, { ...options, stream: true }),
  hcl: async (text, options) => {
    const { hclToDocument, parseHcl } = await import('./hcl/index.ts');
    const read = parseHcl(text, options);
    return read.ok ? tree(hclToDocument(read.file)) : read;
  },
  'terraform-json': async (text, options) => {
    const { parseJson } = await import('./json/parse.ts');
    const { terraformJsonDocument } = await import('./hcl/index.ts');
    const read = parseJson(text, options);
    const [root] = read.ok ? read.documents : [];
    return root === undefined ? read : tree(terraformJsonDocument(root));
  },
  dockerfile: async (text, options) => {
    const { dockerfileToDocument, parseDockerfile } = await import('./dockerfile/index.ts');
    const read = parseDockerfile(text, options);
    return read.ok ? tree(dockerfileToDocument(read.file)) : read;
  },
  xml: async (text, options) => {
    const { parseXml, xmlToDocument } = await import('./xml/index.ts');
    const read = parseXml(text, options);
    return read.ok ? tree(xmlToDocument(read.file)) : read;
  },
  ini: async (text, options) => (await import('./keyed/ini.ts')).parseIni(text, options),
  properties: async (text, options) => (await import('./keyed/properties.ts')).parseProperties(text, options),
  dotenv: async (text, options) => (await import('./keyed/dotenv.ts')).parseDotenv(text, options),
};

/** Reads a text in a named format. */
export async function parseAs(format: DocumentFormat, text: string, options: ParseOptions = {}): Promise<ParseResult> {
  return READERS[format](text, options);
}

function tree(root: DocumentNode): ParseResult {
  return { ok: true, documents: [root], warnings: duplicateKeys(root) };
}
