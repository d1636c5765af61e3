import { resolve } from 'node:path';

import {
  buildInput,
  decide,
  isBundlePath,
  loadGatePolicies,
  mergeParts,
  plainGate,
  readExceptions,
} from '@sallyport/policy';
import type {
  Decision,
  Gate,
  GateApproval,
  GateContext,
  GateException,
  InputParts,
  KnownMoment,
  PolicySource,
} from '@sallyport/policy';
import { nearest } from '@sallyport/kernel';
import type { GateConfig, GatePolicyConfig } from '@sallyport/policy/section';

import type { ParsedOptions } from '../command.ts';
import { cliErrors } from '../errors.ts';
import type { Io } from '../io.ts';
import type { LoadedConfig } from '../scan/config.ts';
import type { BaseRevision } from './base-revision.ts';
import { diskSource, revisionSource } from './policy-source.ts';

export interface GateRequest {
  readonly name: string;
  readonly config: LoadedConfig;
  readonly parts: readonly InputParts[];
  /** Approvals whose signatures were verified. */
  readonly approvals: readonly GateApproval[];
  readonly options: ParsedOptions;
  readonly io: Io;
  /** The folder that paths on the command line and of the configuration start from. */
  readonly root: string;
  readonly base?: BaseRevision;
}

/**
 * Judges input by a gate of the configuration, by policies named on the command line, or both. Throws CLI_NO_GATE where there is
 * neither: a gate that nobody has defined lets nothing pass.
 */
export async function performGate(request: GateRequest): Promise<Decision> {
  const { name, config, io, base, options } = request;
  const configured = Object.hasOwn(config.gates, name) ? config.gates[name] : undefined;
  const extra = policiesOfOptions(request);
  if (configured === undefined && extra.length === 0) throw noGate(name, config);
  const source = sourceOf(request);
  const gate = gateOf(name, configured, options);
  const limits = limitsOf(configured, options);
  const loaded = await loadGatePolicies([...(configured?.policies ?? []), ...extra], {
    source,
    clock: io.clock,
    ...(limits.policyMs === undefined ? {} : { timeoutMs: limits.policyMs }),
  });
  const exceptions = await exceptionsOf(configured, options, source);
  const parts = mergeParts([...request.parts, contextOf(gate, options, request.parts)]);
  const moments = momentsOf(base);
  return decide({
    gate,
    policies: loaded.policies,
    problems: loaded.problems,
    input: buildInput(name, parts, { now: io.clock.now(), exceptions }),
    clock: io.clock,
    exceptions,
    approvals: [...request.approvals, ...claimedApprovals(parts)],
    moments,
    limits,
    ...(base === undefined ? {} : { base: { ref: base.ref, commit: base.files.commit } }),
  });
}

/** Where policies, exceptions and keys of the configuration are read from. */
export function sourceOf({ root, base }: Pick<GateRequest, 'root' | 'base'>): PolicySource {
  return base === undefined ? diskSource(root) : revisionSource(base);
}

function noGate(name: string, config: LoadedConfig): Error {
  const known = Object.keys(config.gates);
  const near = nearest(name, known);
  const hint =
    known.length === 0
      ? 'Define it under gates in sallyport.yaml, or name policies with --policy.'
      : `Did you mean ${near ?? known.join(' or ')}? Or name policies with --policy.`;
  return cliErrors.NO_GATE({ name, where: config.path ?? 'this folder', hint });
}

function policiesOfOptions({ options, root, io }: GateRequest): GatePolicyConfig[] {
  // On the command line paths start from where the user is, in the configuration from its folder.
  const own = (path: string): string => (root === io.cwd ? path : resolve(io.cwd, path));
  const data = options.list('data').map(own);
  const key = options.text('verification-key');
  const shared = {
    ...(data.length === 0 ? {} : { data }),
    ...(options.flag('v0-compatible') ? { rego: 'v0' as const } : {}),
  };
  const signed = key === undefined ? {} : { verificationKey: own(key) };
  return [
    ...options.list('policy').map((path) => ({ path: own(path), ...shared })),
    ...options.list('bundle').map((path) => ({ path: bundlePath(own(path)), ...shared, ...signed })),
  ];
}

/** Throws CLI_OPTION_VALUE for what is no archive: a folder is named by --policy. */
function bundlePath(path: string): string {
  if (isBundlePath(path)) return path;
  throw cliErrors.OPTION_VALUE({
    option: '--bundle',
    value: path,
    allowed: 'a file .tar.gz or .tgz; name a folder by --policy',
  });
}

function gateOf(name: string, configured: GateConfig | undefined, options: ParsedOptions): Gate {
  const environment = configured?.environment;
  const given = options.text('environment');
  if (environment !== undefined && given !== undefined && given !== environment)
    throw cliErrors.OPTION_VALUE({ option: '--environment', value: given, allowed: `${environment} (the gate's own)` });
  const allowMissing = [...(configured?.allowMissing ?? []), ...options.list('allow-missing')];
  const approval = configured?.approval;
  return plainGate(name, {
    ...(environment === undefined ? {} : { environment }),
    ...(approval === undefined ? {} : { approval }),
    ...evidenceOf(configured, options),
    allowMissing,
  });
}

/** A gate that nobody has configured asks for something to judge; a configured one for a scan where it does not say. */
function evidenceOf(configured: GateConfig | undefined, options: ParsedOptions): { evidence: readonly string[] } {
  const asked = options.list('evidence');
  if (configured !== undefined) return { evidence: [...(configured.evidence ?? ['scan']), ...asked] };
  return { evidence: ['input', ...asked] };
}

function limitsOf(configured: GateConfig | undefined, options: ParsedOptions): { policyMs?: number; gateMs?: number } {
  const text = options.text('timeout-ms');
  const gate = configured === undefined ? {} : { gateMs: configured.totalTimeoutMs };
  if (text === undefined) return configured === undefined ? {} : { policyMs: configured.timeoutMs, ...gate };
  const timeoutMs = Number(text);
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1)
    throw cliErrors.OPTION_VALUE({ option: '--timeout-ms', value: text, allowed: 'whole milliseconds from 1' });
  return { policyMs: timeoutMs, ...gate };
}

async function exceptionsOf(
  configured: GateConfig | undefined,
  options: ParsedOptions,
  source: PolicySource,
): Promise<GateException[]> {
  const path = options.text('exceptions') ?? configured?.exceptions;
  if (path === undefined) return [];
  const files = await source.read(path);
  const [file] = files ?? [];
  if (file === undefined) throw cliErrors.UNREADABLE_FILE({ path, reason: 'there is no such file' });
  if (file.problem !== undefined) throw cliErrors.UNREADABLE_FILE({ path, reason: file.problem });
  return readExceptions(path, file.text);
}

/** What the flags say of who and what passes; a flag counts before the context file. */
function contextOf(gate: Gate, options: ParsedOptions, parts: readonly InputParts[]): InputParts {
  const before = mergeParts(parts).context;
  const own = (name: string, fallback: string | undefined): string | undefined => options.text(name) ?? fallback;
  const change = members({
    id: own('change', before.change?.id),
    author: own('author', before.change?.author),
    head: own('head', before.change?.head),
  });
  const context: { -readonly [K in keyof GateContext]: GateContext[K] } = {};
  const environment = gate.environment ?? own('environment', before.environment);
  const service = own('service', before.service);
  const actor = own('actor', before.actor?.id);
  if (environment !== undefined) context.environment = environment;
  if (service !== undefined) context.service = service;
  if (actor !== undefined) context.actor = { id: actor };
  if (before.change !== undefined || Object.keys(change).length > 0) context.change = { ...before.change, ...change };
  const digest = options.text('artifact');
  if (digest !== undefined) context.artifact = { ...before.artifact, digest };
  return { scans: [], evidence: [], documents: [], context };
}

function members(given: { readonly [name: string]: string | undefined }): { readonly [name: string]: string } {
  return Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** Approvals that a context file claims: names in a file, which are told and never count. */
function claimedApprovals({ evidence, context }: InputParts): GateApproval[] {
  return evidence
    .filter(({ type }) => type === 'approval')
    .map(({ facts, subject }) => ({
      approver: String(facts['approver'] ?? 'somebody'),
      verified: false,
      decision: facts['decision'] === 'rejected' ? 'rejected' : 'approved',
      gate: String(facts['gate'] ?? ''),
      ...(context.environment === undefined ? {} : { environment: context.environment }),
      subject: subject ?? '',
      accepts: [],
      givenMs: 0,
      endsMs: 0,
    }));
}

/** The base revision was committed before now, for certain. */
function momentsOf(base: BaseRevision | undefined): KnownMoment[] {
  return base === undefined ? [] : [{ what: `the commit of ${base.ref}`, at: base.files.committedAt }];
}
