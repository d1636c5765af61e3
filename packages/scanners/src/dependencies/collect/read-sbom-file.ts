import { basename } from 'node:path';

import { decodeText } from '@sallyport/documents';
import { inventoryErrors, readSbom } from '@sallyport/inventory';
import type { Inventory, Sbom } from '@sallyport/inventory';
import { isSallyportError } from '@sallyport/kernel';

import { readWhole } from './file-reader.ts';

/**
 * The packages of an SBOM. A file that is none is undefined; where one was asked for, it throws `INVENTORY_UNKNOWN_SBOM`.
 */
export function readSbomFile(
  path: string,
  required: boolean,
): { readonly inventory: Inventory; readonly notes: readonly string[] } | undefined {
  const name = basename(path);
  const sbom = parse(path, name, required);
  if (sbom === undefined) return undefined;
  const packages = sbom.inventory.packages.map((found) =>
    found.location === undefined ? { ...found, location: { path: name } } : found,
  );
  const tools = sbom.tools.length === 0 ? '' : ` by ${sbom.tools.slice(0, 3).join(', ')}`;
  const made = sbom.created === undefined ? '' : ` of ${sbom.created}`;
  return {
    inventory: { ...sbom.inventory, packages },
    notes: [
      `${sbom.format} ${sbom.version}${tools}${made}.`,
      ...sbom.skipped.map(({ reason, count }) => `${count} components are no packages that can be matched: ${reason}.`),
    ],
  };
}

function parse(path: string, name: string, required: boolean): Sbom | undefined {
  const bytes = readWhole(path);
  const refuse = (reason: string): undefined => {
    if (required) throw inventoryErrors.UNKNOWN_SBOM({ what: name, reason });
    return undefined;
  };
  if (typeof bytes === 'string') return refuse(bytes === 'too-large' ? 'it is too large' : `it is ${bytes}`);
  const decoded = decodeText(bytes);
  if (!decoded.ok) return refuse(decoded.error.message);
  try {
    return readSbom(decoded.text, { name });
  } catch (error) {
    if (!required && isSallyportError(error)) return undefined;
    throw error;
  }
}
