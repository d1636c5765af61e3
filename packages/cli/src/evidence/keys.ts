import { resolve } from 'node:path';

import { systemCode } from '@sallyport/kernel';
import type { KeyService, PublicKey, Signer, TrustedSigner } from '@sallyport/signing';
import { publicKeyFor } from '@sallyport/signing/public-key';
import { readTrustRoot } from '@sallyport/signing/trust-root';
import type { TrustRoot } from '@sallyport/signing/trust-root';

import type { CommandInput, ParsedOptions } from '../command.ts';
import { cliErrors } from '../errors.ts';
import type { Io } from '../io.ts';

/** The signer that `--key` names. Throws CLI_MISSING_ARGUMENT without one, and what is wrong with the key. */
export async function signerOf(command: string, input: CommandInput, io: Io): Promise<Signer> {
  const reference = input.options.text('key');
  if (reference === undefined)
    throw cliErrors.MISSING_ARGUMENT({
      command,
      what: '--key',
      example: `sallyport ${command} IMAGE --key release.pem`,
    });
  const { signerFor } = await import('@sallyport/signing');
  return signerFor(located(reference, io), { env: io.env, services: await keyServices(io) });
}

/** The signers that `--key` and `--identity` accept. Throws CLI_MISSING_ARGUMENT where neither names one, or an identity has no trust root. */
export async function trustedSigners(command: string, input: CommandInput, io: Io): Promise<readonly TrustedSigner[]> {
  const keys = await publicKeysOf(input.options, io);
  const identities = input.options.list('identity').map(readIdentityOption);
  if (keys.length + identities.length === 0)
    throw cliErrors.MISSING_ARGUMENT({
      command,
      what: 'who may have signed: --key or --identity',
      example: `sallyport ${command} IMAGE --key release.pub`,
    });
  if (identities.length > 0 && input.options.text('trust-root') === undefined) throw needsTrustRoot(command);
  return [...keys.map((key) => ({ key })), ...identities.map((identity) => ({ identity }))];
}

/** An identity counts by the authorities that certified it: without them, nobody could be it. */
export function needsTrustRoot(command: string): Error {
  return cliErrors.MISSING_ARGUMENT({
    command,
    what: '--trust-root beside --identity: the authorities and logs that vouch for identities',
    example: `sallyport ${command} … --identity https://issuer.example=ci@example.org --trust-root trusted_root.json`,
  });
}

/** The public keys that `--key` names. */
export async function publicKeysOf(options: ParsedOptions, io: Io): Promise<readonly PublicKey[]> {
  const services = await keyServices(io);
  return Promise.all(
    options.list('key').map((reference) => publicKeyFor(located(reference, io), { env: io.env, services })),
  );
}

/** The trust root of `--trust-root`; undefined where none is named. */
export async function trustRootOf(options: ParsedOptions, io: Io): Promise<TrustRoot | undefined> {
  const path = options.text('trust-root');
  return path === undefined ? undefined : readTrustRoot(readText(path, io));
}

/** The text of a file that an option names. */
export function readText(path: string, io: Io): string {
  try {
    return process.getBuiltinModule('node:fs').readFileSync(resolve(io.cwd, path), 'utf8');
  } catch (error) {
    throw cliErrors.UNREADABLE_FILE({ path, reason: systemCode(error) ?? 'unknown' }, { cause: error });
  }
}

/** `ISSUER=SUBJECT` of `--identity`. Throws CLI_OPTION_VALUE. */
export function readIdentityOption(text: string): { issuer: string; subject: string | { pattern: string } } {
  const at = text.indexOf('=', text.indexOf('://') + 1);
  const [issuer, subject] = [text.slice(0, Math.max(0, at)), text.slice(at + 1)];
  if (at < 1 || subject === '')
    throw cliErrors.OPTION_VALUE({ option: '--identity', value: text, allowed: 'ISSUER=SUBJECT' });
  return { issuer, subject: subject.includes('*') ? { pattern: subject } : subject };
}

/** A file that a reference names, from the folder of the user; any other reference as it is. */
export function located(reference: string, io: Io): string {
  return reference.includes('://') ? reference : resolve(io.cwd, reference);
}

/** Vault's transit engine, where the environment says where it is. */
export async function keyServices(io: Io): Promise<readonly KeyService[]> {
  const { VAULT_ADDR: address, VAULT_TOKEN: token } = io.env;
  if (address === undefined || token === undefined) return [];
  const { vaultTransit } = await import('@sallyport/signing/vault-transit');
  const mount = io.env['TRANSIT_SECRET_ENGINE_PATH'];
  return [vaultTransit({ address, token, ...(mount === undefined ? {} : { mount }) })];
}
