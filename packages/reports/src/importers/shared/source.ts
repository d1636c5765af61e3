import { DEFAULT_LIMITS, messageOf } from '@sallyport/kernel';
import type { Limits } from '@sallyport/kernel';
import { XMLParser, XMLValidator } from 'fast-xml-parser';

import { reportErrors } from '../../errors.ts';
import { jsonValues } from './json-values.ts';

/** A report's text and its readings, each made once. */
export interface ReportSource {
  readonly text: string;
  /** The text is empty but for white space: a scan that wrote nothing. */
  readonly empty: boolean;
  /** The one JSON value. Throws `REPORTS_MALFORMED_REPORT`. */
  json(): unknown;
  /** Each JSON value of lines or values one behind the other. Throws `REPORTS_MALFORMED_REPORT`. */
  jsonValues(): readonly unknown[];
  /** The XML tree: attributes with `@`, prefixes of names removed, texts as they are. Throws `REPORTS_MALFORMED_REPORT`. */
  xml(): unknown;
  /** What the JSON or XML readers give, or undefined; for telling one format from another. */
  tree(): unknown;
}

/** Wraps a report. Throws `REPORTS_REPORT_TOO_LARGE`. */
export function reportSource(text: string, tool: string, limits: Limits = DEFAULT_LIMITS): ReportSource {
  const bytes = Buffer.byteLength(text);
  if (bytes > limits.documentBytes) throw reportErrors.REPORT_TOO_LARGE({ bytes, limit: limits.documentBytes });
  const clean = text.replace(/^\uFEFF/, '');
  const json = once(() => guarded(tool, () => JSON.parse(clean) as unknown));
  const values = once(() => guarded(tool, () => jsonValues(clean)));
  const xml = once(() => guarded(tool, () => parseXml(clean)));
  return {
    text: clean,
    empty: clean.trim() === '',
    json,
    jsonValues: values,
    xml,
    tree: once(() => firstThatReads([json, values, xml])),
  };
}

function firstThatReads(readings: readonly (() => unknown)[]): unknown {
  for (const read of readings) {
    try {
      return read();
    } catch {
      // Another reading may fit.
    }
  }
  return undefined;
}

function parseXml(text: string): unknown {
  const valid = XMLValidator.validate(text, { allowBooleanAttributes: false });
  if (valid !== true) throw new SyntaxError(`${valid.err.msg} (line ${valid.err.line})`);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    removeNSPrefix: true,
    parseTagValue: false,
    parseAttributeValue: false,
    processEntities: true,
    htmlEntities: false,
  });
  return parser.parse(text);
}

function guarded<T>(tool: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw reportErrors.MALFORMED_REPORT({ tool, detail: messageOf(error).slice(0, 200) }, { cause: error });
  }
}

function once<T>(make: () => T): () => T {
  const made: { value?: { readonly it: T } } = {};
  return () => {
    made.value ??= { it: make() };
    return made.value.it;
  };
}
