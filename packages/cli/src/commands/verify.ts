import type { Command, CommandInput } from '../command.ts';
import { cliErrors } from '../errors.ts';
import { REGISTRY_OPTIONS, VERIFY_OPTIONS } from '../evidence/options.ts';
import { EXIT } from '../exit-codes.ts';

export const command: Command = {
  usage: 'verify IMAGE --key KEY [OPTIONS]',
  description:
    'Checks that an image was signed, or that something was attested of it, by somebody who counts. Signatures and attestations of\ncosign 2 and cosign 3 are read. Whether an image may be deployed is another question: sallyport deploy verify.\n\nExit codes: 0 verified; 1 not verified; 2 wrong usage; 5 the registry did not answer.',
  options: [
    ...VERIFY_OPTIONS,
    { name: 'type', value: 'TYPE', summary: 'Ask for an attestation of this type instead of a signature.' },
    ...REGISTRY_OPTIONS,
  ],
  maxArguments: 1,
  examples: [
    { line: 'sallyport verify registry.example/shop/web:1.4 --key release.pub', what: 'was it signed with this key?' },
    {
      line: 'sallyport verify registry.example/shop/web:1.4 --key ci.pub --type cyclonedx --explain',
      what: 'is there an SBOM of it, and if not, why does none count?',
    },
  ],
  async run(input, io) {
    const { findImage, imageReference, withRegistry } = await import('../evidence/with-registry.ts');
    const { trustedSigners, trustRootOf } = await import('../evidence/keys.ts');
    const { findCandidates } = await import('../evidence/find-candidates.ts');
    const { verifyImage } = await import('../evidence/verify-image.ts');
    const { explainCandidates } = await import('../evidence/explain-candidates.ts');
    const { thresholdOf } = await import('../evidence/threshold.ts');
    const reference = await imageReference('verify', input);
    const predicateType = await typeOf(input);
    const policy = {
      signers: await trustedSigners('verify', input, io),
      trustRoot: await trustRootOf(input.options, io),
      predicateType,
      threshold: thresholdOf(input),
    };
    const { image, found } = await withRegistry(input, io, async (registry) => {
      const resolved = await findImage(registry, reference);
      return { image: resolved, found: await findCandidates(registry, resolved) };
    });
    const answer = verifyImage(image.digest, found.candidates, policy);
    if (input.options.flag('json'))
      await io.out(`${JSON.stringify({ version: 1, digest: image.digest, ...answer })}\n`);
    else {
      await io.out(`${answer.ok ? '✓' : '✗'} ${image.repository}@${image.digest}: ${answer.summary}\n`);
      if (input.options.flag('explain')) await io.out(explainCandidates(answer.explanations, found));
      else if (!answer.ok) io.err('--explain says of each signature why it does not count.\n');
    }
    return answer.ok ? EXIT.fine : EXIT.findings;
  },
};

async function typeOf(input: CommandInput): Promise<string | undefined> {
  const name = input.options.text('type');
  if (name === undefined) return undefined;
  const { predicateTypeOf } = await import('@sallyport/signing');
  const type = predicateTypeOf(name);
  if (type === undefined)
    throw cliErrors.OPTION_VALUE({ option: '--type', value: name, allowed: 'a short name as cyclonedx, or a URI' });
  return type;
}
