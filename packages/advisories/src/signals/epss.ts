import { advisoryErrors } from '../errors.ts';
import { lowerBound } from '../partition/format.ts';

/** The probability of exploitation within 30 days by FIRST's model, and its rank among all CVEs. */
export interface EpssScore {
  readonly probability: number;
  readonly percentile: number;
}

export interface EpssScores {
  /** Of the model, `v2025.03.14`. */
  readonly model: string;
  /** RFC 3339 date of the scores. */
  readonly date: string;
  readonly count: number;
  of(cve: string): EpssScore | undefined;
}

const MAX_LINE = 256;

/** A CVE as a number that sorts: the year times 2^32 plus the number; undefined for another identifier. */
export function cveNumber(cve: string): number | undefined {
  const match = /^CVE-(?<year>\d{4})-(?<number>\d{4,9})$/i.exec(cve)?.groups;
  return match === undefined ? undefined : Number(match['year']) * 4_294_967_296 + Number(match['number']);
}

/** Parsed scores as they are stored: three columns sorted by CVE, behind a line of JSON. */
export interface EpssTable {
  readonly model: string;
  readonly date: string;
  readonly count: number;
  readonly bytes: Uint8Array;
}

/** Reads FIRST's CSV (`#model_version:…,score_date:…`, `cve,epss,percentile`); any malformed line refuses the whole. */
export function parseEpss(bytes: Uint8Array, what: string): EpssTable {
  const fail = (reason: string): never => {
    throw advisoryErrors.MALFORMED_SIGNALS({ what, reason });
  };
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const comment = /^#model_version:(?<model>[^,\r\n]*),score_date:(?<date>[^\r\n]*)/.exec(text)?.groups ?? {};
  const { model = '', date = '' } = comment;
  // A number that is cut short would still read as a number.
  if (!text.endsWith('\n')) fail('its last line is cut off');
  const rows: [number, number, number][] = [];
  for (const [number, line] of lines(text)) {
    const row = parseLine(line);
    if (row === undefined) return fail(`line ${number} is not cve,epss,percentile`);
    if (row !== 'heading') rows.push(row);
  }
  if (rows.length === 0) fail('it has no scores');
  rows.sort(([a], [b]) => a - b);
  return { model, date, count: rows.length, bytes: pack(rows, model, date) };
}

/** Lines with their numbers, one at a time, none longer than a score can be. */
function* lines(text: string): Generator<[number, string]> {
  let number = 0;
  for (let at = 0; at < text.length;) {
    const end = text.indexOf('\n', at);
    number += 1;
    yield [number, text.slice(at, Math.min(end, at + MAX_LINE)).trim()];
    at = end + 1;
  }
}

function parseLine(line: string): [number, number, number] | 'heading' | undefined {
  if (line === '' || line.startsWith('#') || line.startsWith('cve,')) return 'heading';
  const [cve = '', epss = '', percentile = ''] = line.split(',');
  const key = cveNumber(cve);
  const values = [Number(epss), Number(percentile)] as const;
  const sound =
    key !== undefined && epss !== '' && percentile !== '' && values.every((value) => value >= 0 && value <= 1);
  return sound ? [key, ...values] : undefined;
}

const HEAD_BYTES = 256;

function pack(rows: readonly (readonly [number, number, number])[], model: string, date: string): Uint8Array {
  const bytes = new Uint8Array(HEAD_BYTES + rows.length * 16);
  const head = JSON.stringify({ model: model.slice(0, 60), date: date.slice(0, 60), count: rows.length });
  bytes.set(Buffer.from(head.padEnd(HEAD_BYTES)), 0);
  const keys = new Float64Array(bytes.buffer, HEAD_BYTES, rows.length);
  const values = new Float32Array(bytes.buffer, HEAD_BYTES + rows.length * 8, rows.length * 2);
  for (const [at, [key, probability, percentile]] of rows.entries()) {
    keys[at] = key;
    values[at * 2] = probability;
    values[at * 2 + 1] = percentile;
  }
  return bytes;
}

/** Opens what `parseEpss` packed. */
export function openEpss(bytes: Uint8Array, what: string): EpssScores {
  const own = Uint8Array.from(bytes);
  const head = JSON.parse(Buffer.from(own.subarray(0, HEAD_BYTES)).toString()) as Omit<EpssTable, 'bytes'>;
  if (own.length !== HEAD_BYTES + head.count * 16) {
    throw advisoryErrors.PARTITION_DAMAGED({ path: what, reason: 'it has a wrong length' });
  }
  const keys = new Float64Array(own.buffer, HEAD_BYTES, head.count);
  const values = new Float32Array(own.buffer, HEAD_BYTES + head.count * 8, head.count * 2);
  return {
    ...head,
    of(cve) {
      const key = cveNumber(cve);
      const at = key === undefined ? head.count : lowerBound(keys, key);
      if (keys[at] !== key || key === undefined) return undefined;
      return { probability: round(values[at * 2]), percentile: round(values[at * 2 + 1]) };
    },
  };
}

/** The CSV has five decimals; a 32-bit float keeps seven digits. */
const round = (value = 0): number => Math.round(value * 100_000) / 100_000;
