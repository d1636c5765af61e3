import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { resolveTarget } from './target.ts';

describe('resolveTarget', () => {
  const root = mkdtempSync(join(tmpdir(), 'target-'));
  beforeAll(() => {
    mkdirSync(join(root, 'repo', '.git'), { recursive: true });
    mkdirSync(join(root, 'plain'));
    mkdirSync(join(root, 'file:odd'));
    writeFileSync(join(root, 'a.txt'), 'x');
  });
  afterAll(() => rmSync(root, { recursive: true }));
  const kind = (given: string) => resolveTarget(given, root).target.kind;

  it('refuses what is not there, and a prefix that does not fit', () => {
    expect(() => resolveTarget('nowhere', root)).toThrow(/nothing at nowhere/);
    expect(() => resolveTarget('file:plain', root)).toThrow(/nothing at file:plain/);
    expect(() => resolveTarget('dir:a.txt', root)).toThrow(/nothing at dir:a.txt/);
    expect(() => resolveTarget('git:plain', root)).toThrow(/not a git repository/);
  });

  it('tells repositories, folders, files and standard input apart', () => {
    expect([kind('repo'), kind('plain'), kind('a.txt'), kind('-')]).toEqual(['git', 'dir', 'file', 'stdin']);
  });

  it('lets a prefix force the kind', () => {
    expect(kind('dir:repo')).toBe('dir');
    expect(kind('git:repo')).toBe('git');
  });
});
