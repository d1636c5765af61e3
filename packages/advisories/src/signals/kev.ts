import { jsonList, jsonMember, jsonText } from '@sallyport/kernel';

import { advisoryErrors } from '../errors.ts';

/** One entry of CISA's catalogue of known exploited vulnerabilities. */
export interface KevEntry {
  readonly added: string;
  readonly due: string;
  readonly ransomware: boolean;
  readonly action: string;
}

/** The catalogue in our form: its version and entries by CVE. */
export interface KevCatalogue {
  readonly version: string;
  readonly released: string;
  readonly entries: Readonly<Record<string, KevEntry>>;
}

/** Reads CISA's JSON; throws `ADVISORIES_MALFORMED_SIGNALS` where it is another document or cut off. */
export function parseKev(bytes: Uint8Array, what: string): KevCatalogue {
  const fail = (reason: string): never => {
    throw advisoryErrors.MALFORMED_SIGNALS({ what, reason });
  };
  let catalogue: unknown;
  try {
    catalogue = JSON.parse(Buffer.from(bytes).toString());
  } catch {
    return fail('it is no JSON');
  }
  const listed = jsonList(catalogue, 'vulnerabilities');
  if (listed.length === 0) return fail('it lists no vulnerabilities');
  const count = jsonMember(catalogue, 'count');
  if (typeof count === 'number' && count !== listed.length) return fail(`it lists ${listed.length}, not ${count}`);
  const entries = listed.flatMap((each): [string, KevEntry][] => {
    const cve = jsonText(each, 'cveID');
    if (cve === undefined) return [];
    return [
      [
        cve.toUpperCase(),
        {
          added: jsonText(each, 'dateAdded') ?? '',
          due: jsonText(each, 'dueDate') ?? '',
          ransomware: jsonText(each, 'knownRansomwareCampaignUse') === 'Known',
          action: jsonText(each, 'requiredAction') ?? '',
        },
      ],
    ];
  });
  if (entries.length < listed.length) fail(`${listed.length - entries.length} entries have no cveID`);
  return {
    version: jsonText(catalogue, 'catalogVersion') ?? '',
    released: jsonText(catalogue, 'dateReleased') ?? '',
    entries: Object.fromEntries(entries),
  };
}
