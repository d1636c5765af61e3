import { homedir } from 'node:os';
import { basename, resolve } from 'node:path';

import type { Inventory } from '@sallyport/inventory';
import { visibleText } from '@sallyport/reports';
import { readInventory } from '@sallyport/scanners';
import type { Target } from '@sallyport/scanners';

import type { Command, CommandInput } from '../command.ts';
import { cliErrors } from '../errors.ts';
import { REGISTRY_OPTIONS, SIGN_OPTIONS } from '../evidence/options.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { createProgress } from '../scan/progress.ts';
import { resolveTarget } from '../scan/target.ts';
import { writeWhole } from '../scan/write-file.ts';
import { VERSION } from '../version.ts';

const FORMATS = ['cyclonedx', 'spdx'] as const;
type Format = (typeof FORMATS)[number];
const CYCLONEDX_VERSIONS = ['1.4', '1.5', '1.6', '1.7'] as const;

export const command: Command = {
  usage: 'sbom [TARGET] [OPTIONS], or sbom attest IMAGE --key KEY [OPTIONS]',
  description:
    'Lists the packages of TARGET (this folder where none is named) as an SBOM: what lock files, manifests, another SBOM or the layers of an image say.\nA scan of the SBOM says the same as a scan of the target. With SOURCE_DATE_EPOCH in the environment the same target gives the same bytes.\n\nsbom attest makes the SBOM of an image in a registry (or takes that of --sbom), signs it, and keeps it beside the image, where\nsallyport gate, sallyport verify --type cyclonedx and cosign find it. A folder of that name is sbom ./attest.',
  options: [
    { name: 'format', value: 'FORMAT', choices: FORMATS, summary: 'cyclonedx (default) or spdx (2.3), as JSON.' },
    {
      name: 'cyclonedx-version',
      value: 'VERSION',
      choices: CYCLONEDX_VERSIONS,
      summary: 'Version of CycloneDX (default 1.6).',
    },
    {
      name: 'output',
      short: 'o',
      value: 'FILE',
      many: true,
      summary: 'Write it there: FILE, or FORMAT=FILE; several at once.',
    },
    { name: 'offline', summary: 'Talk to no registry.' },
    { name: 'quiet', short: 'q', summary: 'No notes on standard error.' },
    {
      name: 'sbom',
      value: 'FILE',
      summary: 'With attest: sign this SBOM (CycloneDX or SPDX, as JSON) instead of making one.',
    },
    ...SIGN_OPTIONS,
    ...REGISTRY_OPTIONS,
  ],
  maxArguments: 2,
  examples: [
    { line: 'sallyport sbom . -o bom.cdx.json', what: 'the packages of this repository' },
    { line: 'sallyport sbom . -o cyclonedx=bom.cdx.json -o spdx=bom.spdx.json', what: 'both formats at once' },
    { line: 'sallyport sbom sbom:theirs.xml --format spdx', what: "another tool's SBOM as SPDX" },
    { line: 'sallyport sbom attest registry.example/shop/web@sha256:… --key ci.pem', what: 'signed, beside the image' },
  ],
  async run(input, io) {
    if (input.arguments[0] === 'attest') return attest(input, io);
    const outputs = chosenOutputs(input);
    if (input.arguments.length > 1)
      throw cliErrors.TOO_MANY_ARGUMENTS({ command: 'sbom', value: input.arguments[1] ?? '' });
    const { target } = resolveTarget(input.arguments[0] ?? '.', io.cwd);
    const progress = createProgress(io, input.options.flag('quiet'));
    const read = await readInventory(
      {
        target,
        signal: io.signal,
        clock: io.clock,
        offline: input.options.flag('offline'),
        onProgress: (done, total, unit) => progress.update('sbom', done, total, unit),
      },
      { images: { env: io.env, home: homedir() }, installedLicences: true },
    );
    progress.end();
    if (!input.options.flag('quiet')) io.err(notesOf(read).join(''));
    if (read.files.length === 0) {
      io.err(
        `There is no lock file, manifest or SBOM of packages in ${visibleText(target.given)}; nothing was written.\n`,
      );
      return EXIT.nothing;
    }
    const inventory = { subject: subjectOf(target), ...read.inventory };
    for (const { format, path } of outputs) {
      const text = await written(inventory, format, input, io);
      if (path === undefined) await io.out(text);
      else await writeWhole(resolve(io.cwd, path), [text]);
    }
    return EXIT.fine;
  },
};

/** Signs the SBOM of an image, made here where none is given, and keeps it beside the image. */
async function attest(input: CommandInput, io: Io): Promise<ExitCode> {
  const { attestSbom } = await import('../evidence/attest-sbom.ts');
  const [, ...words] = input.arguments;
  return attestSbom({ ...input, arguments: words }, io, async (image) => {
    const { target } = resolveTarget(`image:${image}`, io.cwd);
    const read = await readInventory(
      { target, signal: io.signal, clock: io.clock, offline: false, onProgress: () => undefined },
      { images: { env: io.env, home: homedir() }, installedLicences: true },
    );
    if (!input.options.flag('quiet')) io.err(notesOf(read).join(''));
    if (read.files.length === 0) return undefined;
    const format = FORMATS.find((each) => each === input.options.text('format')) ?? 'cyclonedx';
    return written({ subject: { name: image, type: 'container' }, ...read.inventory }, format, input, io);
  });
}

interface Output {
  readonly format: Format;
  readonly path?: string;
}

function chosenOutputs({ options }: CommandInput): Output[] {
  const format = FORMATS.find((each) => each === options.text('format')) ?? 'cyclonedx';
  const files = options.list('output').map((text): Output => {
    const [name = '', ...rest] = text.split('=');
    const named = FORMATS.find((each) => each === name);
    if (named !== undefined && rest.length > 0) return { format: named, path: rest.join('=') };
    if (rest.length > 0 && !name.includes('/'))
      throw cliErrors.OPTION_VALUE({
        option: '-o',
        value: text,
        allowed: FORMATS.map((each) => `${each}=FILE`).join(', '),
      });
    return {
      format: options.text('format') === undefined && /spdx/i.test(basename(text)) ? 'spdx' : format,
      path: text,
    };
  });
  return files.length > 0 ? files : [{ format }];
}

function subjectOf({ root, kind }: Target): NonNullable<Inventory['subject']> {
  return { name: basename(root) || 'root', type: kind === 'file' || kind === 'sbom' ? 'file' : 'application' };
}

async function written(inventory: Inventory, format: Format, input: CommandInput, io: Io): Promise<string> {
  const { writeCycloneDx, writeSpdx } = await import('@sallyport/inventory');
  const options = { timestamp: timestampOf(io), tool: { name: 'sallyport', version: VERSION } };
  if (format === 'spdx') return writeSpdx(inventory, options);
  const specVersion = CYCLONEDX_VERSIONS.find((each) => each === input.options.text('cyclonedx-version')) ?? '1.6';
  return writeCycloneDx(inventory, { ...options, specVersion });
}

/** SOURCE_DATE_EPOCH, in seconds, stands for the present where builds must be the same again. */
function timestampOf({ env, clock }: Io): number {
  const given = env['SOURCE_DATE_EPOCH'];
  return given !== undefined && /^\d{1,11}$/.test(given) ? Number(given) * 1000 : clock.now();
}

function notesOf(read: Awaited<ReturnType<typeof readInventory>>): string[] {
  const skipped = read.skipped.map(
    ({ count, reason, examples, note }) =>
      `not read: ${count} ${reason} (${examples.slice(0, 3).join(', ')})${note === undefined ? '' : `: ${note}`}`,
  );
  const files = `${read.inventory.packages.length} packages from ${read.files.length} files`;
  return [files, ...skipped, ...read.notes].map((line) => `${visibleText(line)}\n`);
}
