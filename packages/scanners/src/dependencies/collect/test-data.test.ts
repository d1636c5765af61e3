import { expect, it } from 'vitest';

import { isTestData } from './test-data.ts';

it.each([
  ['package-lock.json', false],
  ['src/fixtures-list/Cargo.lock', false],
  ['fixtures', false],
  ['testdata/go.mod', true],
  ['a/test/__fixtures__/b/yarn.lock', true],
  ['spec/Fixtures/Gemfile.lock', true],
])('tells by its folders whether %s is test data', (path, expected) => {
  expect(isTestData(path)).toBe(expected);
});
