import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { NO_PARTS, readContext, readInput } from '@sallyport/policy';
import type { Decision, InputParts } from '@sallyport/policy';
import { systemCode } from '@sallyport/kernel';

import type { ParsedOptions } from '../command.ts';
import { cliErrors } from '../errors.ts';
import type { Io } from '../io.ts';
import { loadConfig } from '../scan/config.ts';
import { heldFindings } from './base-findings.ts';
import { openBase } from './base-revision.ts';
import { performGate } from './perform-gate.ts';

/** Runs one `sallyport gate`: configuration, inputs, context, policies, decision. */
export async function runGate(name: string, options: ParsedOptions, io: Io): Promise<Decision> {
  const ref = options.text('base');
  const base = ref === undefined ? undefined : openBase(io.cwd, ref);
  const config = await loadConfig(io.cwd, options.text('config'), io.cwd, base);
  const given = await inputParts(options, io);
  const parts = base === undefined ? given : given.map((one) => heldFindings(one, base));
  const context = await contextParts(options, io);
  const request = { name, config, parts: [...parts, ...context], options, io, root: io.cwd };
  return performGate(base === undefined ? request : { ...request, base });
}

/** What `--input` names. */
export async function inputParts(options: ParsedOptions, io: Io): Promise<InputParts[]> {
  return Promise.all(options.list('input').map((path) => readInput(path, readBytes(io.cwd, path))));
}

/** The context file, as parts of the input. */
export async function contextParts(options: ParsedOptions, io: Io): Promise<InputParts[]> {
  const path = options.text('context');
  if (path === undefined) return [];
  const { context, evidence, root } = await readContext(path, readBytes(io.cwd, path));
  return [{ ...NO_PARTS, context, evidence, contextSource: { path, root } }];
}

function readBytes(cwd: string, path: string): Uint8Array {
  try {
    return readFileSync(resolve(cwd, path));
  } catch (error) {
    throw cliErrors.UNREADABLE_FILE({ path, reason: systemCode(error) ?? 'unknown' }, { cause: error });
  }
}
