import type { Command } from '../command.ts';
import { REGISTRY_OPTIONS, SIGN_OPTIONS } from '../evidence/options.ts';
import { EXIT } from '../exit-codes.ts';

export const command: Command = {
  usage: 'sign IMAGE --key KEY [OPTIONS]',
  description:
    'Signs an image in its registry, so that sallyport verify, cosign 2 and cosign 3 find the signature. What is signed is the\ndigest: a tag is resolved first, and the digest is printed.\nA password for the key comes from SALLYPORT_KEY_PASSWORD or COSIGN_PASSWORD.',
  options: [...SIGN_OPTIONS, ...REGISTRY_OPTIONS],
  maxArguments: 1,
  examples: [
    {
      line: 'sallyport sign registry.example/shop/web:1.4 --key release.pem',
      what: 'a key made by openssl or by cosign',
    },
    {
      line: 'sallyport sign registry.example/shop/web:1.4 --key hashivault://release',
      what: "a key that stays in Vault's transit engine",
    },
  ],
  async run(input, io) {
    const { findImage, imageReference, withRegistry } = await import('../evidence/with-registry.ts');
    const { signerOf } = await import('../evidence/keys.ts');
    const { attach } = await import('../evidence/attach.ts');
    const { formOf, subjectOf } = await import('../evidence/statement.ts');
    const { PREDICATE } = await import('@sallyport/signing');
    const reference = await imageReference('sign', input);
    const signer = await signerOf('sign', input, io);
    const { image, attached } = await withRegistry(input, io, async (registry) => {
      const found = await findImage(registry, reference);
      const statement = { subject: subjectOf(found), predicateType: PREDICATE.cosignSignature, predicate: {} };
      const request = { image: found, statement, context: { signer }, form: formOf(input), clock: io.clock };
      return { image: found, attached: await attach(registry, request) };
    });
    await io.out(`Signed ${image.repository}@${image.digest}: ${attached.places.join(', ')}.\n`);
    return EXIT.fine;
  },
};
