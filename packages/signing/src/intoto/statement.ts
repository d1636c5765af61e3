/** in-toto statements (github.com/in-toto/attestation): which artifacts a predicate is about. Versions 0.1 and 1. */
import { fieldsOf } from '../encoding/json-fields.ts';
import type { Fields } from '../encoding/json-fields.ts';
import { JsonSyntax, parseStrictJsonBytes } from '../encoding/strict-json.ts';
import type { JsonObject } from '../encoding/strict-json.ts';
import { signingErrors } from '../errors.ts';
import { refuse } from '../refusal.ts';

export interface Subject {
  readonly name?: string;
  /** Lower-case hex by algorithm: `sha256`, `gitCommit`, … */
  readonly digest: Readonly<Record<string, string>>;
  readonly annotations?: JsonObject;
}

export interface Statement {
  readonly subject: readonly Subject[];
  readonly predicateType: string;
  readonly predicate: JsonObject;
}

export const STATEMENT_V1 = 'https://in-toto.io/Statement/v1';
const TYPES: ReadonlySet<string> = new Set([STATEMENT_V1, 'https://in-toto.io/Statement/v0.1']);
const MAX_SUBJECTS = 1000;
const MAX_CHARACTERS = 32 * 1024 * 1024;
const HEX = /^[0-9a-f]{2,256}$/;
const ALGORITHM = /^[A-Za-z0-9_./-]{1,64}$/;

function malformed(detail: string): never {
  return refuse('MALFORMED_STATEMENT', detail);
}

/** Reads the payload of an envelope; refuses with `MALFORMED_STATEMENT`. */
export function readStatement(payload: Uint8Array): Statement {
  const fields = parse(payload);
  if (!TYPES.has(fields.string('_type') ?? '')) return malformed('its type is no in-toto statement');
  const predicateType = fields.string('predicateType') ?? '';
  if (predicateType === '') return malformed('it has no predicate type');
  const subjects = fields.list('subject').map(readSubject);
  if (subjects.length === 0 || subjects.length > MAX_SUBJECTS) return malformed(`it has ${subjects.length} subjects`);
  return { subject: subjects, predicateType, predicate: fields.fields('predicate')?.object ?? {} };
}

function parse(payload: Uint8Array): Fields {
  try {
    return fieldsOf(
      parseStrictJsonBytes(payload, { characters: MAX_CHARACTERS, depth: 100 }),
      'the statement',
      malformed,
    );
  } catch (error) {
    if (error instanceof JsonSyntax) return malformed(error.message);
    throw error;
  }
}

function readSubject(fields: Fields): Subject {
  const digest: Record<string, string> = {};
  const found = fields.fields('digest') ?? malformed('a subject has no digest');
  for (const [algorithm, value] of Object.entries(found.object)) {
    const hex = typeof value === 'string' ? value.toLowerCase() : '';
    if (!ALGORITHM.test(algorithm)) malformed('a subject has a malformed digest');
    // Algorithms that are not known here may write their digests differently.
    if (algorithm.startsWith('sha') && !HEX.test(hex)) malformed('a subject has a malformed digest');
    digest[algorithm] = hex === '' ? String(value) : hex;
  }
  if (Object.keys(digest).length === 0) malformed('a subject has no digest');
  const name = fields.string('name');
  const annotations = fields.fields('annotations')?.object;
  return { ...(name === undefined ? {} : { name }), digest, ...(annotations === undefined ? {} : { annotations }) };
}

/** Bytes of a statement, to be signed as they are. Throws `SIGNING_STATEMENT` for one that readers would refuse. */
export function formatStatement(statement: Statement): Buffer {
  const { subject, predicateType, predicate } = statement;
  const bytes = Buffer.from(JSON.stringify({ _type: STATEMENT_V1, subject, predicateType, predicate }), 'utf8');
  if (subject.length === 0 || predicateType === '') {
    throw signingErrors.STATEMENT({ detail: 'it needs a subject and a predicate type' });
  }
  for (const { digest } of subject) {
    const entries = Object.entries(digest);
    if (entries.length === 0 || entries.some(([name, hex]) => !ALGORITHM.test(name) || !HEX.test(hex))) {
      throw signingErrors.STATEMENT({ detail: 'a subject has no digest in lower-case hex' });
    }
  }
  return bytes;
}
