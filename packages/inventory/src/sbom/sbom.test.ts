import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { canonicalJson, DEFAULT_LIMITS } from '@sallyport/kernel';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { makePackage } from '../make-package.ts';
import type { Inventory } from '../package.ts';
import { writeCycloneDx } from './cyclonedx-write.ts';
import type { CycloneDxVersion } from './cyclonedx-write.ts';
import { readSbom } from './read.ts';
import { writeSpdx } from './spdx-write.ts';

const OPTIONS = { timestamp: Date.UTC(2026, 10, 24, 12), tool: { name: 'sallyport', version: '0.1.0' } };

const PLACE = { line: 3, column: 5, offset: 40 };
const LODASH = makePackage({
  ecosystem: 'npm',
  name: 'lodash',
  version: '4.17.20',
  id: 'node_modules/lodash',
  relation: 'transitive',
  path: ['node_modules/@scope/app', 'node_modules/lodash'],
  dev: true,
  workspace: 'packages/web',
  location: { path: 'package-lock.json', range: { start: PLACE, end: { line: 3, column: 20, offset: 55 } } },
  integrity: [`sha512-${Buffer.alloc(64, 7).toString('base64')}`],
  licences: [{ raw: 'MIT', expression: 'MIT', kind: 'declared' }],
  resolved: { kind: 'registry', url: 'https://registry.example/lodash.tgz' },
  installScript: true,
});

const INVENTORY: Inventory = {
  subject: { name: 'shop', version: '1.0.0', type: 'container', digest: `sha256:${'a'.repeat(64)}` },
  operatingSystem: { id: 'debian', version: '12.5', name: 'Debian GNU/Linux 12 (bookworm)' },
  packages: [
    makePackage({
      ecosystem: 'npm',
      name: '@scope/app',
      version: '2.0.0',
      id: 'node_modules/@scope/app',
      relation: 'direct',
      path: ['node_modules/@scope/app'],
      dependsOn: ['node_modules/lodash'],
      declared: { range: '^2.0.0', location: { path: 'package.json' }, group: 'dependencies' },
      licences: [
        { raw: 'Apache 2.0', expression: 'Apache-2.0', kind: 'declared' },
        {
          raw: 'GPL-2.0-only WITH Classpath-exception-2.0',
          expression: 'GPL-2.0-only WITH Classpath-exception-2.0',
          kind: 'concluded',
        },
      ],
    }),
    LODASH,
    makePackage({ ...LODASH, id: 'packages/web/node_modules/lodash', purl: LODASH.purl, optional: true }),
    makePackage({
      ecosystem: 'Debian:12',
      name: 'libc6',
      version: '2.36-9+b1',
      arch: 'amd64',
      source: { name: 'glibc', version: '2.36-9' },
      location: { path: 'var/lib/dpkg/status', layer: `sha256:${'b'.repeat(64)}` },
      supplier: 'GNU Libc Maintainers',
    }),
    makePackage({ ecosystem: 'AlmaLinux:9', name: 'nodejs', version: '1:18.1-1.el9', module: 'nodejs:18:9' }),
    makePackage({ ecosystem: 'Maven', name: 'org.example:lib', version: '1.0', relation: 'direct', path: ['x'] }),
    makePackage({
      ecosystem: 'Go',
      name: 'github.com/Masterminds/semver/v3',
      version: 'v3.2.1',
      integrity: ['h1:abc='],
      licences: [{ raw: 'LicenseRef-own', expression: 'LicenseRef-own', kind: 'declared' }],
    }),
    makePackage({ ecosystem: 'PyPI', name: 'no-version', licences: [{ raw: 'see COPYING', kind: 'declared' }] }),
  ],
};

const sorted = (inventory: Inventory): string[] => inventory.packages.map((each) => canonicalJson(each)).sort();

/** The official schemas, which CycloneDX' own library carries. */
function cycloneDxValidator(version: CycloneDxVersion) {
  const root = dirname(createRequire(import.meta.url).resolve('@cyclonedx/cyclonedx-library/package.json'));
  const load = (name: string): object =>
    JSON.parse(readFileSync(join(root, 'res', 'schema', `${name}.SNAPSHOT.schema.json`), 'utf8')) as object;
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default(ajv, ['date', 'date-time', 'email', 'uri', 'regex']);
  ajv.addFormat('iri-reference', true);
  ajv.addFormat('idn-email', true);
  for (const name of ['spdx', 'jsf-0.82', 'cryptography-defs']) {
    ajv.addSchema(load(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
  }
  return ajv.compile(load(`bom-${version}`));
}

describe('CycloneDX', () => {
  it.each(['1.4', '1.5', '1.6', '1.7'] as const)('%s is valid by its schema and reads back the same', (specVersion) => {
    const written = writeCycloneDx(INVENTORY, { ...OPTIONS, specVersion });
    const validate = cycloneDxValidator(specVersion);
    validate(JSON.parse(written));
    const read = readSbom(written);

    expect(validate.errors ?? []).toEqual([]);
    expect(read).toMatchObject({
      format: 'cyclonedx-json',
      version: specVersion,
      tools: ['sallyport 0.1.0'],
      skipped: [],
    });
    expect(sorted(read.inventory)).toEqual(sorted(INVENTORY));
    expect(read.inventory.subject).toEqual(INVENTORY.subject);
    expect(read.inventory.operatingSystem).toEqual(INVENTORY.operatingSystem);
  });

  it('gives the same bytes for the same inventory', () => {
    expect(writeCycloneDx(INVENTORY, OPTIONS)).toBe(writeCycloneDx(INVENTORY, OPTIONS));
  });

  it('takes relations from the graph of another tool, through groups and round cycles', () => {
    const { inventory, skipped } = readSbom(
      JSON.stringify({
        bomFormat: 'CycloneDX',
        specVersion: '1.5',
        metadata: { component: { 'bom-ref': 'root', name: 'app', type: 'application' } },
        components: [
          { 'bom-ref': 'lock', type: 'application', name: 'package-lock.json' },
          { 'bom-ref': 'a', type: 'library', name: 'a', purl: 'pkg:npm/a@1.0.0' },
          {
            'bom-ref': 'b',
            type: 'library',
            name: 'b',
            purl: 'pkg:npm/b@1.0.0',
            components: [{ purl: 'pkg:npm/c@1' }],
          },
        ],
        dependencies: [
          { ref: 'root', dependsOn: ['lock'] },
          { ref: 'lock', dependsOn: ['a'] },
          { ref: 'a', dependsOn: ['b', 'a'] },
          { ref: 'b', dependsOn: ['a'] },
        ],
      }),
    );

    expect(inventory.packages.map(({ id, relation, path }) => [id, relation, path])).toEqual([
      ['a', 'direct', ['a']],
      ['b', 'transitive', ['a', 'b']],
      ['pkg:npm/c@1', 'unknown', []],
    ]);
    expect(skipped).toEqual([{ reason: 'no package URL', count: 1 }]);
  });

  it('understands source packages and the distribution as other tools write them', () => {
    const { inventory } = readSbom(
      JSON.stringify({
        bomFormat: 'CycloneDX',
        specVersion: '1.4',
        components: [
          { type: 'operating-system', name: 'debian', version: '12.5' },
          {
            purl: 'pkg:deb/debian/libssl3@3.0.11-1',
            properties: [
              { name: 'aquasecurity:trivy:SrcName', value: 'openssl' },
              { name: 'aquasecurity:trivy:SrcVersion', value: '3.0.11' },
              { name: 'aquasecurity:trivy:SrcRelease', value: '1' },
            ],
          },
        ],
      }),
    );

    expect(inventory.packages[0]).toMatchObject({
      ecosystem: 'Debian:12',
      source: { name: 'openssl', version: '3.0.11-1' },
    });
  });

  it('gives repeated references ids of their own', () => {
    const component = { purl: 'pkg:npm/a@1' };
    const { inventory } = readSbom(
      JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', components: [component, component] }),
    );

    expect(inventory.packages.map(({ id }) => id)).toEqual(['pkg:npm/a@1', 'pkg:npm/a@1#2']);
  });

  it('reads XML', () => {
    const { inventory, format, version, tools } = readSbom(`<?xml version="1.0"?>
      <bom xmlns="http://cyclonedx.org/schema/bom/1.4" serialNumber="urn:uuid:1" version="1">
        <metadata>
          <tools><tool><vendor>v</vendor><name>other</name><version>1</version></tool></tools>
          <component type="application" bom-ref="root"><name>shop</name></component>
        </metadata>
        <components>
          <component type="library" bom-ref="a">
            <group>org.example</group><name>a</name><version>1.0</version>
            <hashes><hash alg="SHA-1">aa</hash></hashes>
            <licenses><license><id>MIT</id></license></licenses>
            <purl>pkg:maven/org.example/a@1.0?type=jar&amp;classifier=x</purl>
            <components><component type="library" bom-ref="b"><name>b</name><purl>pkg:npm/b@1</purl></component></components>
          </component>
        </components>
        <dependencies><dependency ref="root"><dependency ref="a"/></dependency></dependencies>
      </bom>`);

    expect([format, version, tools, inventory.subject?.name]).toEqual(['cyclonedx-xml', '1.4', ['other 1'], 'shop']);
    expect(inventory.packages).toHaveLength(2);
    expect(inventory.packages[0]).toMatchObject({
      ecosystem: 'Maven',
      name: 'org.example:a',
      version: '1.0',
      relation: 'direct',
      integrity: ['sha1:aa'],
      licences: [{ raw: 'MIT', expression: 'MIT', kind: 'declared' }],
    });
  });

  it('leaves out extras of a hostile document that have another shape', () => {
    const properties = [
      { name: 'sallyport:path', value: '{"length":5}' },
      { name: 'sallyport:relation', value: '"root"' },
      { name: 'sallyport:__proto__', value: '{}' },
      { name: 'sallyport:location', value: '{"path":7}' },
      { name: 'sallyport:dev', value: 'not json' },
    ];
    const { inventory } = readSbom(
      JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', components: [{ purl: 'pkg:npm/a@1', properties }] }),
    );

    expect(inventory.packages).toEqual([makePackage({ ecosystem: 'npm', name: 'a', version: '1' })]);
  });
});

/** What SPDX 2.3 demands of the fields that we write: presence, patterns and closed lists. */
const SPDX_ID = { type: 'string', pattern: '^SPDXRef-[a-zA-Z0-9.-]+$' };
const DATE = { type: 'string', pattern: String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$` };
const SPDX_SCHEMA = {
  type: 'object',
  required: ['SPDXID', 'creationInfo', 'dataLicense', 'name', 'spdxVersion', 'documentNamespace'],
  properties: {
    SPDXID: { const: 'SPDXRef-DOCUMENT' },
    dataLicense: { const: 'CC0-1.0' },
    spdxVersion: { const: 'SPDX-2.3' },
    documentNamespace: { type: 'string', pattern: '^[a-z]+:[^#]+$' },
    creationInfo: {
      required: ['created', 'creators'],
      properties: { created: DATE, creators: { minItems: 1, items: { pattern: '^(Tool|Person|Organization): ' } } },
    },
    packages: {
      items: {
        type: 'object',
        required: ['SPDXID', 'name', 'downloadLocation'],
        additionalProperties: false,
        properties: {
          SPDXID: SPDX_ID,
          name: { type: 'string', minLength: 1 },
          versionInfo: { type: 'string' },
          downloadLocation: { type: 'string' },
          filesAnalyzed: { const: false },
          licenseConcluded: { type: 'string' },
          licenseDeclared: { type: 'string' },
          copyrightText: { type: 'string' },
          summary: { type: 'string' },
          supplier: { pattern: '^(Person|Organization): ' },
          primaryPackagePurpose: { enum: ['APPLICATION', 'CONTAINER', 'OPERATING-SYSTEM', 'LIBRARY', 'FILE'] },
          checksums: {
            items: {
              required: ['algorithm', 'checksumValue'],
              properties: {
                algorithm: { enum: ['MD5', 'SHA1', 'SHA256', 'SHA384', 'SHA512'] },
                checksumValue: { pattern: '^[0-9a-f]+$' },
              },
            },
          },
          externalRefs: {
            items: {
              required: ['referenceCategory', 'referenceLocator', 'referenceType'],
              properties: { referenceCategory: { const: 'PACKAGE-MANAGER' }, referenceLocator: { pattern: '^pkg:' } },
            },
          },
          annotations: {
            items: {
              required: ['annotationDate', 'annotationType', 'annotator', 'comment'],
              properties: { annotationDate: DATE, annotationType: { enum: ['OTHER', 'REVIEW'] } },
            },
          },
        },
      },
    },
    relationships: {
      items: {
        required: ['spdxElementId', 'relationshipType', 'relatedSpdxElement'],
        properties: {
          spdxElementId: SPDX_ID,
          relatedSpdxElement: SPDX_ID,
          relationshipType: { enum: ['DESCRIBES', 'CONTAINS', 'DEPENDS_ON'] },
        },
      },
    },
    hasExtractedLicensingInfos: { items: { required: ['licenseId', 'extractedText'] } },
  },
};

describe('SPDX', () => {
  it('holds to the specification and reads back the same', () => {
    const written = writeSpdx(INVENTORY, OPTIONS);
    const validate = new Ajv({ strict: false, allErrors: true }).compile(SPDX_SCHEMA);
    validate(JSON.parse(written));
    const read = readSbom(written);

    expect(validate.errors ?? []).toEqual([]);
    expect(read).toMatchObject({ format: 'spdx-json', version: '2.3', tools: ['sallyport-0.1.0'] });
    expect(sorted(read.inventory)).toEqual(sorted(INVENTORY));
    expect(read.inventory.subject).toEqual(INVENTORY.subject);
    expect(read.inventory.operatingSystem).toEqual(INVENTORY.operatingSystem);
  });

  it('describes every package where there is no subject', () => {
    const { packages } = INVENTORY;

    expect(sorted(readSbom(writeSpdx({ packages }, OPTIONS)).inventory)).toEqual(sorted(INVENTORY));
  });

  it('reads tag-value, multi-line texts and files between packages included', () => {
    const { inventory, format, created } = readSbom(
      [
        '# a comment',
        'SPDXVersion: SPDX-2.3',
        'SPDXID: SPDXRef-DOCUMENT',
        'Creator: Tool: other-1.0',
        'Created: 2026-01-01T00:00:00Z',
        'PackageName: app',
        'SPDXID: SPDXRef-app',
        'PackageName: left-pad',
        'SPDXID: SPDXRef-a',
        'PackageVersion: 1.3.0',
        'PackageLicenseDeclared: MIT',
        'PackageComment: <text>PackageName: trap',
        'PackageVersion: 9.9.9</text>',
        'PackageChecksum: SHA1: aa',
        'ExternalRef: PACKAGE-MANAGER purl pkg:npm/left-pad@1.3.0',
        'FileName: ./a.js',
        'SPDXID: SPDXRef-file',
        'Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-app',
        'Relationship: SPDXRef-a DEV_DEPENDENCY_OF SPDXRef-app',
      ].join('\n'),
    );

    expect([format, created, inventory.subject?.name]).toEqual(['spdx-tag-value', '2026-01-01T00:00:00Z', 'app']);
    expect(inventory.packages).toHaveLength(1);
    expect(inventory.packages[0]).toMatchObject({
      id: 'SPDXRef-a',
      version: '1.3.0',
      relation: 'direct',
      dev: true,
      integrity: ['sha1:aa'],
    });
  });
});

describe('readSbom', () => {
  it.each([
    ['nonsense', 'neither JSON nor'],
    ['<bom/>', 'no CycloneDX bom'],
    ['<bom xmlns="http://cyclonedx.org/schema/bom/1.4">', 'not closed'],
    ['{"bomFormat":"CycloneDX"}', 'version is not given'],
    ['{"spdxVersion":"SPDX-3.0"}', 'version is SPDX-3.0'],
    ['{"a":', 'JSON'],
    ['{}', 'neither bomFormat nor spdxVersion'],
  ])('refuses %s', (input, reason) => {
    expect(() => readSbom(input, { name: 'x.json' })).toThrow(reason);
  });

  it('refuses what is too large', () => {
    expect(() => readSbom('{}'.repeat(9), { limits: { ...DEFAULT_LIMITS, documentBytes: 4 } })).toThrow(
      'larger than 4',
    );
  });

  it('reads any JSON with the right head without throwing', () => {
    const anything = fc.dictionary(
      fc.constantFrom('components', 'dependencies', 'metadata', 'packages', 'relationships', 'documentDescribes'),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(anything, (members) => {
        const bom = readSbom(JSON.stringify({ ...members, bomFormat: 'CycloneDX', specVersion: '1.6' }));
        const spdx = readSbom(JSON.stringify({ ...members, spdxVersion: 'SPDX-2.3' }));

        expect([bom.inventory.packages, spdx.inventory.packages].every((each) => Array.isArray(each))).toBe(true);
      }),
    );
  });
});
