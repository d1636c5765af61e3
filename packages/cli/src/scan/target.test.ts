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
    writeFileSync(join(root, 'host.json'), '{}');
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

  it('takes what is no path and reads as the name of an image for one', () => {
    const names = ['debian:12', 'registry.example:5000/team/app:1', `app@sha256:${'a'.repeat(64)}`, 'image:debian'];

    expect(names.map(kind)).toEqual(['image', 'image', 'image', 'image']);
  });

  it('opens layouts and archives, with the name of one image of several', () => {
    expect(() => resolveTarget('oci-dir:nowhere', root)).toThrow(/nothing at oci-dir:nowhere/);
    expect(resolveTarget('oci-dir:plain:v1', root).target).toMatchObject({ kind: 'oci-dir', image: 'v1' });
    expect(resolveTarget('docker-archive:a.txt', root).target).toMatchObject({ kind: 'docker-archive' });
  });

  it('tells hosts with Docker from images of their daemon', () => {
    const hosts = ['docker:', 'docker:host.json', 'docker:./plain', 'docker-host:a.txt', 'docker-host:'];

    expect(hosts.map(kind)).toEqual(hosts.map(() => 'docker-host'));
    expect(['docker:plain', 'docker:debian:12', 'docker:none.json'].map(kind)).toEqual(['image', 'image', 'image']);
    expect(() => resolveTarget('docker:./none.json', root)).toThrow(/nothing at/);
    expect(() => resolveTarget('docker-host:none', root)).toThrow(/nothing at/);
  });

  it('lets a prefix force the kind', () => {
    expect(kind('dir:repo')).toBe('dir');
    expect(kind('git:repo')).toBe('git');
  });
});
