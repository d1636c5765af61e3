/** Signers by reference: the same that public keys are named by, opened with a password where there is one. */
import { readReference, serviceFor } from './public-key-reference.ts';
import type { KeyContext } from './public-key-reference.ts';
import { keySigner, readPrivateKey } from './signer.ts';
import type { Signer } from './signer.ts';

const PASSWORD_VARIABLES = ['SALLYPORT_KEY_PASSWORD', 'COSIGN_PASSWORD'];

/** The signer that a reference names. */
export async function signerFor(reference: string, context: KeyContext): Promise<Signer> {
  const service = serviceFor(reference, context);
  if (service !== undefined) return service.signer(reference.slice(service.scheme.length));
  const pem = await readReference(reference, context);
  const password = PASSWORD_VARIABLES.map((name) => context.env[name]).find((value) => value !== undefined);
  return keySigner(readPrivateKey(pem, password, reference));
}
