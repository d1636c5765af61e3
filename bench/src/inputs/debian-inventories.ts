import { makePackage } from '@sallyport/inventory';
import type { Package } from '@sallyport/inventory';
import { seededRandom } from '@sallyport/kernel';

const PACKAGES = 590;
const INSTALLED_ADVISORIES = 2430;

const sourceName = (at: number): string => `source-${at}`;

/** Advisories of Debian 12: four for each installed source package, more or less, and many of packages not installed. */
export function* debianAdvisories(count: number): Generator<readonly [string, string]> {
  const { below } = seededRandom(12);
  for (let at = 0; at < count; at += 1) {
    const id = `DEBIAN-CVE-2026-${10_000 + at}`;
    const name = sourceName(at < INSTALLED_ADVISORIES ? at % PACKAGES : PACKAGES + below(3000));
    const events = [
      { introduced: '0' },
      { fixed: `${below(3)}:${1 + below(9)}.${below(30)}.${below(9)}-${1 + below(4)}+deb12u${1 + below(9)}` },
    ];
    const record = {
      id,
      modified: '2026-01-01T00:00:00Z',
      upstream: [id.slice('DEBIAN-'.length)],
      affected: [{ package: { ecosystem: 'Debian:12', name }, ranges: [{ type: 'ECOSYSTEM', events }] }],
    };
    yield [`${id}.json`, JSON.stringify(record)];
  }
}

/** One image's packages, each inventory with versions of its own, as they come out of a store: plain data. */
export function debianInventory(number: number): Package[] {
  const { below } = seededRandom(1000 + number);
  return Array.from({ length: PACKAGES }, (_, at) => {
    const version = `${below(3)}:${1 + below(9)}.${below(30)}.${below(9)}-${1 + below(4)}+deb12u${1 + below(9)}`;
    return makePackage({
      ecosystem: 'Debian:12',
      name: `binary-${at}`,
      version: `${version}+b1`,
      source: { name: sourceName(at), version },
    });
  });
}
