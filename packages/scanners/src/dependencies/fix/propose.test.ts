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
});
