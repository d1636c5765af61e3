import type { VulnerabilityMatch } from '@sallyport/advisories';
import { makePackage } from '@sallyport/inventory';
import type { PackageFacts } from '@sallyport/inventory';
import { describe, expect, it } from 'vitest';

import { graphOf, instanceOf } from './instance.ts';
import { remedyOf } from './remedy.ts';

interface Told {
  readonly fix?: Partial<VulnerabilityMatch['fix']>;
  readonly count?: number;
}

function told(facts: Partial<PackageFacts>, { fix, count = 1 }: Told = {}): ReturnType<typeof remedyOf> {
  const found = makePackage({ ecosystem: 'npm', name: 'left', version: '1.0.0', relation: 'direct', ...facts });
  const match: VulnerabilityMatch = {
    package: found,
    id: 'CVE-2026-1',
    aliases: [],
    kind: 'vulnerability',
    severity: { rating: 'high', source: '', rule: '' },
    severities: [],
    exploitation: { state: 'not enriched' },
    likelihood: { state: 'not enriched' },
    fix: { version: '1.2.0', cleanVersion: '1.2.0', inDeclaredRange: 'unknown', all: ['1.2.0'], ...fix },
    advisories: [],
  };
  return remedyOf([instanceOf(match, graphOf([found]))], () => count);
}

describe('remedyOf', () => {
  it('names the one version that mends everything that is known of the package', () => {
    expect(told({}, { count: 14, fix: { cleanVersion: '4.7.9' } }).summary).toBe(
      'Update left from 1.0.0 to 1.2.0 (4.7.9 mends all 14).',
    );
    expect(told({}, { count: 14 }).summary).toBe('Update left from 1.0.0 to 1.2.0 (it mends all 14).');
    expect(told({}).summary).toBe('Update left from 1.0.0 to 1.2.0.');
  });

  it('says of what comes from elsewhere that the advisory speaks of the registry, and gives no command', () => {
    const resolved = { kind: 'git' as const, url: 'https://host.example/left' };
    const remedy = told({
      ecosystem: 'crates.io',
      resolved,
      declared: { range: '' },
      location: { path: 'Cargo.lock' },
    });

    expect(remedy).toEqual({
      summary:
        'left comes from a git repository (https://host.example/left), not from the registry that the advisory speaks of: see whether this revision has the flaw and move to one that has what 1.2.0 of the registry mends.',
      steps: [],
    });
  });

  it('says nothing of a declared range that is empty', () => {
    expect(told({ declared: { range: '' } }, { fix: { inDeclaredRange: true } }).summary).toBe(
      'Update left from 1.0.0 to 1.2.0.',
    );
  });

  it('names the lock file that a command is for, and what has to be raised before', () => {
    const crate = { ecosystem: 'crates.io', location: { path: 'a/Cargo.lock' } };

    expect(told({ ...crate, declared: { range: '1.0' } }).steps).toEqual([
      'Run cargo update -p left@1.0.0 --precise 1.2.0 (a/Cargo.lock)',
    ]);
    expect(told({ ...crate, declared: { range: '~1.0', location: { path: 'a/Cargo.toml' } } }).steps).toEqual([
      'Raise the range ~1.0 of left in a/Cargo.toml to 1.2.0, then lock again (a/Cargo.lock)',
    ]);
  });

  it('needs no other module to allow what Go builds, and says what is replaced', () => {
    const module = { ecosystem: 'Go', name: 'm.example/a', version: 'v1.0.0', location: { path: 'go.mod' } };

    expect(told({ ...module, relation: 'transitive' })).toEqual({
      summary: 'Update m.example/a from v1.0.0 to v1.2.0, which go.mod may ask for whatever brings it.',
      steps: ['Run go get m.example/a@v1.2.0 && go mod tidy (go.mod)'],
    });
    expect(told({ ...module, declared: { range: 'v1.0.0', group: 'replace' } })).toEqual({
      summary:
        'Update m.example/a from v1.0.0 to v1.2.0: go.mod replaces m.example/a by m.example/a v1.0.0, which must be raised.',
      steps: ['Run go mod edit -replace m.example/a=m.example/a@v1.2.0 && go mod tidy (go.mod)'],
    });
  });
});
