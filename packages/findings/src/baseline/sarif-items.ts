import { sha256Hex } from '@sallyport/kernel';

import { normalizeLine } from '../identity/context-hash.ts';
import { IDENTITY_VERSION } from '../identity/identify.ts';
import { hashItems, lastingOf, sidedPath } from '../matching/finding-items.ts';
import type { MatchItem } from '../matching/item.ts';
import { asArray, asObject, asOrdinal, asText, at, type JsonObject } from './json-access.ts';

/** The key of our own id among a SARIF result's `partialFingerprints`. */
export const SARIF_ID_KEY = 'sallyportId/v1';

/** A SARIF result in neutral form. */
export interface SarifItem {
  readonly item: MatchItem;
  /** Our own id, and the version of the identity that made it, where the log is ours. */
  readonly id?: string;
  readonly identityVersion?: number;
  /** Index of its run, and of the result within it. */
  readonly run: number;
  readonly result: number;
}

/** The version of the identity that a report names; reports from before it was named are of the first one. */
export function asIdentityVersion(value: unknown): number {
  return typeof value === 'number' && Number.isInteger(value) ? value : 1;
}

/** Reads the results of a SARIF 2.1.0 log of any tool; those without a rule or with `baselineState: absent` are left out. */
export function sarifItems(log: unknown): SarifItem[] {
  return asArray(at(log, 'runs')).flatMap((run, runIndex) =>
    asArray(at(run, 'results')).flatMap((result, index) => {
      const object = asObject(result);
      if (object === undefined || object['baselineState'] === 'absent') return [];
      return [{ ...resultItem(object, run), run: runIndex, result: index }];
    }),
  );
}

function resultItem(result: JsonObject, run: unknown): Pick<SarifItem, 'item' | 'id' | 'identityVersion'> {
  const rule = asObject(ruleOf(result, run));
  const name = asText(result['ruleId']) ?? asText(at(result, 'rule', 'id')) ?? asText(rule?.['id']) ?? '';
  const place = at(result, 'locations', 0, 'physicalLocation');
  const region = at(place, 'region');
  const startLine = asOrdinal(at(region, 'startLine'));
  const partial = asObject(result['partialFingerprints']);
  const id = asText(partial?.[SARIF_ID_KEY]);
  const identityVersion = asIdentityVersion(at(run, 'properties', 'identityVersion'));
  const path = pathOf(place, run);
  const item: MatchItem = {
    rule: name,
    path: id === undefined ? path : sidedPath(path, asText(at(result, 'properties', 'commit', 'sha'))),
    message: messageOf(result, rule),
    ...definedOf({
      startLine,
      endLine: startLine === undefined ? undefined : (asOrdinal(at(region, 'endLine')) ?? startLine),
      startColumn: asOrdinal(at(region, 'startColumn')),
      fingerprint: fingerprintOf(result),
    }),
    ...(id === undefined || identityVersion === IDENTITY_VERSION
      ? hashesOf(place, partial)
      : hashItems(lastingOf(textsOf(partial)))),
  };
  return id === undefined ? { item } : { item, id, identityVersion };
}

/** The object without its undefined members. */
function definedOf<T extends object>(object: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

function ruleOf(result: JsonObject, run: unknown): unknown {
  const index = result['ruleIndex'] ?? at(result, 'rule', 'index');
  return typeof index === 'number' ? at(run, 'tool', 'driver', 'rules', index) : undefined;
}

function messageOf(result: JsonObject, rule: JsonObject | undefined): string {
  const message = asObject(result['message']);
  const text = asText(message?.['text']) ?? asText(message?.['markdown']);
  if (text !== undefined) return text;
  const id = asText(message?.['id']);
  const template = id === undefined ? undefined : asText(at(rule, 'messageStrings', id, 'text'));
  const values = asArray(message?.['arguments']).map(String);
  return (template ?? values.join(' ')).replaceAll(
    /\{(\d+)\}/g,
    (whole, index: string) => values[Number(index)] ?? whole,
  );
}

function pathOf(place: unknown, run: unknown): string {
  const artifact = at(place, 'artifactLocation');
  const index = at(artifact, 'index');
  const uri =
    asText(at(artifact, 'uri')) ??
    (typeof index === 'number' ? asText(at(run, 'artifacts', index, 'location', 'uri')) : undefined) ??
    '';
  const path = uri.replace(/^file:\/*(?=\/)/i, '').replace(/^\.\//, '');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** `fingerprints` identify a result by themselves (SARIF 3.27.16); `partialFingerprints` only help. */
function fingerprintOf(result: JsonObject): string | undefined {
  const fingerprints = asObject(result['fingerprints']);
  if (fingerprints === undefined) return undefined;
  const entries = Object.entries(fingerprints).filter(([, value]) => typeof value === 'string');
  return entries.length === 0 ? undefined : JSON.stringify(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Our own hashes and GitHub's where the log has them, and else those of the snippets. */
function hashesOf(place: unknown, partial: JsonObject | undefined): ReturnType<typeof hashItems> {
  const contextHash = textHash(at(place, 'contextRegion', 'snippet', 'text'));
  const lineHash = textHash(at(place, 'region', 'snippet', 'text'));
  return { ...definedOf({ contextHash, lineHash }), ...hashItems(textsOf(partial)) };
}

function textsOf(object: JsonObject | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(object ?? {}).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value] as const] : [])),
  );
}

function textHash(value: unknown): string | undefined {
  const text = asText(value);
  if (text === undefined || text.trim() === '') return undefined;
  return sha256Hex(text.split('\n').map(normalizeLine).filter(Boolean).join('\n')).slice(0, 16);
}
