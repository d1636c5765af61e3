import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { NO_PARTS, readContext, readInput } from '@sallyport/policy';
import type { Decision, GateApproval, InputParts } from '@sallyport/policy';
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
  const context = await contextParts(options, io);
  const { parts: given, approvals } = await inputParts(options, io, artifactOf(options, context));
  const parts = base === undefined ? given : given.map((one) => heldFindings(one, base));
  const request = { name, config, parts: [...parts, ...context], approvals, options, io, root: io.cwd };
  return performGate(base === undefined ? request : { ...request, base });
}

/** What `--input` names: files as they are, and signed bundles, verified for the artifact. */
export async function inputParts(
  options: ParsedOptions,
  io: Io,
  digest: string | undefined,
): Promise<{ readonly parts: InputParts[]; readonly approvals: readonly GateApproval[] }> {
  const files = options.list('input').map((path) => ({ path, bytes: readBytes(io.cwd, path) }));
  const signed = await import('./signed-evidence.ts');
  const trusted = signed.trustedKeys(options, io);
  const read = await Promise.all(
    files.map(async ({ path, bytes }) =>
      signed.isSignedBundle(bytes)
        ? signed.readSigned(path, bytes, { digest, trusted })
        : { parts: await readInput(path, bytes), approvals: [] },
    ),
  );
  return { parts: read.map(({ parts }) => parts), approvals: read.flatMap(({ approvals }) => approvals) };
}

/** The digest of the artifact that is judged: the flag, or the context. */
export function artifactOf(options: ParsedOptions, context: readonly InputParts[]): string | undefined {
  return (
    options.text('artifact') ??
    context.findLast(({ context: one }) => one.artifact !== undefined)?.context.artifact?.digest
  );
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
