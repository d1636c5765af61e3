/** Keys by reference: a file, an environment variable, or a key that stays in a service which signs with it. */
import { readFile } from 'node:fs/promises';

import { messageOf } from '@sallyport/kernel';

import { signingErrors } from '../errors.ts';
import { readPublicKey } from './public-key.ts';
import type { PublicKey } from './public-key.ts';
import { keySigner, readPrivateKey } from './signer.ts';
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

const PASSWORD_VARIABLES = ['SALLYPORT_KEY_PASSWORD', 'COSIGN_PASSWORD'];

/** The signer that a reference names. */
export async function signerFor(reference: string, context: KeyContext): Promise<Signer> {
  const service = serviceFor(reference, context);
  if (service !== undefined) return service.signer(reference.slice(service.scheme.length));
  const pem = await readReference(reference, context);
  const password = PASSWORD_VARIABLES.map((name) => context.env[name]).find((value) => value !== undefined);
  return keySigner(readPrivateKey(pem, password, reference));
}

/** The public key that a reference names. A reference to a private key in a file is refused: verifiers need none. */
export async function publicKeyFor(reference: string, context: KeyContext): Promise<PublicKey> {
  const service = serviceFor(reference, context);
  if (service !== undefined) return service.publicKey(reference.slice(service.scheme.length));
  return readPublicKey(await readReference(reference, context), reference);
}

function serviceFor(reference: string, context: KeyContext): KeyService | undefined {
  return context.services.find(({ scheme }) => reference.startsWith(scheme));
}

async function readReference(reference: string, context: KeyContext): Promise<string> {
  if (reference.startsWith('env://')) {
    const value = context.env[reference.slice('env://'.length)];
    if (value === undefined) throw signingErrors.KEY_UNREADABLE({ what: reference, detail: 'the variable is not set' });
    return value;
  }
  if (reference.includes('://')) throw signingErrors.KEY_REFERENCE({ reference });
  try {
    return await readFile(reference, 'utf8');
  } catch (error) {
    throw signingErrors.KEY_UNREADABLE({ what: reference, detail: messageOf(error) }, { cause: error });
  }
}
