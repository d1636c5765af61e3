import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseJson } from '../json/parse.ts';
import { only } from '../testing/read.ts';
import { checkShape } from './check.ts';
import { jsonSchema } from './json-schema.ts';
import { any, array, boolean, number, object, oneOf, optional, record, string, union, withDefault } from './shape.ts';

const shape = object({
  id: string({ pattern: /^[a-z]{1,4}$/, doc: 'A short name.' }),
  level: withDefault(oneOf(['low', 'high']), 'low'),
  size: optional(number({ integer: true, min: 0 }), 'In bytes.'),
  tags: optional(array(union([string({ maxLength: 3 }), boolean()]), { minItems: 1 })),
  extra: optional(record(any(), { keys: { pattern: /^[a-c]$/ } })),
});

describe('jsonSchema', () => {
  it('holds what editors show: titles, descriptions, defaults, known values', () => {
    expect(jsonSchema(shape, { title: 'Rules', id: 'https://schema.example/rules.json' })).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'https://schema.example/rules.json',
      title: 'Rules',
      type: 'object',
      required: ['id'],
      additionalProperties: false,
      properties: {
        id: { type: 'string', description: 'A short name.', pattern: '^[a-z]{1,4}$' },
        level: { enum: ['low', 'high'], default: 'low' },
        size: { type: 'integer', minimum: 0, description: 'In bytes.' },
      },
    });
  });

  it('accepts and refuses what checkShape does', () => {
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(jsonSchema(shape));
    const value = fc.record(
      {
        id: fc.constantFrom('a', 'ab', 'ABC', '', 1),
        level: fc.constantFrom('low', 'high', 'huge', null),
        size: fc.constantFrom(0, 1, -1, 1.5, '1'),
        tags: fc.array(fc.constantFrom('a', 'abcd', true, 1), { maxLength: 2 }),
        extra: fc.dictionary(fc.constantFrom('a', 'b', 'x'), fc.jsonValue({ maxDepth: 1 })),
        other: fc.constant(1),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(value, (candidate) => {
        const checked = checkShape(only(parseJson(JSON.stringify(candidate))), shape);

        expect(checked.ok).toBe(validate(JSON.parse(JSON.stringify(candidate))));
      }),
      { numRuns: 500 },
    );
  });
});
