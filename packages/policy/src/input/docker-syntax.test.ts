import { describe, expect, it } from 'vitest';

import { NOW } from '../testing/inputs.ts';
import { dockerSyntax } from './docker-syntax.ts';
import { buildInput, mergeParts } from './input-builder.ts';
import { readInput } from './read-input.ts';

describe('dockerSyntax', () => {
  it.each([
    ['FROM a\n# syntax=evil.example/a'],
    ['# a comment\n# syntax=evil.example/a\nFROM a'],
    ['\n# syntax=evil.example/a\nFROM a'],
    [''],
  ])('finds none in %j', (text) => {
    expect(dockerSyntax(text)).toBeUndefined();
  });

  it.each([
    ['# syntax=registry.example/a:1\nFROM a', 1],
    ['\uFEFF#SYNTAX = registry.example/a:1 --x\r\nFROM a', 1],
    ['# escape=`\n# check=skip=all\n#syntax=registry.example/a:1\nFROM a', 3],
    ['#!/usr/bin/env x\n// syntax=registry.example/a:1\nFROM a', 2],
  ])('finds the image in %j', (text, line) => {
    expect(dockerSyntax(text)).toEqual({ image: 'registry.example/a:1', line });
  });

  it('is what policies see of a Dockerfile, with its line', async () => {
    const parts = await readInput('Dockerfile', Buffer.from('# escape=`\n# syntax=registry.example/a:1\nFROM a\n'));

    const { value, placeOf } = buildInput('merge', mergeParts([parts]), { now: NOW, exceptions: [] });

    expect(value.documents[0]?.directives).toEqual({ syntax: 'registry.example/a:1' });
    expect(placeOf(['documents', 0, 'directives', 'syntax'])).toEqual({ path: 'Dockerfile', line: 2, column: 1 });
  });
});
