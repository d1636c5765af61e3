import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { cveNumber, openEpss, parseEpss } from './epss.ts';
import { parseKev } from './kev.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const malformed = expect.objectContaining({ code: 'ADVISORIES_MALFORMED_SIGNALS' });

const KEV = {
  catalogVersion: '2025.08.25',
  dateReleased: '2025-08-25T00:00:00Z',
  count: 1,
  vulnerabilities: [
    {
      cveID: 'CVE-2021-44228',
      dateAdded: '2021-12-10',
      dueDate: '2021-12-24',
      knownRansomwareCampaignUse: 'Known',
      requiredAction: 'Patch.',
    },
  ],
};

describe('parseKev', () => {
  it.each([
    ['no JSON', '{'],
    ['another document', '{}'],
    ['fewer entries than it counts', JSON.stringify({ ...KEV, count: 2 })],
    ['an entry without CVE', JSON.stringify({ ...KEV, vulnerabilities: [{}] })],
  ])('refuses %s', (_, text) => {
    expect(() => parseKev(bytes(text), 'kev.json')).toThrow(malformed);
  });

  it('reads the catalogue', () => {
    expect(parseKev(bytes(JSON.stringify(KEV)), 'kev.json')).toEqual({
      version: '2025.08.25',
      released: '2025-08-25T00:00:00Z',
      entries: { 'CVE-2021-44228': { added: '2021-12-10', due: '2021-12-24', ransomware: true, action: 'Patch.' } },
    });
  });
});

const CSV = [
  '#model_version:v2025.03.14,score_date:2025-08-25T00:00:00+0000',
  'cve,epss,percentile',
  'CVE-2024-1086,0.84321,0.99210',
  'CVE-2021-44228,0.94358,0.99962',
  '',
].join('\n');

describe('parseEpss', () => {
  it.each([
    ['nothing', ''],
    ['a line cut off', CSV.trimEnd().slice(0, -3)],
    ['a line of another form', `${CSV}CVE-2021-1,high,1\n`],
    ['a value that is no probability', `${CSV}CVE-2021-1,1.5,1\n`],
    ['only a heading', 'cve,epss,percentile\n'],
  ])('refuses %s', (_, text) => {
    expect(() => parseEpss(bytes(text), 'epss.csv')).toThrow(malformed);
  });

  it('finds scores by CVE, whatever their order in the file', () => {
    const scores = openEpss(parseEpss(bytes(CSV), 'epss.csv').bytes, 'epss.bin');

    expect(scores).toMatchObject({ model: 'v2025.03.14', date: '2025-08-25T00:00:00+0000', count: 2 });
    expect(scores.of('CVE-2021-44228')).toEqual({ probability: 0.94358, percentile: 0.99962 });
    expect(scores.of('cve-2024-1086')).toEqual({ probability: 0.84321, percentile: 0.9921 });
    expect([scores.of('CVE-2024-1087'), scores.of('GHSA-1'), scores.of('CVE-9999-99999')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('says damaged where the stored form is cut off', () => {
    const { bytes: packed } = parseEpss(bytes(CSV), 'epss.csv');

    expect(() => openEpss(packed.slice(0, -8), 'epss.bin')).toThrow(
      expect.objectContaining({ code: 'ADVISORIES_PARTITION_DAMAGED' }),
    );
  });

  it('gives every CVE a number of its own', () => {
    const cve = fc.tuple(fc.integer({ min: 1999, max: 2099 }), fc.integer({ min: 1000, max: 9_999_999 }));
    fc.assert(
      fc.property(cve, cve, ([yearA, a], [yearB, b]) => {
        const same = yearA === yearB && a === b;

        expect(cveNumber(`CVE-${yearA}-${a}`) === cveNumber(`CVE-${yearB}-${b}`)).toBe(same);
      }),
    );
  });
});
