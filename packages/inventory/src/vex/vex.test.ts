import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { applyVex, purlDifference } from './apply.ts';
import { writeOpenVex } from './openvex.ts';
import { readVex } from './read.ts';

const OPTIONS = {
  timestamp: Date.UTC(2026, 0, 1),
  author: 'security@shop.example',
  tool: { name: 'sallyport', version: '0' },
};
const PURL = 'pkg:deb/debian/openssl@3.0.11?arch=amd64&distro=debian-12';
const STATEMENT = {
  vulnerabilities: ['CVE-2024-1', 'GHSA-aaaa'],
  products: [{ id: PURL, purl: PURL, subcomponents: [] }],
  status: 'not_affected' as const,
  justification: 'vulnerable_code_not_present',
  impact: 'It is compiled out.',
  timestamp: '2026-01-01T00:00:00Z',
};

const CYCLONEDX = {
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  serialNumber: 'urn:uuid:1',
  components: [{ 'bom-ref': 'a', purl: 'pkg:npm/a@1.0.0' }],
  vulnerabilities: [
    {
      id: 'CVE-2024-1',
      analysis: { state: 'not_affected', justification: 'code_not_reachable', detail: 'Never called.' },
      affects: [{ ref: 'urn:cdx:3e67/1#a' }],
    },
    { id: 'CVE-2024-2', affects: [{ ref: 'a' }] },
  ],
};

const CSAF = {
  document: {
    csaf_version: '2.0',
    publisher: { name: 'Vendor' },
    tracking: { id: 'V-1', current_release_date: '2026-01-02T00:00:00Z' },
  },
  product_tree: {
    branches: [
      {
        branches: [
          { product: { product_id: 'os', product_identification_helper: { purl: 'pkg:oci/shop@sha256:aa' } } },
        ],
      },
      { product: { product_id: 'lib', product_identification_helper: { purl: 'pkg:rpm/redhat/lib@1' } } },
    ],
    relationships: [
      { product_reference: 'lib', relates_to_product_reference: 'os', full_product_name: { product_id: 'os:lib' } },
    ],
  },
  vulnerabilities: [
    {
      cve: 'CVE-2024-1',
      product_status: { known_not_affected: ['os:lib'], fixed: ['lib'] },
      flags: [{ label: 'component_not_present', product_ids: ['os:lib'] }],
      threats: [{ category: 'impact', details: 'Not in there.', product_ids: ['os:lib'] }],
    },
  ],
};

describe('readVex', () => {
  it.each([
    ['nonsense', 'JSON'],
    ['{}', 'neither OpenVEX'],
    ['{"bomFormat":"CycloneDX"}', 'no vulnerabilities'],
  ])('refuses %s', (input, reason) => {
    expect(() => readVex(input, { name: 'x.json' })).toThrow(reason);
  });

  it('reads back the OpenVEX that was written', () => {
    const document = readVex(writeOpenVex([STATEMENT], OPTIONS));

    expect(document).toMatchObject({ format: 'openvex', author: 'security@shop.example', statements: [STATEMENT] });
  });

  it('reads CycloneDX through a BOM-Link, and leaves out what has no analysis', () => {
    expect(readVex(JSON.stringify(CYCLONEDX)).statements).toEqual([
      {
        vulnerabilities: ['CVE-2024-1'],
        products: [{ id: 'urn:cdx:3e67/1#a', purl: 'pkg:npm/a@1.0.0', subcomponents: [] }],
        status: 'not_affected',
        justification: 'vulnerable_code_not_in_execute_path',
        impact: 'Never called.',
      },
    ]);
  });

  it('reads CSAF, products inside products included', () => {
    expect(readVex(JSON.stringify(CSAF)).statements).toEqual([
      {
        vulnerabilities: ['CVE-2024-1'],
        products: [{ id: 'os:lib', purl: 'pkg:oci/shop@sha256:aa', subcomponents: ['pkg:rpm/redhat/lib@1'] }],
        status: 'not_affected',
        justification: 'component_not_present',
        impact: 'Not in there.',
        timestamp: '2026-01-02T00:00:00Z',
      },
      {
        vulnerabilities: ['CVE-2024-1'],
        products: [{ id: 'lib', purl: 'pkg:rpm/redhat/lib@1', subcomponents: [] }],
        status: 'fixed',
        timestamp: '2026-01-02T00:00:00Z',
      },
    ]);
  });

  it('reads any JSON with the right head without throwing', () => {
    const anything = fc.dictionary(
      fc.constantFrom('statements', 'vulnerabilities', 'product_tree', 'components', 'metadata'),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(anything, (members) => {
        const documents = [
          readVex(JSON.stringify({ ...members, '@context': 'openvex' })),
          readVex(JSON.stringify({ ...members, document: { csaf_version: '2.0' } })),
        ];

        expect(documents.every(({ statements }) => Array.isArray(statements))).toBe(true);
      }),
    );
  });
});

describe('applyVex', () => {
  const document = readVex(writeOpenVex([STATEMENT], OPTIONS));

  it('says what nearly matched when a statement matched nothing', () => {
    const other = {
      vulnerabilities: ['CVE-2024-1'],
      purl: 'pkg:deb/debian/openssl@3.0.12?arch=amd64&distro=debian-12',
    };
    const result = applyVex([document], [other]);

    expect(result.matches).toEqual([undefined]);
    expect(result.unmatched[0]?.near).toEqual({ purl: other.purl, difference: 'the version is 3.0.12, not 3.0.11' });
    expect(applyVex([document], []).unmatched[0]?.near).toBeUndefined();
    expect(applyVex([document], [{ vulnerabilities: ['CVE-9'], purl: PURL }]).unmatched[0]?.near?.difference).toBe(
      'the package has CVE-9, not CVE-2024-1',
    );
  });

  it('matches by any alias and by the release of a distribution, not its point release', () => {
    const purl = PURL.replace('debian-12', 'debian-12.13');
    const result = applyVex([document], [{ vulnerabilities: ['ghsa-AAAA'], purl }]);

    expect(result.matches[0]?.statement.status).toBe('not_affected');
    expect(result.unmatched).toEqual([]);
  });

  it('lets the newest statement count', () => {
    const newer = { ...STATEMENT, status: 'affected' as const, timestamp: '2026-02-01T00:00:00Z' };
    const both = readVex(writeOpenVex([newer, STATEMENT], OPTIONS));

    expect(applyVex([both], [{ vulnerabilities: ['CVE-2024-1'], purl: PURL }]).matches[0]?.statement.status).toBe(
      'affected',
    );
  });

  it('narrows a product to its subcomponents and lets a whole product speak for all in it', () => {
    const [inside] = readVex(JSON.stringify(CSAF)).statements;
    const narrow = { format: 'csaf' as const, id: '', author: '', statements: inside === undefined ? [] : [inside] };
    const subject = { vulnerabilities: ['CVE-2024-1'], purl: 'pkg:rpm/redhat/lib@1' };
    const whole = readVex(
      writeOpenVex([{ ...STATEMENT, products: [{ id: 'pkg:oci/shop', subcomponents: [] }] }], OPTIONS),
    );

    expect(applyVex([narrow], [{ ...subject, products: ['pkg:oci/shop@sha256:aa'] }]).matches[0]).toBeDefined();
    expect(applyVex([narrow], [{ ...subject, products: ['pkg:oci/other@sha256:bb'] }]).matches[0]).toBeUndefined();
    expect(applyVex([whole], [{ ...subject, products: ['pkg:oci/shop@sha256:aa'] }]).matches[0]).toBeDefined();
  });
});

describe('purlDifference', () => {
  it('fits what the statement leaves open', () => {
    expect(purlDifference('pkg:npm/a', 'pkg:npm/a@1.0.0')).toBeUndefined();
    expect(purlDifference('pkg:npm/a@1.0.0?x=1', 'pkg:npm/a@1.0.0')).toContain('qualifier x');
    expect(purlDifference('pkg:npm/b', 'pkg:npm/a@1.0.0')).toContain('npm/a, not npm/b');
    expect(purlDifference('product-7', 'pkg:npm/a@1.0.0')).toContain('is not product-7');
  });
});
