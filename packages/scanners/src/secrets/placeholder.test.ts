import { describe, expect, it } from 'vitest';

import { entropyOf } from './entropy.ts';
import { isPlaceholder } from './placeholder.ts';

describe('isPlaceholder', () => {
  it.each([
    'a8Kd02mXq7LpZt4vRn1c',
    'correct-horse-battery',
    'p4ss',
    '${HOME}/x7Kq02mX',
    '<a><b>',
    '12345678',
    'abcabcabd',
    '$2b$10$abcdefg',
  ])('takes %s for what it may be: a value', (value) => {
    expect(isPlaceholder(value)).toBe(false);
  });

  it.each([
    ['says so', 'my-EXAMPLE-token'],
    ['says so', 'changeme'],
    ['says so', 'your_api_key'],
    ['says so', 'put-the-key-here'],
    ['says so', 'TODO: fill in'],
    ['is blanked', 'ghp_xxxxxxxx'],
    ['is blanked', '********'],
    ['is cut', 'sk_live_....'],
    ['names a variable', '${SECRET}'],
    ['names a variable', '{{ secret }}'],
    ['names a variable', '$PASSWORD'],
    ['names a variable', '%PASSWORD%'],
    ['names a variable', 'process.env.TOKEN'],
    ['names a variable', '<token>'],
    ['names a variable', '$(cat token)'],
    ['is one character', '0000'],
    ['repeats itself', 'abcabcabcabc'],
    ['repeats itself', 'deadbeefdeadbeefdeadbeef'],
    ['hardly varies', 'aabbaabbabab'],
    ['is mostly one run', 'zzzzzzzzzzzq7'],
    ['counts up', 'xabcdefghi7'],
    ['counts down', 'k987654321'],
  ])('sees that it %s: %s', (_, value) => {
    expect(isPlaceholder(value)).toBe(true);
  });
});

describe('entropyOf', () => {
  it.each([
    ['', 0],
    ['aaaa', 0],
    ['abab', 1],
    ['abcd', 2],
    ['0123456789abcdef', 4],
  ])('of %j is %d bits a character', (text, bits) => {
    expect(entropyOf(text)).toBeCloseTo(bits, 10);
  });
});
