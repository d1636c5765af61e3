import { canonicalJson, rfc3339, sha256Hex } from '@sallyport/kernel';

import { defined } from '../defined.ts';
import { parseLicence } from '../licences/expression.ts';
import type { Inventory, LicenceClaim, Package } from '../package.ts';
import { extrasOf } from './extras.ts';
import { hexOfIntegrity } from './integrity.ts';
import type { WriteOptions } from './sbom.ts';

export type CycloneDxVersion = '1.4' | '1.5' | '1.6' | '1.7';

export interface CycloneDxOptions extends WriteOptions {
  /** `1.6` unless told otherwise. */
  readonly specVersion?: CycloneDxVersion;
}

const ROOT_REF = 'sallyport:subject';
const OS_REF = 'sallyport:operating-system';

/** CycloneDX JSON, valid by the schema of its version. Deterministic: the serial number is made from the content. */
export function writeCycloneDx(inventory: Inventory, options: CycloneDxOptions): string {
  const specVersion = options.specVersion ?? '1.6';
  const body = {
    metadata: metadataOf(inventory, options, specVersion),
    components: [...osComponents(inventory), ...inventory.packages.map((each) => componentOf(each))],
    dependencies: dependenciesOf(inventory),
  };
  const bom = {
    $schema: `http://cyclonedx.org/schema/bom-${specVersion}.schema.json`,
    bomFormat: 'CycloneDX',
    specVersion,
    serialNumber: serialOf(canonicalJson(body)),
    version: 1,
    ...body,
  };
  return `${JSON.stringify(bom, null, 2)}\n`;
}

/** A name-based UUID (version 8) of the content. */
function serialOf(content: string): string {
  const hex = sha256Hex(content);
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  const groups = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `${variant}${hex.slice(17, 20)}`];
  return `urn:uuid:${groups.join('-')}-${hex.slice(20, 32)}`;
}

function metadataOf({ subject }: Inventory, options: CycloneDxOptions, specVersion: CycloneDxVersion): object {
  const tool = { name: options.tool.name, version: options.tool.version };
  const component = subject && {
    type: subject.type,
    'bom-ref': ROOT_REF,
    name: subject.name,
    ...defined({ version: subject.version, purl: subject.purl }),
    ...(subject.digest === undefined ? {} : { properties: [{ name: 'sallyport:digest', value: subject.digest }] }),
  };
  return {
    timestamp: rfc3339(options.timestamp),
    tools: specVersion === '1.4' ? [tool] : { components: [{ type: 'application', ...tool }] },
    ...defined({ component }),
  };
}

function osComponents({ operatingSystem }: Inventory): object[] {
  if (operatingSystem === undefined) return [];
  const { id, version, name } = operatingSystem;
  return [{ type: 'operating-system', 'bom-ref': OS_REF, name: id, version, ...defined({ description: name }) }];
}

function componentOf(found: Package): object {
  const { group, name } = groupAndName(found);
  const hashes = found.integrity.flatMap((each) => hashOf(each));
  const lossless = found.licences.every((claim) => claim.raw === claim.expression && claim.kind === 'declared');
  const properties = extrasOf(found, !(lossless && fitsOneField(found.licences)));
  return {
    type: 'library',
    'bom-ref': found.id,
    ...defined({ group }),
    name,
    ...defined({ version: found.version, scope: found.optional || found.dev ? 'optional' : undefined }),
    purl: found.purl,
    ...(found.supplier === undefined ? {} : { supplier: { name: found.supplier } }),
    ...(hashes.length === 0 ? {} : { hashes }),
    ...(found.licences.length === 0 ? {} : { licenses: licencesOf(found.licences) }),
    ...(properties.length === 0 ? {} : { properties: properties.map(([key, value]) => ({ name: key, value })) }),
  };
}

function groupAndName(found: Package): { group?: string; name: string } {
  const separator = found.ecosystem === 'Maven' ? ':' : '/';
  const at = found.name.lastIndexOf(separator);
  return at <= 0 ? { name: found.name } : { group: found.name.slice(0, at), name: found.name.slice(at + 1) };
}

const ALGORITHMS: Readonly<Record<string, string>> = {
  md5: 'MD5',
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
};

/** Forms that CycloneDX has no field for stay in the properties. */
function hashOf(integrity: string): object[] {
  const hash = hexOfIntegrity(integrity);
  return hash === undefined ? [] : [{ alg: ALGORITHMS[hash.algorithm], content: hash.hex }];
}

/** Either one expression, or a list of single licences: the format allows no mix. */
function fitsOneField(claims: readonly LicenceClaim[]): boolean {
  return claims.length <= 1 || claims.every((claim) => isSingle(claim));
}

const isSingle = (claim: LicenceClaim): boolean => /^[A-Za-z0-9.-]+$/.test(claim.expression ?? ' ');

function licencesOf(claims: readonly LicenceClaim[]): object[] {
  const [only] = claims;
  if (claims.length === 1 && only?.expression !== undefined && !isSingle(only))
    return [{ expression: only.expression }];
  return claims.map((claim) => {
    const node = claim.expression === undefined ? undefined : parseLicence(claim.expression);
    const isListed = node?.kind === 'licence' && isSingle(claim) && !node.id.startsWith('LicenseRef-');
    return { license: isListed ? { id: node.id } : { name: claim.expression ?? claim.raw } };
  });
}

function dependenciesOf({ subject, packages }: Inventory): object[] {
  const ids = new Set(packages.map(({ id }) => id));
  const direct = packages.filter(({ relation }) => relation === 'direct').map(({ id }) => id);
  const root = subject === undefined ? [] : [{ ref: ROOT_REF, dependsOn: [...new Set(direct)] }];
  const known = (id: string): boolean => ids.has(id);
  return [
    ...root,
    ...packages.map(({ id, dependsOn }) => ({ ref: id, dependsOn: [...new Set(dependsOn.filter(known))] })),
  ];
}
