import type { Session } from '../../run/session.ts';
import { NONE, Opaque, Optional } from '../../values.ts';
import type { CelValue } from '../../values.ts';
import type { Library, OverloadSpec } from '../library.ts';
import { parseTimestamp } from '../times.ts';
import { isUrl } from './urls.ts';

/** A named rule for texts. */
export class Format extends Opaque {
  readonly typeName = 'kubernetes.NamedFormat';
  readonly name: string;
  /** Length of the pattern that the cost of a check is counted by. */
  readonly patternLength: number;
  readonly check: (text: string) => readonly string[];

  constructor(name: string, patternLength: number, check: (text: string) => readonly string[]) {
    super();
    this.name = name;
    this.patternLength = patternLength;
    this.check = check;
  }

  equals(other: Opaque): boolean {
    return other instanceof Format && other.name === this.name;
  }

  text(): string {
    return this.name;
  }
}

/** What is wrong with a text that must match a pattern and be no longer than `most`. */
function rule(pattern: RegExp, most: number, complaint: string): (text: string) => string[] {
  return (text) => {
    const errors: string[] = [];
    if (text.length > most) errors.push(`must be no more than ${most} characters`);
    // A text that is much too long is not matched at all.
    if (text.length > 4 * most || !pattern.test(text)) errors.push(complaint);
    return errors;
  };
}

const LABEL = rule(
  /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/,
  63,
  "must consist of lower case letters, digits or '-', and start and end with a letter or digit",
);
const SUBDOMAIN = rule(
  /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/,
  253,
  "must consist of lower case letters, digits, '-' or '.', and start and end with a letter or digit",
);
const LABEL_1035 = rule(
  /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/,
  63,
  "must consist of lower case letters, digits or '-', start with a letter and end with a letter or digit",
);
const NAME = rule(
  /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/,
  63,
  "must consist of letters, digits, '-', '_' or '.', and start and end with a letter or digit",
);

function qualifiedName(text: string): readonly string[] {
  const parts = text.split('/');
  if (parts.length > 2) return ["must be a name with at most one prefix, as in 'example.com/name'"];
  const errors: string[] = [];
  const [prefix] = parts.length === 2 ? parts : [];
  if (prefix !== undefined) {
    if (prefix === '') errors.push('prefix part must be non-empty');
    else errors.push(...SUBDOMAIN(prefix).map((error) => `prefix part ${error}`));
  }
  const name = parts.at(-1) ?? '';
  if (name === '') errors.push('name part must be non-empty');
  return [...errors, ...(name === '' ? [] : NAME(name).map((error) => `name part ${error}`))];
}

/** For the beginning of a generated name: a dash at its end is no fault. */
function prefixOf(check: (text: string) => readonly string[]): (text: string) => readonly string[] {
  return (text) => check(text.length > 1 && text.endsWith('-') ? `${text.slice(0, -1)}a` : text);
}

function matching(pattern: RegExp, complaint: string): (text: string) => readonly string[] {
  return (text) => (text.length < 100 && pattern.test(text) ? [] : [complaint]);
}

function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && parseTimestamp(`${text}T00:00:00Z`) !== undefined;
}

function isDateTime(text: string): boolean {
  return text.length < 100 && parseTimestamp(text.toUpperCase()) !== undefined;
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text !== '';
}

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

const FORMATS: Readonly<Record<string, Format>> = {
  dns1123Label: new Format('DNS1123Label', 30, LABEL),
  dns1123Subdomain: new Format('DNS1123Subdomain', 60, SUBDOMAIN),
  dns1035Label: new Format('DNS1035Label', 30, LABEL_1035),
  qualifiedName: new Format('QualifiedName', 60, qualifiedName),
  dns1123LabelPrefix: new Format('DNS1123LabelPrefix', 30, prefixOf(LABEL)),
  dns1123SubdomainPrefix: new Format('DNS1123SubdomainPrefix', 60, prefixOf(SUBDOMAIN)),
  dns1035LabelPrefix: new Format('DNS1035LabelPrefix', 30, prefixOf(LABEL_1035)),
  labelValue: new Format('LabelValue', 40, (text) => (text === '' ? [] : NAME(text))),
  uri: new Format('URI', 1000, (text) => (isUrl(text) ? [] : ['invalid URI for request'])),
  uuid: new Format('uuid', 100, matching(UUID, 'does not match the UUID format')),
  byte: new Format('byte', 70, (text) => (isBase64(text) ? [] : ['invalid base64'])),
  date: new Format('date', 100, (text) => (isDate(text) ? [] : ['invalid date'])),
  datetime: new Format('datetime', 100, (text) => (isDateTime(text) ? [] : ['invalid datetime'])),
};

function named(_: unknown, name: string): CelValue {
  const found = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  return found === undefined ? NONE : new Optional(found);
}

function validate(s: Session, format: Format, text: string): CelValue {
  s.work(text.length);
  const errors = format.check(text);
  return errors.length === 0 ? NONE : new Optional(errors);
}

const direct = Object.entries(FORMATS).map(([name, format]): [string, OverloadSpec[]] => [
  `format.${name}`,
  [[`format.${name}`, '() -> kubernetes.NamedFormat', () => format]],
]);

/** Named rules for texts of the Kubernetes API. */
export const NAMED_FORMATS: Library = {
  name: 'kubernetes.format',
  functions: {
    'format.named': [['format-named', '(string) -> optional_type(kubernetes.NamedFormat)', named]],
    validate: [['format-validate', 'kubernetes.NamedFormat.(string) -> optional_type(list(string))', validate]],
    ...Object.fromEntries(direct),
  },
};
