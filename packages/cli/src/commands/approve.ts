import type { Command, CommandInput } from '../command.ts';
import { cliErrors } from '../errors.ts';
import { REGISTRY_OPTIONS, SIGN_OPTIONS } from '../evidence/options.ts';
import { EXIT } from '../exit-codes.ts';

const EXAMPLE =
  'sallyport approve registry.example/shop/web@sha256:… --gate release --environment production --reason "…" --key me.pem';

export const command: Command = {
  usage: 'approve IMAGE@DIGEST --gate NAME --environment NAME --reason TEXT --key KEY [OPTIONS]',
  description:
    "Signs a person's yes or no to letting one digest through one gate to one environment, and keeps it beside the image. It\naccepts the violations that are named and no others, ends by itself (after 30 days at most), and dies when the image\nchanges. It does not let anything pass: the gate that asked for it is run again and counts it.",
  options: [
    { name: 'gate', value: 'NAME', summary: 'The gate that asked.' },
    { name: 'environment', value: 'NAME', summary: 'The environment behind it.' },
    { name: 'reason', value: 'TEXT', summary: 'Why; it is kept with the approval.' },
    {
      name: 'accept',
      value: 'ID',
      many: true,
      summary: 'A violation that is accepted, by the id that the gate printed.',
    },
    { name: 'reject', summary: 'Say no instead.' },
    {
      name: 'for',
      value: 'DURATION',
      summary: 'How long it holds: 90m, 24h (default), 7d; at most 30d, after which no gate counts it.',
    },
    ...SIGN_OPTIONS,
    ...REGISTRY_OPTIONS,
  ],
  maxArguments: 1,
  examples: [
    { line: EXAMPLE, what: 'let it pass' },
    { line: `${EXAMPLE} --reject`, what: 'and not' },
  ],
  async run(input, io) {
    const { findImage, imageReference, requireDigest, withRegistry } = await import('../evidence/with-registry.ts');
    const { signerOf } = await import('../evidence/keys.ts');
    const { attach } = await import('../evidence/attach.ts');
    const { durationOf, LONGEST_APPROVAL_MS } = await import('../evidence/duration.ts');
    const { formOf } = await import('../evidence/statement.ts');
    const { approvalStatement } = await import('@sallyport/signing');
    const reference = await imageReference('approve', input);
    const digest = requireDigest(reference);
    const now = io.clock.now();
    const statement = approvalStatement({
      digest,
      repository: reference.repository,
      gate: required(input, 'gate'),
      environment: required(input, 'environment'),
      reason: required(input, 'reason'),
      decision: input.options.flag('reject') ? 'rejected' : 'approved',
      findings: input.options.list('accept'),
      givenMs: now,
      notAfterMs: now + durationOf('--for', input.options.text('for') ?? '24h', LONGEST_APPROVAL_MS),
    });
    const signer = await signerOf('approve', input, io);
    const attached = await withRegistry(input, io, async (registry) => {
      const image = await findImage(registry, reference);
      return attach(registry, { image, statement, context: { signer }, form: formOf(input), clock: io.clock });
    });
    const word = input.options.flag('reject') ? 'Rejected' : 'Approved';
    await io.out(`${word} ${reference.repository}@${digest}: ${attached.places.join(', ')}.\n`);
    return EXIT.fine;
  },
};

function required(input: CommandInput, option: 'gate' | 'environment' | 'reason'): string {
  const value = input.options.text(option);
  if (value === undefined || value === '')
    throw cliErrors.MISSING_ARGUMENT({ command: 'approve', what: `--${option}`, example: EXAMPLE });
  return value;
}
