import type { Command, CommandInput } from '../command.ts';
import { cliErrors } from '../errors.ts';
import { REGISTRY_OPTIONS, SIGN_OPTIONS } from '../evidence/options.ts';
import { EXIT } from '../exit-codes.ts';

const TYPES = 'slsaprovenance1, cyclonedx, spdxjson, openvex, vuln, test-result, scan-result, custom, or a URI';

export const command: Command = {
  usage: 'attest IMAGE --key KEY --type TYPE --predicate FILE [OPTIONS]',
  description:
    'Signs a statement about an image and keeps it beside the image: an SBOM, provenance, test results, VEX, or any other\npredicate. Verdicts and approvals are not made here but by sallyport gate and sallyport approve.',
  options: [
    ...SIGN_OPTIONS,
    { name: 'type', value: 'TYPE', summary: `What the predicate is: ${TYPES}.` },
    { name: 'predicate', value: 'FILE', summary: 'The predicate, as JSON.' },
    ...REGISTRY_OPTIONS,
  ],
  maxArguments: 1,
  examples: [
    {
      line: 'sallyport attest registry.example/shop/web:1.4 --key ci.pem --type cyclonedx --predicate sbom.json',
      what: 'the SBOM of an image',
    },
  ],
  async run(input, io) {
    const { findImage, imageReference, withRegistry } = await import('../evidence/with-registry.ts');
    const { readText, signerOf } = await import('../evidence/keys.ts');
    const { attach } = await import('../evidence/attach.ts');
    const { formOf, readPredicate, subjectOf } = await import('../evidence/statement.ts');
    const reference = await imageReference('attest', input);
    const predicateType = await typeOf(input);
    const path = required(input, 'predicate');
    const predicate = readPredicate(path, readText(path, io));
    const signer = await signerOf('attest', input, io);
    const { image, attached } = await withRegistry(input, io, async (registry) => {
      const found = await findImage(registry, reference);
      const statement = { subject: subjectOf(found), predicateType, predicate };
      const request = { image: found, statement, context: { signer }, form: formOf(input), clock: io.clock };
      return { image: found, attached: await attach(registry, request) };
    });
    await io.out(`Attested ${predicateType} of ${image.repository}@${image.digest}: ${attached.places.join(', ')}.\n`);
    return EXIT.fine;
  },
};

function required(input: CommandInput, option: 'type' | 'predicate'): string {
  const value = input.options.text(option);
  if (value === undefined)
    throw cliErrors.MISSING_ARGUMENT({
      command: 'attest',
      what: `--${option}`,
      example: command.examples[0]?.line ?? '',
    });
  return value;
}

/** Decisions are made by gates and people: a statement that only says that it is one would be worth the same to a careless reader. */
async function typeOf(input: CommandInput): Promise<string> {
  const { PREDICATE, predicateTypeOf } = await import('@sallyport/signing');
  const name = required(input, 'type');
  const type = predicateTypeOf(name);
  const decisions: readonly (string | undefined)[] = [
    PREDICATE.verificationSummary,
    PREDICATE.approval,
    PREDICATE.deployment,
  ];
  if (type === undefined || decisions.includes(type))
    throw cliErrors.OPTION_VALUE({ option: '--type', value: name, allowed: TYPES });
  return type;
}
