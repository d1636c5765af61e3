import { DEFAULT_LIMITS, type Limits } from '@sallyport/kernel';

import { findingsErrors } from '../errors.ts';
import type { Finding } from '../finding.ts';
import { IDENTITY_VERSION } from '../identity/identify.ts';
import { findingItems } from '../matching/finding-items.ts';
import type { MatchItem } from '../matching/item.ts';
import type { ScanResult } from '../scan-result.ts';
import { asArray, asObject, asText, at } from './json-access.ts';
import { asIdentityVersion, sarifItems } from './sarif-items.ts';

/** A finding of an earlier run, as far as the comparison needs it. */
export interface BaselineFinding {
  /** Our id; undefined where another tool wrote the baseline. */
  readonly id?: string;
  /** Its places, primary first. */
  readonly items: readonly [MatchItem, ...MatchItem[]];
}

/** What was known before: the findings of an earlier run. */
export interface Baseline {
  readonly kind: 'sallyport' | 'sarif';
  /** Of whoever made its ids and hashes; undefined where another tool wrote it. */
  readonly identityVersion?: number;
  /** Whether it names the places that a finding has in the history beside those that can be seen. */
  readonly hasHistory: boolean;
  readonly findings: readonly BaselineFinding[];
}

/** A report of 100,000 findings has about 150 MB. */
const BASELINE_BYTES = 384 * 1024 * 1024;

/**
 * Reads a baseline file: our JSON result, or a SARIF 2.1.0 log of ours or of any tool.
 * Throws FINDINGS_BASELINE_MALFORMED or FINDINGS_BASELINE_TOO_LARGE.
 */
export function readBaseline(
  text: string,
  limits: Limits = { ...DEFAULT_LIMITS, documentBytes: BASELINE_BYTES },
): Baseline {
  if (text.length > limits.documentBytes) {
    throw findingsErrors.BASELINE_TOO_LARGE({ sizeBytes: text.length, maxBytes: limits.documentBytes });
  }
  const value = parse(text);
  if (Array.isArray(at(value, 'runs'))) return sarifBaseline(value);
  if (at(value, 'tool', 'name') === 'sallyport' && Array.isArray(at(value, 'findings'))) return ownBaseline(value);
  throw findingsErrors.BASELINE_MALFORMED({ problem: 'it has neither `runs` (SARIF) nor our `findings`' });
}

/** The findings of an earlier scan as a baseline. */
export function baselineOf({ findings, identityVersion }: Pick<ScanResult, 'findings' | 'identityVersion'>): Baseline {
  return {
    kind: 'sallyport',
    identityVersion,
    hasHistory: findings.some(({ occurrences }) => occurrences.some(({ location }) => location.commit !== undefined)),
    findings: findings.flatMap((one) => baselineFinding(one, identityVersion)),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch (error) {
    throw findingsErrors.BASELINE_MALFORMED({ problem: 'it is no JSON' }, { cause: error });
  }
}

function sarifBaseline(log: unknown): Baseline {
  const items = sarifItems(log);
  const findings = items.map(({ item, id }) => ({
    items: [item] as const,
    ...(id === undefined ? {} : { id }),
  }));
  const identityVersion = items.find((one) => one.identityVersion !== undefined)?.identityVersion;
  return { kind: 'sarif', ...(identityVersion === undefined ? {} : { identityVersion }), hasHistory: false, findings };
}

function ownBaseline(value: unknown): Baseline {
  const version = at(value, 'schemaVersion');
  if (version !== '1') {
    throw findingsErrors.BASELINE_MALFORMED({ problem: `its schema version is ${JSON.stringify(version)}, not "1"` });
  }
  const findings = asArray(at(value, 'findings')).map((finding, index) => {
    if (!looksLikeFinding(finding)) {
      throw findingsErrors.BASELINE_MALFORMED({ problem: `entry ${index} of \`findings\` is no finding` });
    }
    return finding;
  });
  const identityVersion = asIdentityVersion(at(value, 'identityVersion'));
  return baselineOf({ findings, identityVersion });
}

/** Whether everything is there, in the right type, that `findingItems` reads. */
function looksLikeFinding(value: unknown): value is Finding {
  const object = asObject(value);
  const texts = [object?.['id'], object?.['scanner'], object?.['rule'], object?.['message']];
  const occurrences = asArray(object?.['occurrences']);
  return (
    texts.every((text) => typeof text === 'string') && occurrences.length > 0 && occurrences.every(looksLikeOccurrence)
  );
}

function looksLikeOccurrence(value: unknown): boolean {
  const start = at(value, 'location', 'range', 'start');
  const end = at(value, 'location', 'range', 'end');
  const numbers = [at(start, 'line'), at(start, 'column'), at(end, 'line')];
  return (
    asText(at(value, 'location', 'path')) !== undefined &&
    Object.values(asObject(at(value, 'fingerprints')) ?? { none: 0 }).every((hash) => typeof hash === 'string') &&
    (at(value, 'location', 'range') === undefined || numbers.every((number) => typeof number === 'number'))
  );
}

function baselineFinding(finding: Finding, identityVersion: number): BaselineFinding[] {
  const [primary, ...others] = findingItems(finding, {
    onlyLasting: identityVersion !== IDENTITY_VERSION,
  });
  return primary === undefined ? [] : [{ id: finding.id, items: [primary, ...others] }];
}
