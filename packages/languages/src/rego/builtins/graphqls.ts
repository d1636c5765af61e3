import { GraphQLError, Kind, buildASTSchema, parse, validate, validateSchema } from 'graphql';
import type { DefinitionNode, DocumentNode, GraphQLSchema } from 'graphql';

import { messageOf } from '@sallyport/kernel';

import { objectOf } from '../../shared/containers.ts';
import { isObject } from '../../shared/values.ts';
import type { Value } from '../../shared/values.ts';
import type { Context } from '../run/context.ts';
import { toJson } from '../json.ts';
import { failed, isString, wrongType } from './builtin.ts';
import type { BuiltinTable } from './builtin.ts';
import { queryText, schemaText } from './graphql-text.ts';
import { queryValue, schemaValue } from './graphql-values.ts';

/** Longer documents are refused: validation may take time that grows with the square of it. */
const MAX_LENGTH = 200_000;
const MAX_TOKENS = { query: 4_000, schema: 40_000 };
const EMPTY: DocumentNode = { kind: Kind.DOCUMENT, definitions: [] };

type Read = { readonly document: DocumentNode } | { readonly error: string };

function read(source: string, maxTokens: number): Read {
  if (source.length > MAX_LENGTH) return { error: 'document is too long' };
  if (source.replaceAll(/#[^\n\r]*/g, '').trim() === '') return { document: EMPTY };
  try {
    return { document: parse(source, { noLocation: true, maxTokens, allowLegacyFragmentVariables: true }) };
  } catch (error) {
    if (error instanceof GraphQLError) return { error: error.message };
    throw error;
  }
}

function isExecutable(node: DefinitionNode): boolean {
  return node.kind === Kind.OPERATION_DEFINITION || node.kind === Kind.FRAGMENT_DEFINITION;
}

function readQuery(value: string): Read {
  const result = read(value, MAX_TOKENS.query);
  if ('error' in result) return result;
  return result.document.definitions.every(isExecutable)
    ? result
    : { error: 'unexpected definition of a type in a query' };
}

function readSchema(value: string): Read {
  const result = read(value, MAX_TOKENS.schema);
  if ('error' in result) return result;
  return result.document.definitions.some(isExecutable) ? { error: 'unexpected operation in a schema' } : result;
}

/** An extension of a type that is defined nowhere stands for its definition. */
function definingExtensions(document: DocumentNode): DocumentNode {
  const defined = new Set(
    document.definitions.map((node) =>
      node.kind.endsWith('TypeDefinition') && 'name' in node ? node.name?.value : undefined,
    ),
  );
  const definitions = document.definitions.map((node): DefinitionNode => {
    if (
      !node.kind.endsWith('TypeExtension') ||
      !('name' in node) ||
      node.name === undefined ||
      defined.has(node.name.value)
    )
      return node;
    defined.add(node.name.value);
    return { ...node, kind: node.kind.replace('Extension', 'Definition') } as DefinitionNode;
  });
  return { ...document, definitions };
}

/** The schema, or the first thing that is wrong with it. A schema without a query type is let pass, as in OPA. */
function build(document: DocumentNode): { schema: GraphQLSchema } | { error: string } {
  try {
    const schema = buildASTSchema(definingExtensions(document));
    const error = validateSchema(schema).find(({ message }) => !message.startsWith('Query root type must be provided'));
    return error === undefined ? { schema } : { error: error.message };
  } catch (error) {
    return { error: messageOf(error) };
  }
}

interface Operands {
  readonly query: string;
  readonly schema: string;
}

function textOf(
  context: Context,
  name: string,
  [value, operand]: readonly [Value, number],
  show: (json: unknown) => string,
): string | undefined {
  if (!isString(value) && !isObject(value)) return wrongType(context, name, operand, 'one of {string, object}', value);
  const text = isString(value) ? value : show(toJson(value));
  context.session.charge(text.length * 4);
  return text;
}

// oxlint-disable-next-line max-params -- context, name and the two operands
function operands(context: Context, name: string, query: Value, schema: Value): Operands | undefined {
  const first = textOf(context, name, [query, 1], queryText);
  const second = first === undefined ? undefined : textOf(context, name, [schema, 2], schemaText);
  return first === undefined || second === undefined ? undefined : { query: first, schema: second };
}

/** Both documents, checked against each other. */
function verified({ query, schema }: Operands): { query: DocumentNode; schema: DocumentNode } | { error: string } {
  const readSchemaText = readSchema(schema);
  if ('error' in readSchemaText) return readSchemaText;
  const readQueryText = readQuery(query);
  if ('error' in readQueryText) return readQueryText;
  const built = build(readSchemaText.document);
  if ('error' in built) return built;
  if (readQueryText.document.definitions.length > 0) {
    const [error] = validate(built.schema, readQueryText.document, undefined, { maxErrors: 1 });
    if (error !== undefined) return { error: error.message };
  }
  return { query: readQueryText.document, schema: readSchemaText.document };
}

function parseBoth(context: Context, query: Value, schema: Value): Value | undefined {
  const texts = operands(context, 'graphql.parse', query, schema);
  if (texts === undefined) return undefined;
  const result = verified(texts);
  return 'error' in result
    ? failed(context, 'graphql.parse', result.error)
    : [queryValue(result.query), schemaValue(result.schema)];
}

function parseAndVerify(context: Context, query: Value, schema: Value): Value | undefined {
  const texts = operands(context, 'graphql.parse_and_verify', query, schema);
  if (texts === undefined) return undefined;
  const result = verified(texts);
  return 'error' in result
    ? [false, objectOf([]), objectOf([])]
    : [true, queryValue(result.query), schemaValue(result.schema)];
}

function isValid(context: Context, query: Value, schema: Value): Value | undefined {
  const texts = operands(context, 'graphql.is_valid', query, schema);
  return texts === undefined ? undefined : !('error' in verified(texts));
}

function schemaIsValid(context: Context, schema: Value): Value | undefined {
  const text = textOf(context, 'graphql.schema_is_valid', [schema, 1], schemaText);
  if (text === undefined) return undefined;
  const result = readSchema(text);
  return !('error' in result) && !('error' in build(result.document));
}

function parseOne(name: string, readText: (text: string) => Read, show: (document: DocumentNode) => Value) {
  return (context: Context, text: Value): Value | undefined => {
    if (!isString(text)) return wrongType(context, name, 1, 'string', text);
    context.session.charge(text.length * 4);
    const result = readText(text);
    return 'error' in result ? failed(context, name, result.error) : show(result.document);
  };
}

export const graphqlBuiltins: BuiltinTable = {
  'graphql.parse': parseBoth,
  'graphql.parse_and_verify': parseAndVerify,
  'graphql.is_valid': isValid,
  'graphql.schema_is_valid': schemaIsValid,
  'graphql.parse_query': parseOne('graphql.parse_query', readQuery, queryValue),
  'graphql.parse_schema': parseOne('graphql.parse_schema', readSchema, schemaValue),
};
