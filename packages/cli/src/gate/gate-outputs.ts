import { extname, resolve } from 'node:path';

import { safeJson } from '@sallyport/reports';
import type { Decision } from '@sallyport/policy';

import type { ParsedOptions } from '../command.ts';
import { cliErrors } from '../errors.ts';
import type { Io } from '../io.ts';
import { wantsColour } from '../io.ts';
import { writeWhole } from '../scan/write-file.ts';
import { renderMarkdown } from './render-markdown.ts';
import { renderText } from './render-text.ts';

const GATE_FORMATS = ['text', 'json', 'markdown'] as const;
export type GateFormat = (typeof GATE_FORMATS)[number];

/** One decision to write: a format, and a file or standard output. */
export interface GateOutput {
  readonly format: GateFormat;
  readonly path?: string;
}

const BY_ENDING: { readonly [ending: string]: GateFormat } = { '.json': 'json', '.md': 'markdown', '.txt': 'text' };

/** The outputs that `--format`, `--json` and `-o` ask for. */
export function gateOutputs(options: ParsedOptions): GateOutput[] {
  const named = options.flag('json') ? 'json' : (options.text('format') ?? 'text');
  return [...options.list('output').map((text) => parseOutput(text, '-o')), { format: known(named, '--format') }];
}

/** The files for decisions that `--gate-output` asks for. */
export function gateFiles(options: ParsedOptions): GateOutput[] {
  return options.list('gate-output').map((text) => parseOutput(text, '--gate-output'));
}

function parseOutput(text: string, option: string): GateOutput {
  const equals = text.indexOf('=');
  if (equals > 0) return { format: known(text.slice(0, equals), option), path: text.slice(equals + 1) };
  const format = BY_ENDING[extname(text)];
  if (format === undefined)
    throw cliErrors.OPTION_VALUE({ option, value: text, allowed: 'FORMAT=FILE, for example markdown=gate.md' });
  return { format, path: text };
}

function known(text: string, option: string): GateFormat {
  const format = GATE_FORMATS.find((one) => one === text);
  if (format === undefined) throw cliErrors.OPTION_VALUE({ option, value: text, allowed: GATE_FORMATS.join(', ') });
  return format;
}

/** A decision in a format. */
export function renderDecision(decision: Decision, format: GateFormat, colour: boolean): Iterable<string> {
  if (format === 'json') return [`${safeJson(decision, 2)}\n`];
  return format === 'markdown' ? renderMarkdown(decision) : renderText(decision, colour);
}

/** Writes a decision: files first, whole or not at all, then standard output. */
export async function writeDecision(decision: Decision, outputs: readonly GateOutput[], io: Io): Promise<void> {
  for (const { format, path } of outputs) {
    if (path === undefined)
      for (const chunk of renderDecision(decision, format, wantsColour(io, io.outIsTerminal, undefined)))
        await io.out(chunk);
    else await writeWhole(resolve(io.cwd, path), renderDecision(decision, format, false));
  }
}
