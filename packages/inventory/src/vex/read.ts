import { DEFAULT_LIMITS, jsonList as list, jsonMember as member, jsonText as text } from '@sallyport/kernel';
import type { Limits } from '@sallyport/kernel';

import { inventoryErrors } from '../errors.ts';
import { readCsaf } from './csaf.ts';
import { readCycloneDxVex } from './cyclonedx-vex.ts';
import { readOpenVex } from './openvex.ts';
import type { VexDocument } from './vex.ts';

/** Reads a VEX document of any understood format; throws `INVENTORY_UNKNOWN_VEX` for anything else. */
export function readVex(
  input: string,
  options: { readonly name?: string; readonly limits?: Limits } = {},
): VexDocument {
  const { name = 'the document', limits = DEFAULT_LIMITS } = options;
  const refuse = (reason: string): never => {
    throw inventoryErrors.UNKNOWN_VEX({ what: name, reason });
  };
  if (input.length > limits.documentBytes) return refuse(`it is larger than ${limits.documentBytes} bytes`);
  let document: unknown;
  try {
    document = JSON.parse(input.replace(/^\uFEFF/, ''));
  } catch {
    // The reason would quote the text, which may be no document at all but a file with secrets.
    return refuse('it is not valid JSON');
  }
  if (text(document, '@context')?.includes('openvex') === true) return readOpenVex(document);
  if (text(document, 'bomFormat') === 'CycloneDX') {
    return list(document, 'vulnerabilities').length > 0
      ? readCycloneDxVex(document)
      : refuse('it has no vulnerabilities');
  }
  if (text(member(document, 'document'), 'csaf_version') !== undefined) return readCsaf(document);
  return refuse('it is neither OpenVEX nor CycloneDX nor CSAF');
}
