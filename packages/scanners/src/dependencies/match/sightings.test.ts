import type { VulnerabilityMatch } from '@sallyport/advisories';
import type { Finding } from '@sallyport/findings';
import { makePackage } from '@sallyport/inventory';
import { describe, expect, it } from 'vitest';

import { explainFinding } from '../explain-finding.ts';
import { toSightings } from './sightings.ts';

interface Said {
  readonly version: string;
  readonly record: string;
  readonly score: number;
}

function matchOf({ version, record, score }: Said): VulnerabilityMatch {
  const found = makePackage({ ecosystem: 'npm', name: 'left', version, location: { path: `${version}/lock` } });
  const vector = `CVSS:3.1/${record}`;
  const severity = { source: record, cvss: [{ version: '3.1' as const, score, vector }] };
  const rating = score >= 7 ? ('high' as const) : ('medium' as const);
  return {
    package: found,
    id: 'CVE-2026-1',
    aliases: [record],
    kind: 'vulnerability',
    severity: { rating, score, vector, source: record, rule: `CVSS 3.1 of ${record}` },
    severities: [severity],
    exploitation: { state: 'not enriched' },
    likelihood: { state: 'not enriched' },
    fix: { version: '9.0.0', cleanVersion: '9.0.0', inDeclaredRange: 'unknown', all: ['9.0.0'] },
    advisories: [],
  };
}

describe('toSightings', () => {
  it('says of one vulnerability the same, whichever of its places is read first', () => {
    const matches = [
      matchOf({ version: '1.0.0', record: 'A-1', score: 5 }),
      matchOf({ version: '2.0.0', record: 'B-1', score: 7.5 }),
    ];
    const facts = { packages: [], importedOf: () => 'unknown' as const, vexOf: () => undefined };
    const said = (all: readonly VulnerabilityMatch[]): unknown =>
      toSightings(all, facts).map(({ severity, message, details, remediation }) => ({
        severity,
        message,
        details,
        remediation,
      }));

    expect(said(matches)).toEqual(said(matches.toReversed()));
    expect(toSightings(matches, facts)[0]).toMatchObject({
      severity: 'high',
      details: { vulnerability: { aliases: ['A-1', 'B-1'] } },
      remediation: { summary: 'Update left from 1.0.0 to 9.0.0.' },
    });
  });

  it('keeps where a package comes from that is not the registry, for whoever explains it', () => {
    const match = matchOf({ version: '1.0.0', record: 'A-1', score: 5 });
    const resolved = { kind: 'git' as const, url: 'https://host.example/left' };
    const facts = { packages: [], importedOf: () => 'unknown' as const, vexOf: () => undefined };
    const [sighting] = toSightings([{ ...match, package: { ...match.package, resolved } }], facts);
    const explained = explainFinding({ details: sighting?.details } as Finding).flatMap(({ lines }) => lines);

    expect(explained).toContain(
      '  it comes from elsewhere than the registry that the advisory speaks of, and may be without the flaw',
    );
  });
});
