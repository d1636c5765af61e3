import { fixedClock } from '@sallyport/kernel';
import { expect, test } from 'vitest';

import { runRegoTests } from './tests.ts';

const POLICY = `package shop
deny contains msg if {
  input.price > 100
  msg := "too dear"
}
allow if count(deny) == 0
else_case := "a" if {
  input.kind == "a"
} else := "b"
`;
const TESTS = `package shop_test
import data.shop
test_dear if shop.deny["too dear"] with input as {"price": 200}
test_cheap if shop.allow with input as {"price": 1}
test_wrong if {
  print("price is", input.price, {1})
  shop.allow with input as {"price": 500}
}
test_error := x if { some x in [1, 2] }
todo_test_later if false
`;
const modules = [
  { path: 'shop.rego', text: POLICY },
  { path: 'shop_test.rego', text: TESTS },
];

test('a test passes where it is defined and not false; what it printed is kept', () => {
  const report = runRegoTests({ modules, clock: fixedClock(0) });

  const results = 'results' in report ? report.results : [];
  expect(results.map(({ name, line, outcome }) => `${name} ${line} ${outcome}`)).toEqual([
    'data.shop_test.test_dear 3 passed',
    'data.shop_test.test_cheap 4 passed',
    'data.shop_test.test_wrong 5 failed',
    'data.shop_test.test_error 9 error',
    'data.shop_test.todo_test_later 10 skipped',
  ]);
  expect(results[2]?.output).toEqual(['shop_test.rego:6: price is <undefined> {1}']);
  expect(results[3]?.error?.code).toBe('eval_conflict_error');
});

test('a failed test says which literals were not true', () => {
  const report = runRegoTests({ modules, filter: (name) => name.endsWith('test_wrong') });

  const [result] = 'results' in report ? report.results : [];
  expect(result?.explanation?.map(({ rule, literal }) => `${rule}: ${literal?.text}`)).toContain(
    'data.shop_test.test_wrong: shop.allow with input as {"price": 500}',
  );
});

test('coverage names the lines that were and were not evaluated', () => {
  const report = runRegoTests({ modules, coverage: true });

  const shop = 'coverage' in report ? report.coverage?.find(({ file }) => file === 'shop.rego') : undefined;
  expect(shop).toEqual({ file: 'shop.rego', covered: [2, 3, 4, 6], missed: [7, 8, 9], percent: 57.14 });
});

test('modules that do not compile are errors', () => {
  const report = runRegoTests({ modules: [{ path: 'x.rego', text: 'package x\ntest_a if y' }] });

  expect(report).toMatchObject({ errors: [{ code: 'rego_unsafe_var_error', file: 'x.rego', line: 2 }] });
});
