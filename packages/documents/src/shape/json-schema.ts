import { propertyOf } from './shape.ts';
import type { AnyShape, Properties, StringRules } from './shape.ts';

/** A JSON Schema as plain data. */
export type JsonSchema = { readonly [keyword: string]: unknown };

export interface JsonSchemaOptions {
  readonly id?: string;
  readonly title?: string;
}

/** The JSON Schema (draft 2020-12) of a descriptor, for editors. Rules in code (`check`) are not part of it. */
export function jsonSchema(shape: AnyShape, options: JsonSchemaOptions = {}): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    ...(options.id === undefined ? {} : { $id: options.id }),
    ...(options.title === undefined ? {} : { title: options.title }),
    ...schemaOf(shape),
  };
}

function schemaOf(shape: AnyShape): JsonSchema {
  const { doc } = shape.rules;
  return { ...bodyOf(shape), ...(doc === undefined ? {} : { description: doc }) };
}

function bodyOf(shape: AnyShape): JsonSchema {
  switch (shape.kind) {
    case 'string':
      return { type: 'string', ...stringRules(shape.rules) };
    case 'enum':
      return { type: 'string', enum: [...shape.values] };
    case 'number': {
      const { integer, min, max } = shape.rules;
      return { type: integer === true ? 'integer' : 'number', ...defined({ minimum: min, maximum: max }) };
    }
    case 'boolean':
      return { type: 'boolean' };
    case 'any':
      return {};
    case 'array': {
      const { minItems, maxItems } = shape.rules;
      return { type: 'array', items: schemaOf(shape.item), ...defined({ minItems, maxItems }) };
    }
    case 'record': {
      const keys = stringRules(shape.keys);
      const named = Object.keys(keys).length === 0 ? {} : { propertyNames: keys };
      return { type: 'object', additionalProperties: schemaOf(shape.value), ...named };
    }
    case 'object':
      return objectSchema(shape.properties, shape.rules.open === true);
    case 'union':
      return { anyOf: shape.options.map((option) => schemaOf(option)) };
  }
}

function objectSchema(listed: Properties, open: boolean): JsonSchema {
  const properties = Object.entries(listed).map(([key, entry]) => [key, propertyOf(entry)] as const);
  const required = properties.filter(([, property]) => !property.optional).map(([key]) => key);
  return {
    type: 'object',
    properties: Object.fromEntries(
      properties.map(([key, { shape, doc, fallback }]) => [
        key,
        { ...schemaOf(shape), ...defined({ description: doc ?? shape.rules.doc, default: fallback }) },
      ]),
    ),
    ...(required.length === 0 ? {} : { required }),
    ...(open ? {} : { additionalProperties: false }),
  };
}

function stringRules({ pattern, minLength, maxLength }: StringRules): JsonSchema {
  return defined({ minLength, maxLength, pattern: pattern?.source });
}

function defined(keywords: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(keywords).filter(([, value]) => value !== undefined));
}
