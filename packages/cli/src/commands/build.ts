import type { Command } from '../command.ts';
import { cliErrors } from '../errors.ts';
import { REGISTRY_OPTIONS, SIGN_OPTIONS } from '../evidence/options.ts';
import { EXIT } from '../exit-codes.ts';

const EXAMPLE = 'sallyport build attest registry.example/shop/web@sha256:… --key ci.pem';

export const command: Command = {
  usage: 'build attest IMAGE --key KEY [OPTIONS]',
  description:
    "Signs SLSA provenance of an image from inside the job that built it (GitHub, GitLab, Jenkins, Cloud Build, Azure) and keeps\nit beside the image: source and commit, builder, run. A job can set its own variables, so they show SLSA Build L1 and no more;\nL2 and above need the platform's own word.",
  options: [...SIGN_OPTIONS, ...REGISTRY_OPTIONS],
  maxArguments: 2,
  examples: [{ line: EXAMPLE, what: 'in the job that has pushed the image' }],
  async run(input, io) {
    const [verb, ...rest] = input.arguments;
    if (verb !== 'attest' || rest.length === 0)
      throw cliErrors.MISSING_ARGUMENT({ command: 'build', what: 'attest, and an image', example: EXAMPLE });
    const { findImage, imageReference, withRegistry } = await import('../evidence/with-registry.ts');
    const { signerOf } = await import('../evidence/keys.ts');
    const { attach } = await import('../evidence/attach.ts');
    const { formOf, subjectOf } = await import('../evidence/statement.ts');
    const { buildProvenance, readBuild } = await import('@sallyport/signing');
    const reference = await imageReference('build attest', { ...input, arguments: rest });
    const { platform } = readBuild(io.env);
    const signer = await signerOf('build attest', input, io);
    const { image, provenance, attached } = await withRegistry(input, io, async (registry) => {
      const found = await findImage(registry, reference);
      const made = buildProvenance({ env: io.env, subject: subjectOf(found), clock: io.clock });
      const request = { image: found, context: { signer }, form: formOf(input), clock: io.clock };
      return {
        image: found,
        provenance: made,
        attached: await attach(registry, { ...request, statement: made.statement }),
      };
    });
    const { level, limits } = provenance;
    await io.out(
      `Attested how ${platform} built ${image.repository}@${image.digest} (SLSA Build L${level}): ${attached.places.join(', ')}.\n`,
    );
    for (const limit of limits) io.err(`${limit}\n`);
    return EXIT.fine;
  },
};
