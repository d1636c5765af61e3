import { comparatorOf, ecosystemByName } from '@sallyport/inventory';
import type { VersionScheme } from '@sallyport/inventory';
import { isForeignObject, jsonList, jsonMember, jsonText, jsonTexts } from '@sallyport/kernel';

import type { Advisory, AdvisoryKind, AffectedCode, AffectedPackage, CvssScore, Interval, Rating } from '../model.ts';
import type { ScoreVector } from '../severity/cvss.ts';
import { ratingOfWord } from '../severity/rating.ts';
import { ecosystemKey } from './ecosystem-key.ts';
import { intervalsOf, isAffected } from './intervals.ts';
import { sourceOfId } from './source-of-id.ts';

const MAX_DETAILS = 8192;
const MAX_SUMMARY = 512;
const MAX_REFERENCES = 30;
const MAX_ALIASES = 64;
const MAX_VERSIONS = 20_000;

/**
 * `skipped`: withdrawn, or a release note that is no vulnerability. `malformed`: no OSV record, with the reason.
 * `modified` is there whenever the record has an id, so that an update knows what it has seen.
 */
export type ParsedOsv =
  | { readonly kind: 'advisory'; readonly advisory: Advisory }
  | { readonly kind: 'skipped'; readonly id: string; readonly modified: string }
  | { readonly kind: 'malformed'; readonly reason: string };

/** Brings a parsed OSV record (schema 1.0 to 1.7) into our own form. */
export function parseOsv(record: unknown, score: ScoreVector): ParsedOsv {
  if (!isForeignObject(record)) return { kind: 'malformed', reason: 'it is no object' };
  const id = jsonText(record, 'id');
  if (id === undefined || id.length > 256) return { kind: 'malformed', reason: 'it has no id' };
  const modified = jsonText(record, 'modified') ?? '';
  const affected = jsonMember(record, 'affected');
  if (affected !== undefined && affected !== null && !Array.isArray(affected)) {
    return { kind: 'malformed', reason: `${id}: affected is no list` };
  }
  if (jsonText(record, 'withdrawn') !== undefined || isReleaseNote(id)) return { kind: 'skipped', id, modified };
  return { kind: 'advisory', advisory: advisoryOf(record, id, score) };
}

function advisoryOf(record: unknown, id: string, score: ScoreVector): Advisory {
  const databaseSpecific = jsonMember(record, 'database_specific');
  return {
    id,
    aliases: jsonTexts(record, 'aliases').slice(0, MAX_ALIASES),
    upstream: upstreamOf(record, id),
    source: sourceOfId(id),
    published: jsonText(record, 'published') ?? '',
    modified: jsonText(record, 'modified') ?? '',
    summary: cut(jsonText(record, 'summary') ?? '', MAX_SUMMARY),
    details: cut(jsonText(record, 'details') ?? '', MAX_DETAILS),
    cwes: jsonTexts(databaseSpecific, 'cwe_ids').slice(0, 16),
    cvss: scoresOf(record, score),
    ...ratingIn(record, databaseSpecific),
    references: jsonList(record, 'references')
      .flatMap((each) => jsonText(each, 'url') ?? [])
      .filter((url) => /^https?:\/\//.test(url) && url.length < 1024)
      .slice(0, MAX_REFERENCES),
    affected: jsonList(record, 'affected').flatMap((each) => affectedOf(each, id, score)),
  };
}

/** Distributions name what a fix mends as `upstream`, and before that field existed as `related`. */
function upstreamOf(record: unknown, id: string): string[] {
  const related = isDistributionRecord(id)
    ? jsonTexts(record, 'related').filter((each) => each.startsWith('CVE-'))
    : [];
  return [...new Set([...jsonTexts(record, 'upstream'), ...related])].slice(0, MAX_ALIASES);
}

const isDistributionRecord = (id: string): boolean =>
  /^(?:DSA|DLA|DTSA|USN|LSN|ALSA|RLSA|RXSA|RHSA|SUSE|openSUSE|MGASA)-/.test(id);

/** AlmaLinux publishes bug fixes and enhancements in the same form as security fixes. */
const isReleaseNote = (id: string): boolean => /^(?:ALBA|ALEA|RLBA|RLEA|RHBA|RHEA)-/.test(id);

const cut = (text: string, length: number): string =>
  text.length > length ? text.slice(0, length).toWellFormed() : text;

function scoresOf(holder: unknown, score: ScoreVector): CvssScore[] {
  return jsonList(holder, 'severity').flatMap((each) => score(jsonText(each, 'score') ?? '') ?? []);
}

/** A rating in words: GitHub and Bitnami in `database_specific`, Ubuntu as a severity of its own type. */
function ratingIn(record: unknown, specific: unknown): { rating?: Rating } {
  const words = [
    jsonText(specific, 'severity'),
    jsonText(specific, 'urgency'),
    ...jsonList(record, 'severity')
      .filter((each) => !(jsonText(each, 'type') ?? '').startsWith('CVSS'))
      .map((each) => jsonText(each, 'score')),
  ];
  const rating = words
    .map((word) => (word === undefined ? undefined : ratingOfWord(word)))
    .find((each) => each !== undefined);
  return rating === undefined ? {} : { rating };
}

function affectedOf(each: unknown, id: string, score: ScoreVector): AffectedPackage[] {
  const found = jsonMember(each, 'package');
  const ecosystem = jsonText(found, 'ecosystem');
  const name = jsonText(found, 'name');
  if (ecosystem === undefined || name === undefined) return [];
  const specific = jsonMember(each, 'database_specific');
  const local = jsonMember(each, 'ecosystem_specific');
  const scheme = ecosystemByName(ecosystem)?.scheme ?? 'semver';
  const intervals = allIntervals(each, scheme, jsonText(specific, 'last_known_affected_version_range'));
  const code = codeOf(local);
  return [
    {
      ecosystem: ecosystemKey(ecosystem),
      name,
      intervals,
      versions: versionsOutside(jsonTexts(each, 'versions'), intervals, scheme),
      kind: kindOf(id, specific),
      cvss: scoresOf(each, score),
      ...ratingIn(each, isForeignObject(specific) ? { ...(isForeignObject(local) ? local : {}), ...specific } : local),
      ...(code.length === 0 ? {} : { code }),
    },
  ];
}

function allIntervals(each: unknown, scheme: VersionScheme, lastKnown: string | undefined): Interval[] {
  return jsonList(each, 'ranges')
    .filter((range) => jsonText(range, 'type') !== 'GIT')
    .flatMap((range) => intervalsOf(range, scheme, lastKnown));
}

/** Sources list every affected version beside the ranges; only those that no range holds say something more. */
function versionsOutside(versions: readonly string[], intervals: readonly Interval[], scheme: VersionScheme): string[] {
  const compare = comparatorOf(scheme);
  return versions.slice(0, MAX_VERSIONS).filter((version) => !isAffected(intervals, version, compare));
}

const INFORMATIONAL: readonly AdvisoryKind[] = ['unmaintained', 'unsound', 'notice'];

function kindOf(id: string, specific: unknown): AdvisoryKind {
  if (id.startsWith('MAL-')) return 'malicious';
  const informational = jsonText(specific, 'informational');
  return (
    INFORMATIONAL.find((kind) => kind === informational) ?? (informational === undefined ? 'vulnerability' : 'notice')
  );
}

/** Go names symbols by import path, Rust functions by their full path. */
function codeOf(local: unknown): AffectedCode[] {
  const imports = jsonList(local, 'imports').flatMap((each) => {
    const path = jsonText(each, 'path');
    return path === undefined ? [] : [{ path, symbols: jsonTexts(each, 'symbols') }];
  });
  const functions = jsonTexts(jsonMember(local, 'affects'), 'functions');
  return functions.length === 0 ? imports : [...imports, { path: '', symbols: functions }];
}
