import {
  DEFAULT_LIMITS,
  isForeignObject as isObject,
  jsonMember as member,
  jsonText as textMember,
} from '@sallyport/kernel';
import type { Limits } from '@sallyport/kernel';

import { inventoryErrors } from '../errors.ts';
import { readCycloneDx } from './cyclonedx-read.ts';
import { parseCycloneDxXml } from './cyclonedx-xml.ts';
import type { Sbom } from './sbom.ts';
import { readSpdx } from './spdx-read.ts';
import { parseTagValue } from './spdx-tag-value.ts';

export interface ReadOptions {
  /** What the text is called in errors. */
  readonly name?: string;
  readonly limits?: Limits;
}

/** Reads an SBOM of any understood format; throws `INVENTORY_UNKNOWN_SBOM` for anything else. */
export function readSbom(input: string, options: ReadOptions = {}): Sbom {
  const { name = 'the SBOM', limits = DEFAULT_LIMITS } = options;
  const refuse = (reason: string): never => {
    throw inventoryErrors.UNKNOWN_SBOM({ what: name, reason });
  };
  if (input.length > limits.documentBytes) refuse(`it is larger than ${limits.documentBytes} bytes`);
  const start = input.replace(/^\uFEFF/, '').trimStart();
  if (/^(?:#[^\n]*\n\s*)*SPDXVersion:/.test(start)) return readSpdx(parseTagValue(start), 'spdx-tag-value');
  if (start.startsWith('<')) {
    const xml = parseCycloneDxXml(start, limits);
    return 'bom' in xml ? readCycloneDx(xml.bom, 'cyclonedx-xml') : refuse(xml.problem);
  }
  if (!start.startsWith('{')) return refuse('it is neither JSON nor XML nor SPDX tag-value');
  return readJson(start, refuse);
}

function readJson(input: string, refuse: (reason: string) => never): Sbom {
  let document: unknown;
  try {
    document = JSON.parse(input);
  } catch {
    // The reason would quote the text, which may be no document at all but a file with secrets.
    return refuse('it is not valid JSON');
  }
  const spdxVersion = textMember(document, 'spdxVersion');
  if (spdxVersion?.startsWith('SPDX-2.') === true) return readSpdx(document);
  if (spdxVersion !== undefined) return refuse(`its version is ${spdxVersion}`);
  if (textMember(document, 'bomFormat') === 'CycloneDX') {
    const version = textMember(document, 'specVersion') ?? '';
    return /^1\.[0-9]+$/.test(version) ? readCycloneDx(document) : refuse(`its version is ${version || 'not given'}`);
  }
  // GitHub's export wraps the document.
  const wrapped = member(document, 'sbom');
  if (textMember(wrapped, 'spdxVersion')?.startsWith('SPDX-2.') === true) return readSpdx(wrapped);
  return refuse(isObject(document) ? 'neither bomFormat nor spdxVersion is there' : 'it is no JSON object');
}
