import { secretErrors } from './errors.ts';

/** The `secrets` section of sallyport.yaml, with defaults. */
export interface SecretOptions {
  /** Looks at files that git ignores too. */
  readonly includeIgnored: boolean;
  /** How deep archives in archives are opened; 0 opens none. */
  readonly archiveDepth: number;
  /** How often base64, hex and escapes are decoded again; 0 decodes nothing. */
  readonly decodeDepth: number;
  readonly maxFileBytes: number;
}

const DEFAULTS: SecretOptions = Object.freeze({
  includeIgnored: false,
  archiveDepth: 3,
  decodeDepth: 2,
  maxFileBytes: 4 * 1024 ** 3,
});

/** Checks the options. Throws SECRETS_BAD_OPTION. */
export function readOptions(given: { readonly [name: string]: unknown }): SecretOptions {
  return {
    includeIgnored: booleanOption(given, 'includeIgnored'),
    archiveDepth: countOption(given, 'archiveDepth', 10),
    decodeDepth: countOption(given, 'decodeDepth', 5),
    maxFileBytes: countOption(given, 'maxFileBytes', Number.MAX_SAFE_INTEGER),
  };
}

function booleanOption(given: { readonly [name: string]: unknown }, option: 'includeIgnored'): boolean {
  const value = given[option] ?? DEFAULTS[option];
  if (typeof value !== 'boolean') throw secretErrors.BAD_OPTION({ option, problem: 'has to be true or false' });
  return value;
}

function countOption(
  given: { readonly [name: string]: unknown },
  option: 'archiveDepth' | 'decodeDepth' | 'maxFileBytes',
  most: number,
): number {
  const value = given[option] ?? DEFAULTS[option];
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > most)
    throw secretErrors.BAD_OPTION({ option, problem: `has to be a whole number from 0 to ${most}` });
  return value;
}
