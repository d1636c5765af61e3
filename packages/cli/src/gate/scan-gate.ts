import { NO_PARTS } from '@sallyport/policy';

import type { CommandInput } from '../command.ts';
import type { ExitCode } from '../exit-codes.ts';
import { worstExit } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { wantsColour } from '../io.ts';
import type { PerformedScan } from '../scan/perform.ts';
import { gateExit } from './gate-exit.ts';
import { gateFiles, renderDecision, writeDecision } from './gate-outputs.ts';
import { performGate } from './perform-gate.ts';
import { artifactOf, contextParts, inputParts, trustedFor } from './run-gate.ts';

/**
 * Judges a scan by a gate. The gate alone decides how the command ends, unless `--fail-on` is given too. The decision stands
 * behind the table, within the JSON, in place of the Markdown, and on standard error beside any other format.
 */
export async function judgeScan(name: string, scanned: PerformedScan, input: CommandInput, io: Io): Promise<ExitCode> {
  const { chosenOutputs, writeOutputs } = await import('../scan/outputs.ts');
  const { scanExit } = await import('../scan/exit.ts');
  const { options } = input;
  const outputs = chosenOutputs(options, scanned.config.scan.format);
  const files = gateFiles(options);
  const { result, inventory, config, base, root, rules } = scanned;
  const scan = { ...NO_PARTS, scans: [{ result }], inventory };
  const context = await contextParts(options, io);
  const place = { name, config, options, io, root, ...(base === undefined ? {} : { base }) };
  const trusted = await trustedFor(place);
  const { parts: given, approvals } = await inputParts(options, io, { digest: artifactOf(options, context), trusted });
  const decision = await performGate({ ...place, parts: [scan, ...given, ...context], approvals });
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
  const own = options.text('fail-on') === undefined ? [] : [scanExit(result, rules)];
  return worstExit([gateExit(decision), ...own]);
}
