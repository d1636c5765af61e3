import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { NO_PARTS, readContext, readDocuments, readInput } from '@sallyport/policy';
import type { Decision, GateApproval, InputParts } from '@sallyport/policy';
import { digestOf, systemCode } from '@sallyport/kernel';
import type { Digest } from '@sallyport/kernel';

import type { CommandInput, ParsedOptions } from '../command.ts';
import { cliErrors } from '../errors.ts';
import type { Io } from '../io.ts';
import { loadConfig } from '../scan/config.ts';
import { heldFindings } from './base-findings.ts';
import { openBase } from './base-revision.ts';
import { judgedImage } from './judged-image.ts';
import { performGate } from './perform-gate.ts';
import type { TrustedKeys } from './signed-evidence.ts';

/** A decision, and what signs it where that is asked for. */
export interface RanGate {
  readonly decision: Decision;
  /** Signs the decision and says so on standard error; does nothing where no key is named. */
  sign(): Promise<void>;
}

/** Runs one `sallyport gate`: configuration, inputs, context, policies, decision. */
export async function runGate(name: string, input: CommandInput, io: Io): Promise<RanGate> {
  const { options } = input;
  const ref = options.text('base');
  const base = ref === undefined ? undefined : openBase(io.cwd, ref);
  const config = await loadConfig(io.cwd, options.text('config'), io.cwd, base);
  const image = await judgedImage(options);
  const context = await contextParts(options, io);
  const trusted = await trustedFor({
    name,
    config,
    options,
    io,
    root: io.cwd,
    ...(base === undefined ? {} : { base }),
  });
  const {
    parts: given,
    approvals,
    files,
  } = await inputParts(options, io, {
    digest: image?.digest ?? artifactOf(options, context),
    trusted,
  });
  const parts = base === undefined ? given : given.map((one) => heldFindings(one, base, io.env));
  const request = {
    name,
    config,
    parts: [...parts, ...context],
    approvals,
    options,
    io,
    root: io.cwd,
    ...(base === undefined ? {} : { base }),
  };
  if (image === undefined) return { decision: await performGate(request), sign: async () => undefined };
  const { judgeImage } = await import('./judge-image.ts');
  return judgeImage(request, { image, trusted, files, input });
}

type Trusting = Pick<Parameters<typeof performGate>[0], 'name' | 'config' | 'options' | 'io' | 'root' | 'base'>;

/** The keys that count at a gate: of the command line, and of its configuration. */
export async function trustedFor(request: Trusting): Promise<TrustedKeys> {
  const { name, config, options, io } = request;
  const { configuredApprovers, trustedKeys } = await import('./signed-evidence.ts');
  const { sourceOf } = await import('./perform-gate.ts');
  const configured = Object.hasOwn(config.gates, name) ? config.gates[name] : undefined;
  return trustedKeys(options, io, await configuredApprovers(configured, sourceOf(request)));
}

/** A file that was judged, by its digest. */
export interface JudgedFile {
  readonly uri: string;
  readonly digest: Digest;
}

export interface ReadInputs {
  readonly parts: InputParts[];
  readonly approvals: readonly GateApproval[];
  readonly files: readonly JudgedFile[];
}

/** What `--input` names: files as they are, and signed bundles, verified for the artifact. */
export async function inputParts(
  options: ParsedOptions,
  io: Io,
  { digest, trusted }: { readonly digest: string | undefined; readonly trusted: TrustedKeys },
): Promise<ReadInputs> {
  const files = options.list('input').map((path) => ({ path, bytes: readBytes(io.cwd, path) }));
  const documents = options.list('document').map((path) => ({ path, bytes: readBytes(io.cwd, path) }));
  const signed = await import('./signed-evidence.ts');
  const read = await Promise.all(
    files.map(async ({ path, bytes }) =>
      signed.isSignedBundle(bytes)
        ? signed.readSigned(path, bytes, { digest, trusted })
        : { parts: await readInput(path, bytes), approvals: [] },
    ),
  );
  const judged = await Promise.all(documents.map(({ path, bytes }) => readDocuments(path, bytes)));
  return {
    parts: [...read.map(({ parts }) => parts), { ...NO_PARTS, documents: judged.flat() }],
    approvals: read.flatMap(({ approvals }) => approvals),
    files: [...files, ...documents].map(({ path, bytes }) => ({ uri: `file:${path}`, digest: digestOf(bytes) })),
  };
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
