import { array, boolean, number, object, oneOf, optional, string } from '@sallyport/documents';
import type { ShapeValue } from '@sallyport/documents';
import { SEVERITIES } from '@sallyport/findings';

const patterns = (doc: string) => optional(array(string({ minLength: 1 })), doc);

/** One rule of a user, in `sallyport.yaml` or in a file of its own. */
export const CUSTOM_RULE = object({
  id: string({
    pattern: /^[a-z0-9][a-z0-9._-]{0,99}$/i,
    what: 'a name of letters, digits, dots and dashes',
    doc: 'Name of the rule; that of a built-in rule replaces it.',
  }),
  pattern: string({
    minLength: 1,
    doc: 'Regular expression without look-around; the secret is its first group, or the whole match.',
  }),
  title: optional(string({ minLength: 1 }), 'What kind of secret this is.'),
  severity: optional(oneOf(SEVERITIES), 'How bad a leak is; high where it is left out.'),
  opens: optional(string({ minLength: 1 }), 'What it gives access to.'),
  revoke: optional(string({ minLength: 1 }), 'How to revoke it, in one sentence.'),
  url: optional(string({ pattern: /^https:\/\//, what: 'an https address' }), 'Where to revoke it.'),
  ignoreCase: optional(boolean(), 'Whether letter case is ignored.'),
  secretGroup: optional(number({ integer: true, min: 0, max: 99 }), 'The group that holds the secret.'),
  keywords: optional(
    array(string({ minLength: 2 })),
    'Texts of which one stands in every match; they make the search quick.',
  ),
  entropy: optional(number({ min: 0, max: 8 }), 'Least entropy of the secret, in bits a character.'),
  path: optional(string({ minLength: 1 }), 'Regular expression on the path of the file.'),
  allow: optional(
    object({
      secret: patterns('Patterns of secrets that are none.'),
      match: patterns('Patterns of matches that are none.'),
      line: patterns('Patterns of lines in which nothing counts.'),
      paths: patterns('Patterns of paths in which nothing counts.'),
      words: patterns('Words that make a secret none.'),
    }),
    'What is not reported.',
  ),
});

export type CustomRule = ShapeValue<typeof CUSTOM_RULE>;

/** The `secrets` section of `sallyport.yaml`. */
export const SECRETS_SECTION = object({
  includeIgnored: optional(boolean(), 'Look at files that git ignores too.'),
  archiveDepth: optional(number({ integer: true, min: 0, max: 10 }), 'How deep archives in archives are opened.'),
  decodeDepth: optional(
    number({ integer: true, min: 0, max: 5 }),
    'How often base64, hex and escapes are decoded again.',
  ),
  maxFileBytes: optional(number({ integer: true, min: 0 }), 'Larger files are left out.'),
  useDefault: optional(boolean(), 'Whether the built-in rules are in effect; true where it is left out.'),
  disable: optional(array(string({ minLength: 1 })), 'Rules that are not in effect, by id.'),
  rules: optional(array(CUSTOM_RULE), 'Rules of your own.'),
  ruleFiles: optional(array(string({ minLength: 1 })), 'YAML files with more rules, relative to this file.'),
  gitleaks: optional(
    string({ minLength: 1 }),
    'A gitleaks configuration; .gitleaks.toml in the target where it is left out.',
  ),
});

export type SecretsSection = ShapeValue<typeof SECRETS_SECTION>;
