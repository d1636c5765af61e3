import { makePackage } from '@sallyport/inventory';
import { describe, expect, it } from 'vitest';

import { mergeInventories } from './merge-inventories.ts';

const inner = makePackage({ ecosystem: 'npm', name: 'inner', version: '1.0.0' });
const outer = makePackage({ ecosystem: 'npm', name: 'outer', version: '2.0.0', dependsOn: [inner.id] });
const inventory = { packages: [outer, { ...inner, path: [outer.id, inner.id] }] };

describe('mergeInventories', () => {
  it('is empty for none', () => {
    expect(mergeInventories([])).toEqual({ packages: [] });
  });

  it('keeps ids apart and lets references follow', () => {
    const { packages } = mergeInventories([inventory, inventory]);

    expect(packages.map(({ id }) => id)).toEqual([outer.id, inner.id, `${outer.id}#2`, `${inner.id}#2`]);
    expect(packages[2]?.dependsOn).toEqual([`${inner.id}#2`]);
    expect(packages[3]?.path).toEqual([`${outer.id}#2`, `${inner.id}#2`]);
    expect(packages.slice(0, 2)).toEqual(inventory.packages);
  });

  it('takes subject and operating system from the first that says them', () => {
    const operatingSystem = { id: 'debian', version: '12' };

    expect(mergeInventories([inventory, { packages: [], operatingSystem }]).operatingSystem).toBe(operatingSystem);
  });
});
