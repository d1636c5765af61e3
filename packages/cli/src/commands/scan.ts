import { resolve } from 'node:path';

import { SEVERITIES } from '@sallyport/findings';
import type { ScanResult } from '@sallyport/findings';
import { REPORT_FORMATS } from '@sallyport/reports';
import type { RenderOptions } from '@sallyport/reports';

import type { Command, CommandInput, OptionSpec } from '../command.ts';
import { GATE_OPTIONS } from '../gate/gate-options.ts';
import { requireGate, SCAN_VERDICT_OPTIONS } from '../gate/verdict-options.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { wantsColour } from '../io.ts';
import type { ExitRules } from '../scan/exit.ts';
import { IMAGE_OPTIONS } from '../scan/image-options.ts';

const OPTIONS: readonly OptionSpec[] = [
  { name: 'only', value: 'SCANNER', many: true, env: 'SALLYPORT_ONLY', summary: 'Run only these scanners.' },
  { name: 'skip', value: 'SCANNER', many: true, env: 'SALLYPORT_SKIP', summary: 'Leave these scanners out.' },
  {
    name: 'fail-on',
    value: 'SEVERITY',
    choices: [...SEVERITIES, 'none'],
    env: 'SALLYPORT_FAIL_ON',
    summary: 'End with 1 at findings as bad as this or worse (default high); none never does.',
  },
  {
    name: 'format',
    value: 'FORMAT',
    choices: REPORT_FORMATS.map(({ id }) => id),
    env: 'SALLYPORT_FORMAT',
    summary: 'What goes to standard output (default table).',
  },
  { name: 'output', short: 'o', value: 'FORMAT=FILE', many: true, summary: 'Also write this report; several at once.' },
  { name: 'json', summary: 'The same as --format json.' },
  {
    name: 'quiet',
    short: 'q',
    env: 'SALLYPORT_QUIET',
    summary: 'No progress, and no table unless there is something to mend.',
  },
  { name: 'offline', env: 'SALLYPORT_OFFLINE', summary: 'Talk to no host at all.' },
  {
    name: 'baseline',
    value: 'FILE',
    summary: 'An earlier JSON or SARIF report: only what is new counts against --fail-on.',
  },
  { name: 'new-since', value: 'REF', summary: 'Only findings on lines changed since this git revision count.' },
  {
    name: 'verify',
    summary:
      'Ask the providers of the secrets that are found whether they still work; sends each secret to its provider.',
  },
  {
    name: 'vex',
    value: 'FILE',
    many: true,
    summary: 'A VEX document (OpenVEX, CycloneDX, CSAF): what it calls harmless is shown and does not count.',
  },
  { name: 'write-vex', value: 'FILE', summary: 'Write what was decided on each vulnerable package there, as OpenVEX.' },
  { name: 'fix', summary: 'Print the smallest edits of manifests that mend what was found, as one diff.' },
  { name: 'write', summary: 'With --fix: make the edits.' },
  { name: 'staged', summary: 'Scan what is staged for commit, and nothing else.' },
  { name: 'no-history', summary: 'Leave the git history out.' },
  {
    name: 'allow-missing',
    value: 'PART',
    many: true,
    summary: 'Accept that this part could not run; the result says so.',
  },
  {
    name: 'config',
    value: 'FILE',
    env: 'SALLYPORT_CONFIG',
    summary: "Use this file instead of the target's sallyport.yaml.",
  },
  { name: 'gate', value: 'NAME', summary: 'Judge what was found by this gate; it alone decides how the scan ends.' },
  {
    name: 'gate-output',
    value: 'FORMAT=FILE',
    many: true,
    summary: 'Also write the decision: json, markdown or text.',
  },
  {
    name: 'input',
    short: 'i',
    value: 'FILE',
    many: true,
    summary: 'More for the gate: JUnit, SARIF, an SBOM, documents.',
  },
  ...IMAGE_OPTIONS,
  ...GATE_OPTIONS,
  ...SCAN_VERDICT_OPTIONS,
];

export const command: Command = {
  usage: 'scan [TARGET] [OPTIONS]',
  description:
    'Finds what is wrong in TARGET (this folder where none is named), the biggest risk first, and says what to do about it.\nTARGET is a folder, a git repository (its files and its history), a file, an image, a host with Docker (docker: is this one,\ndocker:FILE a snapshot), or - for standard input; dir:, git:, file:, image:, oci-dir:, docker-archive: or docker-host: in front forces which.\n\nExit codes: 0 fine; 1 findings at or above --fail-on; 2 wrong usage; 3 nothing to look at; 5 internal failure;\n6 a part that should have run could not. With --gate those of sallyport gate.',
  options: OPTIONS,
  maxArguments: 1,
  examples: [
    { line: 'sallyport scan .', what: 'what is wrong in this repository and its history' },
    {
      line: 'sallyport scan . --fail-on critical -o sarif=scan.sarif -o html=scan.html',
      what: 'in CI: fail on criticals only, keep two reports',
    },
    {
      line: 'sallyport scan . --new-since origin/main --format github',
      what: 'on a pull request: only what the change brings, as annotations',
    },
    {
      line: 'sallyport scan . --verify',
      what: 'which of the secrets still work: each is sent to its own provider, and to nobody else',
    },
    {
      line: 'sallyport scan . --gate merge --base origin/main --gate-output gate.md',
      what: 'on a pull request: whether it may pass, by the policies of the main branch',
    },
    { line: 'sallyport scan . --fix | git apply', what: 'raise what a version mends' },
    {
      line: 'sallyport scan registry.example/app:1 --rebase-on docker.io/library/debian:13-slim',
      what: 'an image, and what a newer base image would mend',
    },
    { line: 'git diff | sallyport scan -', what: 'scan whatever comes in' },
  ],
  async run(input, io) {
    // What a scan needs is loaded only when one runs, so that help and completion stay quick.
    const { performScan } = await import('../scan/perform.ts');
    const { checkOutputPlaces, chosenOutputs, writeOutputs } = await import('../scan/outputs.ts');
    const { scanExit } = await import('../scan/exit.ts');
    requireGate(input);
    const fixes = wantsFixes(input) ? await import('../scan/fix.ts') : undefined;

    const fix = fixes?.wantsFix(input, io) === true;
    checkOutputPlaces(chosenOutputs(input.options), io.cwd);
    const scanned = await performScan(input, io);
    // A scan that hardly waits for anything lets no signal in; who has interrupted it wants no report.
    await new Promise((resume) => {
      setImmediate(resume);
    });
    io.signal.throwIfAborted();
    const { result, rules, config } = scanned;
    const outputs = chosenOutputs(input.options, config.scan.format).filter(({ path }) => !fix || path !== undefined);
    await writeVex(input, result, io);
    if (fix) await fixes.proposeFix(scanned, input, io);
    const gate = input.options.text('gate');
    if (gate !== undefined) return (await import('../gate/scan-gate.ts')).judgeScan(gate, scanned, input, io);
    const code = scanExit(result, rules);
    await writeOutputs(withQuietTable(input, code, outputs), result, renderOptions(io, input, rules), io);
    return code;
  },
};

function wantsFixes({ options }: CommandInput): boolean {
  return options.flag('fix') || options.flag('write');
}

async function writeVex({ options }: CommandInput, result: ScanResult, io: Io): Promise<void> {
  const path = options.text('write-vex');
  if (path === undefined) return;
  const { vexOfResult } = await import('../scan/vex-of-result.ts');
  const { writeWhole } = await import('../scan/write-file.ts');
  await writeWhole(resolve(io.cwd, path), [vexOfResult(result)]);
}

/** `--quiet` shows the table all the same when there is something to mend: a hook that blocks must say why. */
function withQuietTable(
  input: CommandInput,
  code: ExitCode,
  outputs: readonly { format: string; path?: string }[],
): readonly { format: string; path?: string }[] {
  const silent = input.options.flag('quiet') && outputs.every((output) => output.path !== undefined);
  return silent && code !== 0 ? [...outputs, { format: 'table' }] : outputs;
}

/** The reports judge by the same rules as the exit code. */
function renderOptions(io: Io, input: CommandInput, rules: ExitRules): RenderOptions {
  return {
    colour: wantsColour(io, io.outIsTerminal, input.options.text('color')),
    width: io.columns,
    ...rules,
  };
}
