import { describe, expect, it } from 'vitest';

import type { Finding } from '@sallyport/findings';

import { realisticResult } from '../testing/sample-results.ts';
import { alsoMended, groupByUpgrade, toldTitle } from './upgrades.ts';

const [sample] = realisticResult().findings;

function vulnerable(rule: string, upgrade?: object, more: Partial<Finding> = {}): Finding {
  const details = upgrade === undefined ? {} : { upgrade: { ...upgrade } };
  return { ...(sample as Finding), id: `sp_${rule}`, rule, title: `${rule} title`, details, ...more };
}

const left = { purl: 'pkg:npm/left', name: 'left', version: '2.0.0' };

describe('groupByUpgrade', () => {
  it('leaves alone what has no upgrade, another one, or is not as new', () => {
    const findings = [
      vulnerable('CVE-1'),
      vulnerable('CVE-2', { ...left, version: '' }),
      vulnerable('CVE-3', left, { novelty: 'new' }),
      vulnerable('CVE-4', left, { novelty: 'existing' }),
      vulnerable('CVE-5', { ...left, version: '3.0.0' }, { novelty: 'new' }),
    ];

    const told = groupByUpgrade(findings);

    expect(told.map(toldTitle)).toEqual(findings.map(({ title }) => title));
    expect(told.map((group) => alsoMended(group))).toEqual(findings.map(() => undefined));
  });

  it('tells what one upgrade mends as one, in the place of the gravest', () => {
    const others = ['CVE-3', 'CVE-4'].map((rule) => vulnerable(rule, left, { severity: 'low' }));

    const [first, second, ...more] = groupByUpgrade([vulnerable('CVE-1', left), vulnerable('CVE-2'), ...others]);

    expect(more).toEqual([]);
    expect(second?.first.rule).toBe('CVE-2');
    expect(first === undefined ? '' : toldTitle(first)).toBe('Upgrade left to 2.0.0: mends 3, the worst: CVE-1 title');
    expect(first === undefined ? '' : alsoMended(first, 1)).toBe('Mends also CVE-3 (low) and 1 more.');
  });
});
