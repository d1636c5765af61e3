import type { Command, CommandInput } from '../command.ts';
import { cliErrors } from '../errors.ts';
import { REGISTRY_OPTIONS, SIGN_OPTIONS } from '../evidence/options.ts';
import type { FileEvidence } from '../evidence/evidence-files.ts';
import { EXIT } from '../exit-codes.ts';
import type { Io } from '../io.ts';

const TYPES = 'slsaprovenance1, cyclonedx, spdxjson, openvex, vuln, test-result, scan-result, custom, or a URI';

export const command: Command = {
  usage: 'attest IMAGE --key KEY (--sbom FILE | --scan FILE | --type TYPE --predicate FILE) [OPTIONS]',
  description:
    'Signs a statement about an image and keeps it beside the image: an SBOM, provenance, test results, VEX, or any other\npredicate. Verdicts and approvals are not made here but by sallyport gate and sallyport approve.',
  options: [
    ...SIGN_OPTIONS,
    { name: 'sbom', value: 'FILE', summary: 'An SBOM: CycloneDX or SPDX, as JSON.' },
    {
      name: 'scan',
      value: 'FILE',
      summary: 'A scan result, as sallyport scan --json writes it: its numbers and its digest.',
    },
    { name: 'type', value: 'TYPE', summary: `What the predicate is: ${TYPES}.` },
    { name: 'predicate', value: 'FILE', summary: 'The predicate, as JSON.' },
    ...REGISTRY_OPTIONS,
  ],
  maxArguments: 1,
  examples: [
    {
      line: 'sallyport attest registry.example/shop/web:1.4 --key ci.pem --sbom sbom.json',
      what: 'the SBOM of an image',
    },
    {
      line: 'sallyport attest registry.example/shop/web@sha256:… --key ci.pem --scan scan.json',
      what: 'that it was scanned, and with what result',
    },
    {
      line: 'sallyport attest registry.example/shop/web:1.4 --key ci.pem --type openvex --predicate vex.json',
      what: 'any other predicate',
    },
  ],
  async run(input, io) {
    const { findImage, imageReference, withRegistry } = await import('../evidence/with-registry.ts');
    const { signerOf } = await import('../evidence/keys.ts');
    const { attach } = await import('../evidence/attach.ts');
    const { formOf, subjectOf } = await import('../evidence/statement.ts');
    const { requireScansOf } = await import('../gate/judged-image.ts');
    const reference = await imageReference('attest', input);
    const evidence = await evidenceOf(input, io);
    const signer = await signerOf('attest', input, io);
    const { image, attached } = await withRegistry(input, io, async (registry) => {
      const found = await findImage(registry, reference);
      requireScansOf(found, [evidence]);
      const statement = evidence.statement(subjectOf(found));
      const request = { image: found, statement, context: { signer }, form: formOf(input), clock: io.clock };
      return { image: found, attached: await attach(registry, request) };
    });
    const { repository, digest } = image;
    await io.out(`Attested ${evidence.predicateType} of ${repository}@${digest}: ${attached.places.join(', ')}.\n`);
    return EXIT.fine;
  },
};

/** What is to be attested: exactly one of the three ways to say it. */
async function evidenceOf(input: CommandInput, io: Io): Promise<FileEvidence> {
  const { readText } = await import('../evidence/keys.ts');
  const { sbomEvidence, scanEvidence } = await import('../evidence/evidence-files.ts');
  const [sbom, scan] = [input.options.text('sbom'), input.options.text('scan')];
  const given = [sbom, scan, input.options.text('predicate')].filter((path) => path !== undefined);
  if (given.length > 1)
    throw cliErrors.OPTION_VALUE({
      option: 'attest',
      value: given.join(' and '),
      allowed: '--sbom, --scan or --predicate, one at a time',
    });
  if (sbom !== undefined) return sbomEvidence(sbom, readText(sbom, io));
  if (scan !== undefined) return scanEvidence(scan, Buffer.from(readText(scan, io)));
  const { readPredicate } = await import('../evidence/statement.ts');
  const predicateType = await typeOf(input);
  const path = required(input, 'predicate');
  const predicate = readPredicate(path, readText(path, io));
  return { predicateType, scans: [], statement: (subject) => ({ subject, predicateType, predicate }) };
}

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
