/** Public keys by reference: a file, an environment variable, or a service that keeps the key. */
import { messageOf } from '@sallyport/kernel';

import { signingErrors } from '../errors.ts';
import { readPublicKey } from './public-key.ts';
import type { PublicKey } from './public-key.ts';
import type { Signer } from './signer.ts';

/** A service that keeps keys and signs with them: Vault's transit engine, a cloud's KMS, a PKCS#11 token. */
export interface KeyService {
  /** What references begin with, for example `hashivault://`. */
  readonly scheme: string;
  /** `name` is what follows the scheme. */
  signer(name: string): Promise<Signer>;
  publicKey(name: string): Promise<PublicKey>;
}

export interface KeyContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly services: readonly KeyService[];
}

/** The public key that a reference names. A reference to a private key in a file is refused: verifiers need none. */
export async function publicKeyFor(reference: string, context: KeyContext): Promise<PublicKey> {
  const service = serviceFor(reference, context);
  if (service !== undefined) return service.publicKey(reference.slice(service.scheme.length));
  return readPublicKey(await readReference(reference, context), reference);
}

/** The service that keeps the key; undefined where the reference names a file or a variable. */
export function serviceFor(reference: string, context: KeyContext): KeyService | undefined {
  return context.services.find(({ scheme }) => reference.startsWith(scheme));
}

/** What the file or variable holds. Throws SIGNING_KEY_UNREADABLE and SIGNING_KEY_REFERENCE. */
export async function readReference(reference: string, context: KeyContext): Promise<string> {
  if (reference.startsWith('env://')) {
    const value = context.env[reference.slice('env://'.length)];
    if (value === undefined) throw signingErrors.KEY_UNREADABLE({ what: reference, detail: 'the variable is not set' });
    return value;
  }
  if (reference.includes('://')) throw signingErrors.KEY_REFERENCE({ reference });
  try {
    return process.getBuiltinModule('node:fs').readFileSync(reference, 'utf8');
  } catch (error) {
    throw signingErrors.KEY_UNREADABLE({ what: reference, detail: messageOf(error) }, { cause: error });
  }
}
