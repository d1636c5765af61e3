import { describe, expect, it } from 'vitest';

import type { Finding, Verification } from './finding.ts';
import { identify } from './identity/identify.ts';
import { sightingIn } from './identity/testing.ts';
import { sortByRisk, riskReasons, whyBefore } from './order.ts';

function finding(changes: Partial<Finding>, line = 1): Finding {
  const [made] = identify([sightingIn('a\nb\nc\nd', line)]);
  return { ...(made as Finding), ...changes };
}

function verified(state: Verification['state']): Verification {
  return { state, reason: 'as its provider says' };
}

describe('sortByRisk', () => {
  it.each<[string, Partial<Finding>, Partial<Finding>]>([
    ['what counts before what is suppressed', {}, { severity: 'critical', suppression: { kind: 'file', reason: 'r' } }],
    ['the worse severity', { severity: 'critical', confidence: 'low' }, { severity: 'high' }],
    ['the secret that works', { verification: verified('valid'), confidence: 'low' }, { novelty: 'new' }],
    ['the unverified before the refused', {}, { verification: verified('invalid'), novelty: 'new', tags: ['kev'] }],
    ['the worse severity before the secret that works', { severity: 'critical' }, { verification: verified('valid') }],
    ['the surer one', { confidence: 'high' }, { confidence: 'low', novelty: 'new' }],
    ['the new one', { novelty: 'new' }, { novelty: 'existing', tags: ['kev'] }],
    ['the exploited one', { tags: ['kev'] }, { tags: ['reachable'] }],
    ['the one with a signal', { tags: ['exposed'] }, { tags: ['cwe:79'] }],
    ['the malicious one', { tags: ['malicious', 'transitive'] }, { tags: ['kev', 'fixable', 'direct'] }],
    ['the one that a version mends', { tags: ['fixable', 'transitive'] }, { tags: ['no-fix', 'direct'] }],
    ['the direct one', { tags: ['fixable', 'direct', 'dev'] }, { tags: ['fixable', 'transitive', 'imported'] }],
    ['the imported one, and the unknown before the one that is not', { tags: [] }, { tags: ['not-imported'] }],
    ['the one that ships', { tags: ['direct'] }, { tags: ['direct', 'dev'] }],
  ])('puts first %s', (_, first, second) => {
    const [a, b] = [finding(first, 4), finding(second, 1)];

    expect(sortByRisk([b, a])).toEqual([a, b]);
    expect(whyBefore(a, b)).toMatch(/ comes before /);
    expect(whyBefore(b, a)).toBeUndefined();
  });

  it('falls back to the place', () => {
    const [a, b] = [finding({}, 1), finding({}, 2)];

    expect(sortByRisk([b, a])).toEqual([a, b]);
    expect(whyBefore(a, b)).toBeUndefined();
  });

  it('says why a finding stands where it does', () => {
    expect(riskReasons(finding({ tags: ['kev'] }))).toEqual([
      'not suppressed',
      'severity high',
      'confidence high',
      'not compared with a baseline',
      'listed as exploited in the wild (KEV)',
    ]);
  });
});
