import type { SecretRule } from '../rule.ts';

/**
 * How a kind of credential looks in text: the part of a rule that is put together here, so that a rule reads as data.
 * Every pattern keeps to what JavaScript and the linear-time engine share: no look-around, no back-references.
 */
export type Shape = Pick<SecretRule, 'pattern' | 'keywords' | 'allow'>;

/** A uuid in the usual five groups. */
export const UUID = '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}';
/** A JSON object in base64url, as a part of a JWT: starts with `{"`. */
export const JWT = String.raw`eyJ[A-Za-z0-9_-]{10,600}\.eyJ[A-Za-z0-9_-]{10,2400}\.[A-Za-z0-9_-]{20,700}`;

/** Letters and digits, `least` of them, or `least` to `most`. */
export function alnum(least: number, most = least): string {
  return `[A-Za-z0-9]${count(least, most)}`;
}

/** Small letters and digits. */
export function lower(least: number, most = least): string {
  return `[a-z0-9]${count(least, most)}`;
}

/** Capitals and digits. */
export function upper(least: number, most = least): string {
  return `[A-Z0-9]${count(least, most)}`;
}

/** Hexadecimal digits in small letters. */
export function hex(least: number, most = least): string {
  return `[a-f0-9]${count(least, most)}`;
}

/** The alphabet of base64url: letters, digits, `_` and `-`. */
export function web(least: number, most = least): string {
  return `[A-Za-z0-9_-]${count(least, most)}`;
}

/** Digits only. */
export function digits(least: number, most = least): string {
  return `[0-9]${count(least, most)}`;
}

/** The alphabet of base64, without padding. */
export function base64(least: number, most = least): string {
  return `[A-Za-z0-9+/]${count(least, most)}`;
}

function count(least: number, most: number): string {
  return least === most ? `{${least}}` : `{${least},${most}}`;
}

/** What ends a token: a character that none is made of, the end of a sentence, or the end of the text. */
const END = String.raw`(?:[^\w+/=.~-]|\.(?:[\s"']|$)|$)`;
/** From the end of a name to its value's first character: `_token": "`, ` := '`, `", "`, `>\n  `. Quotes may be escaped. */
const OPERATOR = [
  String.raw`[\w .\t-]{0,30}?`,
  String.raw`(?:\\?["'\x60)\]}\s]){0,3}`,
  String.raw`(?::\s?[A-Za-z]{3,7}\s?)?`,
  String.raw`(?:[:?.|]{0,3}=>?|[:,>(]|\|\|)`,
  String.raw`[\s({]{0,10}(?:Bearer |Basic |Token )?(?:\\?["'\x60]){0,3}`,
].join('');

/**
 * A token that says by its first characters what it is: `prefixed('ghp_', alnum(36))`. A prefix is taken literally and in its case,
 * `body` is a pattern. A letter, digit or `_` before it makes it a part of another word.
 */
export function prefixed(prefix: string | readonly string[], body: string, tail = END): Shape {
  const prefixes = typeof prefix === 'string' ? [prefix] : prefix;
  const start = prefixes.every((text) => /^\w/.test(text)) ? String.raw`\b` : '';
  return { pattern: `${start}(${oneOf(prefixes.map(escaped))}${body})${tail}`, keywords: prefixes.map(lowerCased) };
}

/** As `prefixed`, where what follows the token may be anything but a letter, digit or `_`: for tokens that no text holds by chance. */
export function marked(prefix: string | readonly string[], body: string): Shape {
  return prefixed(prefix, body, String.raw`(?:\W|$)`);
}

/**
 * A token without a mark of its own, known by the name that it is assigned to: `assigned(['adafruit'], lower(32))`.
 * A name is written in small letters, with `-` where words meet; it is found as `adafruitKey`, `ADAFRUIT_KEY`, `Adafruit-Key`.
 * A value of letters alone is no token but a word; `words: true` takes it all the same.
 */
export function assigned(names: readonly string[], token: string, options: { readonly words?: boolean } = {}): Shape {
  return {
    pattern: `(?:${names.flatMap(spellings).join('|')})${OPERATOR}(${token})${END}`,
    keywords: [...new Set(names.flatMap(joined))],
    ...(options.words === true ? {} : { allow: { secret: ['^[A-Za-z_.=-]*$'] } }),
  };
}

/**
 * As `assigned`, where the name says little about the value's form: only a literal is taken, which is quoted or ends its line,
 * element or shell word, so that expressions of code are left alone.
 */
export function assignedLiteral(names: readonly string[], token: string): Shape {
  const quoted = String.raw`(?:(?:[:?.|]{0,3}=>?|[:>(]|\|\|)\s{0,6}|,[ \t]{0,4})(?:\\?["'\x60]){1,2}(${token})\\?["'\x60]`;
  const bare = String.raw`(?:[:?]{0,3}=|:|>)\s{0,6}(${token})(?:[\s<&\\]|$)`;
  return {
    pattern: String.raw`(?:${names.flatMap(spellings).join('|')})[\w .\t-]{0,20}?["'\x60]?\s{0,3}(?:${quoted}|${bare})`,
    keywords: [...new Set(names.flatMap(joined))],
    allow: { secret: ['^[A-Za-z_.=-]*$'] },
  };
}

/** The password of a URL `scheme://user:password@host`; the user may be missing. */
export function urlPassword(schemes: readonly string[], host = String.raw`[\w.-]{1,200}`): Shape {
  return {
    pattern: String.raw`\b${oneOf(schemes.map(escaped))}://[^\s:@/"'<>\x60{}$]{0,100}:([^\s:@/"'<>\x60{}$*]{3,200})@${host}`,
    keywords: schemes.map((scheme) => `${scheme}://`),
    allow: {
      secret: [
        '^(?:[Pp]ass(?:word|wd)?|PASS(?:WORD)?|pw|pwd|secret|[a-z]{1,4}|root|admin|user(?:name)?|[Xx.*%#-]+|%[sdv].*|\\[.*)$',
      ],
      match: [
        String.raw`@(?:localhost|127\.|0\.0\.0\.0|host(?:name)?\b|\[|(?:[\w-]+\.)*(?:example|test|invalid|local)\b)`,
      ],
    },
  };
}

/** A pattern as it is written, for the shapes that no builder here makes. Keywords stand in every match. */
export function written(keywords: readonly string[], pattern: string): Shape {
  return { pattern, keywords };
}

function oneOf(patterns: readonly string[]): string {
  return patterns.length === 1 ? patterns.join('') : `(?:${patterns.join('|')})`;
}

function escaped(text: string): string {
  return text.replaceAll(/[$.*+?^(){}[\]|\\]/g, String.raw`\$&`);
}

function lowerCased(text: string): string {
  return text.toLowerCase();
}

/** `new-relic` as a pattern in capitals, and one in small letters where each word may start with a capital. */
function spellings(name: string): string[] {
  const words = name.split('-');
  const small = words.map((word) => word.replace(/^[a-z]/, (first) => `[${first.toUpperCase()}${first}]`));
  return [words.join('[_. -]?').toUpperCase(), small.join('[_. -]?')];
}

/** How the first two words of a name may be written: `new-relic` as `newrelic`, `new-relic`, `new_relic`, `new.relic`, `new relic`. */
function joined(name: string): string[] {
  const [first = '', second] = name.split('-');
  return second === undefined ? [first] : ['', '-', '_', '.', ' '].map((by) => first + by + second);
}
