import type { Pointer } from '@sallyport/advisories';
import { describe, expect, it } from 'vitest';

import { readOptions } from '../options.ts';
import { advisoryState, partitionNotes, signalNotes } from './state.ts';

const NOW = Date.parse('2026-03-01T00:00:00Z');
const advisories = { root: '/cache/advisories', source: 'https://advisories.example', importer: 'osv-bucket' } as const;
const facts = { options: readOptions({ advisories }), offline: false, now: NOW, failures: new Map<string, string>() };

function pointer(more: Partial<Pointer>): Pointer {
  return {
    format: 1,
    name: 'npm',
    file: 'npm-0.adv',
    sha256: '0',
    sizeBytes: 1,
    count: 231_003,
    malformed: 0,
    newest: '2026-02-27T00:00:00Z',
    builtAt: '2026-02-27T00:00:00Z',
    checkedAt: '2026-02-28T00:00:00Z',
    source: 'https://advisories.example',
    validators: {},
    ...more,
  };
}

describe('advisoryState', () => {
  it('is missing, with the command that mends it, and why', () => {
    const failures = new Map([['PyPI', 'advisories.example did not answer within 5 s']]);

    expect(advisoryState({ missing: ['GitHub Actions', 'PyPI'] }, { ...facts, failures })).toEqual({
      state: 'missing',
      reason: 'There are no advisories for GitHub Actions, PyPI: advisories.example did not answer within 5 s.',
      mend: 'sallyport db update "GitHub Actions" PyPI',
    });
    expect(advisoryState({ missing: ['npm'] }, { ...facts, offline: true }).reason).toContain('(--offline)');
  });

  it('says where there is no folder to keep advisories in', () => {
    expect(advisoryState({ missing: ['npm'] }, { ...facts, options: readOptions({}) })).toMatchObject({
      state: 'missing',
      mend: 'SALLYPORT_CACHE_DIR=FOLDER sallyport scan',
    });
  });

  it('ran where nothing is missing', () => {
    expect(advisoryState({ missing: [] }, facts)).toEqual({ state: 'ran' });
  });
});

describe('partitionNotes', () => {
  it('calls old what was not checked for a week, with its date and what renews it', () => {
    expect(partitionNotes([pointer({ checkedAt: '2026-02-10T00:00:00Z' })], facts)).toEqual([
      '231,003 advisories for npm from https://advisories.example, the newest of 2026-02-27, are OLD: last checked 2026-02-10, 19 days ago. To renew them: sallyport db update npm',
    ]);
  });

  it('says date, count and source of the others, and no date that says nothing', () => {
    expect(partitionNotes([pointer({ newest: '0001-01-01T00:00:00Z', count: 999 })], facts)).toEqual([
      '999 advisories for npm from https://advisories.example, checked 2026-02-28.',
    ]);
  });

  it('takes another age for old where it is told to', () => {
    const options = readOptions({ advisories, oldAfterDays: 30 });

    expect(partitionNotes([pointer({ checkedAt: '2026-02-10T00:00:00Z' })], { ...facts, options })[0]).not.toContain(
      'OLD',
    );
  });
});

describe('signalNotes', () => {
  it('says that nobody looked, where that matters', () => {
    expect(signalNotes({ kev: false, epss: true }, 1)).toEqual([
      'Nothing is known of exploitation (KEV), which is no "no". To know: sallyport db update kev',
    ]);
    expect(signalNotes({ kev: true, epss: true }, 1)).toEqual([]);
    expect(signalNotes({ kev: false, epss: false }, 0)).toEqual([]);
  });
});
