import { NO_PARTS } from '@sallyport/policy';

import type { CommandInput } from '../command.ts';
import type { ExitCode } from '../exit-codes.ts';
import { worstExit } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { wantsColour } from '../io.ts';
import type { PerformedScan } from '../scan/perform.ts';
import { gateExit } from './gate-exit.ts';
import { gateFiles, renderDecision, writeDecision } from './gate-outputs.ts';
import { scannedImage } from './judged-image.ts';
import { performGate } from './perform-gate.ts';
import { artifactOf, contextParts, inputParts, trustedFor } from './run-gate.ts';
import type { RanGate } from './run-gate.ts';

/**
 * Judges a scan by a gate. The gate alone decides how the command ends, unless `--fail-on` is given too. The decision stands
 * behind the table, within the JSON, in place of the Markdown, and on standard error beside any other format. With `--sign-key`
 * it is signed, once it has been shown.
 */
export async function judgeScan(name: string, scanned: PerformedScan, input: CommandInput, io: Io): Promise<ExitCode> {
  const { chosenOutputs, writeOutputs } = await import('../scan/outputs.ts');
  const { scanExit } = await import('../scan/exit.ts');
  const { options } = input;
  const outputs = chosenOutputs(options, scanned.config.scan.format);
  const files = gateFiles(options);
  const { result, rules } = scanned;
  const { decision, sign } = await decide(name, scanned, input, io);
  const colour = wantsColour(io, io.outIsTerminal, options.text('color'));
  const toStdout = outputs.find(({ path }) => path === undefined)?.format;
  const reports = outputs.filter(({ path, format }) => path !== undefined || format !== 'markdown');
  const told = { ...result, decision };
  await writeOutputs(reports, told, { colour, width: io.columns, ...rules }, io);
  await writeDecision(decision, files, io);
  if (toStdout === 'table' || toStdout === 'markdown') {
    const format = toStdout === 'table' ? 'text' : 'markdown';
    for (const chunk of renderDecision(decision, format, colour)) await io.out(chunk);
  } else if (toStdout !== 'json') for (const chunk of renderDecision(decision, 'text', false)) io.err(chunk);
  await sign();
  const own = options.text('fail-on') === undefined ? [] : [scanExit(result, rules)];
  return worstExit([gateExit(decision), ...own]);
}

async function decide(name: string, scanned: PerformedScan, input: CommandInput, io: Io): Promise<RanGate> {
  const { options } = input;
  const { result, inventory, config, base, root } = scanned;
  const image = await scannedImage(result, options);
  const scan = { ...NO_PARTS, scans: [{ result }], inventory };
  const context = await contextParts(options, io);
  const place = { name, config, options, io, root, ...(base === undefined ? {} : { base }) };
  const trusted = await trustedFor(place);
  const about = { digest: image?.digest ?? artifactOf(options, context), trusted };
  const { parts, approvals, files } = await inputParts(options, io, about);
  const request = { ...place, parts: [scan, ...parts, ...context], approvals };
  if (image === undefined) return { decision: await performGate(request), sign: async () => undefined };
  // What talks to registries is loaded only here.
  const { judgeImage } = await import('./judge-image.ts');
  return judgeImage(request, { image, trusted, files, input });
}
