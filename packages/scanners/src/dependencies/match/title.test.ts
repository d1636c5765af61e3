import { describe, expect, it } from 'vitest';

import { firstSentence } from './title.ts';

describe('firstSentence', () => {
  it.each([
    ['', ''],
    ['# Impact', ''],
    ['```\ncode that is long enough\n```', ''],
    ['Too short.', ''],
  ])('finds none in %j', (text, expected) => {
    expect(firstSentence(text)).toBe(expected);
  });

  it.each([
    [
      'An issue in Django 2.2 before 2.2.28 lets users in. It is fixed.',
      'An issue in Django 2.2 before 2.2.28 lets users in',
    ],
    ['### Impact\nA crafted file, e.g. Foo, is run. More.', 'A crafted file, e.g. Foo, is run'],
    [
      'Left is a library for pages. In versions before 2.0 it reads all files. More.',
      'In versions before 2.0 it reads all files',
    ],
    ['Left is a library', 'Left is a library'],
    [
      'Left 1.0 is a package with a flaw that lets users in. More of it.',
      'Left 1.0 is a package with a flaw that lets users in',
    ],
    ['# Summary\n\nUsers of `left` may read **all** files', 'Users of left may read all files'],
    ['A text on\ntwo lines, without a stop', 'A text on two lines, without a stop'],
    ['The function left_pad of my_module is slow. Yes.', 'The function left_pad of my_module is slow'],
  ])('finds that of %j', (text, expected) => {
    expect(firstSentence(text)).toBe(expected);
  });
});
