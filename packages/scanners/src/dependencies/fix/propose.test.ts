import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Finding } from '@sallyport/findings';
import { makePackage } from '@sallyport/inventory';
import { describe, expect, it } from 'vitest';

import { proposeFixes } from './propose.ts';

describe('proposeFixes', () => {
  it('proposes nothing for what does not come from the registry', async () => {
    const found = makePackage({
      ecosystem: 'PyPI',
      name: 'left',
      version: '1.0',
      relation: 'direct',
      declared: { range: '' },
      location: { path: 'poetry.lock' },
      resolved: { kind: 'git', url: 'https://host.example/left' },
    });
    const details = { places: [{ purl: found.purl, path: 'poetry.lock', fix: { version: '1.2' } }] };
    const finding = { scanner: 'dependencies', rule: 'CVE-2026-1', details } as unknown as Finding;

    const { files, notes } = await proposeFixes({ root: '.', findings: [finding], inventory: { packages: [found] } });

    expect(files).toEqual([]);
    expect(notes).toEqual([
      'left to 1.2: no edit, since it does not come from the registry that the advisory speaks of.',
    ]);
  });

  it('raises the range behind an alias and keeps what it stands for', async () => {
    const root = mkdtempSync(join(tmpdir(), 'propose-'));
    const text = '{ "dependencies": { "old": "npm:left@1.0.0" } }\n';
    writeFileSync(join(root, 'package.json'), text);
    const [start, end] = [text.indexOf('"old"'), text.indexOf(' }')];
    const at = (offset: number) => ({ offset, line: 1, column: offset + 1 });
    const found = makePackage({
      ecosystem: 'npm',
      name: 'left',
      version: '1.0.0',
      relation: 'direct',
      declared: {
        range: 'npm:left@1.0.0',
        name: 'old',
        location: { path: 'package.json', range: { start: at(start), end: at(end) } },
      },
      location: { path: 'package-lock.json' },
    });
    const details = { places: [{ purl: found.purl, path: 'package-lock.json', fix: { version: '2.0.0' } }] };
    const finding = { scanner: 'dependencies', rule: 'CVE-2026-1', details } as unknown as Finding;

    const { files } = await proposeFixes({ root, findings: [finding], inventory: { packages: [found] } });
    rmSync(root, { recursive: true });

    expect(files.map(({ after }) => after)).toEqual(['{ "dependencies": { "old": "npm:left@2.0.0" } }\n']);
  });
});
