import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { jsonSchema } from '@sallyport/documents';
import { expect, it } from 'vitest';

import { configShape } from './config.ts';

const published = join(import.meta.dirname, '..', '..', 'schema', 'sallyport.schema.json');

it('publishes the schema of what is really read; a new one is written with vitest --update', async () => {
  const schema = jsonSchema(configShape(), { title: 'Configuration of Sallyport (sallyport.yaml)' });

  await expect(`${JSON.stringify(schema, undefined, 2)}\n`).toMatchFileSnapshot(published);
});

it('describes every key, so that an editor can say what it is', () => {
  const schema = JSON.parse(readFileSync(published, 'utf8')) as {
    properties: Record<string, { description?: string }>;
  };

  expect(Object.keys(schema.properties)).toEqual([
    'scan',
    'suppressions',
    'advisories',
    'gates',
    'secrets',
    'dependencies',
    'images',
    'docker-host',
  ]);
  expect(Object.values(schema.properties).filter((property) => property.description === undefined)).toEqual([]);
});
