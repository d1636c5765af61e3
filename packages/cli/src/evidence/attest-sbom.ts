import type { CommandInput } from '../command.ts';
import { cliErrors } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { attach } from './attach.ts';
import { sbomEvidence } from './evidence-files.ts';
import { readText, signerOf } from './keys.ts';
import { formOf, subjectOf } from './statement.ts';
import { findImage, imageReference, withRegistry } from './with-registry.ts';

/**
 * `sbom attest`: signs an SBOM of an image and keeps it beside the image. `make` lists the packages of the image, by its digest;
 * undefined where there are none to list. Throws CLI_INPUT_INVALID for an SBOM that is none.
 */
export async function attestSbom(
  input: CommandInput,
  io: Io,
  make: (image: string) => Promise<string | undefined>,
): Promise<ExitCode> {
  const reference = await imageReference('sbom attest', input);
  const path = input.options.text('sbom');
  const given = path === undefined ? undefined : sbomEvidence(path, readText(path, io));
  const signer = await signerOf('sbom attest', input, io);
  return withRegistry(input, io, async (registry) => {
    const image = await findImage(registry, reference);
    const name = `${image.repository}@${image.digest}`;
    const made = given === undefined ? await make(name) : undefined;
    if (given === undefined && made === undefined)
      throw cliErrors.INPUT_INVALID({
        path: name,
        problem: 'it has no packages that are known here',
        hint: 'Give an SBOM of it with --sbom FILE.',
      });
    const evidence = given ?? sbomEvidence(name, made ?? '');
    const statement = evidence.statement(subjectOf(image));
    const request = { image, statement, context: { signer }, form: formOf(input), clock: io.clock };
    const { places } = await attach(registry, request);
    await io.out(`Attested ${evidence.predicateType} of ${name}: ${places.join(', ')}.\n`);
    return EXIT.fine;
  });
}
