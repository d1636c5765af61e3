import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { relative, resolve } from 'node:path';

import { IDENTITY_VERSION } from '@sallyport/findings';
import type { ScanResult, Severity } from '@sallyport/findings';
import { rfc3339 } from '@sallyport/kernel';
import type { Inventory } from '@sallyport/inventory';
import { scan } from '@sallyport/scanners';
import type { Fetch } from '@sallyport/scanners';

import { boundedFetch } from '../advisories/bounded-fetch.ts';
import { advisorySettings } from '../advisories/settings.ts';
import { userCacheDir } from '../cache-dir.ts';
import type { CommandInput } from '../command.ts';
import type { BaseRevision } from '../gate/base-revision.ts';
import type { TrustedConfig } from '../gate/base-sections.ts';
import type { Io } from '../io.ts';
import { VERSION } from '../version.ts';
import { loadConfig } from './config.ts';
import type { LoadedConfig } from './config.ts';
import type { ExitRules } from './exit.ts';
import { judgeFindings, readComparison } from './judge.ts';
import { keepResult } from './last-results.ts';
import { createProgress } from './progress.ts';
import { readInput } from './read-input.ts';
import { imageSection } from './image-options.ts';
import { resolveTarget } from './target.ts';
import type { ResolvedTarget } from './target.ts';

export interface PerformedScan {
  readonly result: ScanResult;
  /** The packages that were found. */
  readonly inventory: Inventory;
  readonly rules: ExitRules;
  readonly config: LoadedConfig;
  /** The folder that was looked at. */
  readonly root: string;
  /** The revision that configuration and suppressions were read from, where one was named. */
  readonly base?: BaseRevision;
}

/** Runs one `sallyport scan`: target, configuration, scanners, identity, suppressions, baseline; flag before environment before file. */
export async function performScan(input: CommandInput, io: Io): Promise<PerformedScan> {
  const resolved = resolveTarget(input.arguments[0] ?? '.', io.cwd);
  const base = await baseOf(input, resolved.target.root);
  const loaded = await loadConfig(resolved.target.root, input.options.text('config'), io.cwd, base);
  const trusted = await trust(loaded, base);
  const { config } = trusted;
  const cacheDir = usableCacheDir(io);
  const startedAt = io.clock.now();
  const started = io.clock.monotonic();
  const quiet = input.options.flag('quiet');
  if (!quiet) io.err(`${announce(resolved, config, io.cwd)}\n`);
  const progress = createProgress(io, quiet);
  try {
    const comparison = await readComparison(input, io, resolved.target.root, base);
    const outcome = await scan({
      target: await withInput(resolved, io),
      clock: io.clock,
      signal: io.signal,
      ...waysOut(input, config),
      say: progress.say,
      ...(cacheDir === undefined ? {} : { cacheDir }),
      ...identityKey(io),
      ...chosenScanners(input, config),
      options: scannerOptions(input, trusted, io, cacheDir),
      onProgress: (scanner, done, total, unit) => progress.update(scanner, done, total, unit),
    });
    const { findings, issues } = await judgeFindings({
      outcome,
      target: resolved.target,
      config,
      input,
      io,
      ...comparison,
      ...(base === undefined ? {} : { base }),
    });
    const result: ScanResult = {
      schemaVersion: '1',
      identityVersion: IDENTITY_VERSION,
      tool: { name: 'sallyport', version: VERSION },
      target: {
        kind: resolved.target.kind,
        given: resolved.target.given,
        ...(outcome.resolved === undefined ? {} : { resolved: outcome.resolved }),
      },
      startedAt: rfc3339(startedAt),
      durationMs: Math.round(io.clock.monotonic() - started),
      findings,
      coverage: outcome.coverage,
      suppressionIssues: issues,
    };
    keepResult(cacheDir, resolved.target.root, result);
    const rules = exitRules(input, config);
    const { root } = resolved.target;
    return { result, inventory: outcome.inventory, rules, config, root, ...(base === undefined ? {} : { base }) };
  } finally {
    progress.end();
    trusted.remove();
  }
}

/** Loaded only where a base is named: most scans need none of it. */
async function baseOf(input: CommandInput, root: string): Promise<BaseRevision | undefined> {
  const ref = input.options.text('base');
  return ref === undefined ? undefined : (await import('../gate/base-revision.ts')).openBase(root, ref);
}

async function trust(config: LoadedConfig, base: BaseRevision | undefined): Promise<TrustedConfig> {
  if (base === undefined) return { config, file: (path) => path, remove: () => undefined };
  return (await import('../gate/base-sections.ts')).trustedSections(config, base);
}

function announce(resolved: ResolvedTarget, config: LoadedConfig, cwd: string): string {
  const by = config.path === undefined ? '' : `, by ${relative(cwd, config.path) || config.path}`;
  return `Scanning ${resolved.target.given}: ${resolved.choice}${by}`;
}

async function withInput(resolved: ResolvedTarget, io: Io): Promise<ResolvedTarget['target']> {
  return resolved.target.kind === 'stdin' ? { ...resolved.target, input: await readInput(io) } : resolved.target;
}

/** The cache folder, made with mode 0700; undefined where there is none or it cannot be made. */
function usableCacheDir(io: Io): string | undefined {
  const path = userCacheDir(io.env, process.platform);
  if (path === undefined) return undefined;
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return path;
  } catch {
    return undefined;
  }
}

/** The key for keyed hashes of secrets, given by the CI's secret store and never by a file in the repository (invariant 5). */
function identityKey(io: Io): { identityKey?: Uint8Array } {
  const key = io.env['SALLYPORT_IDENTITY_KEY'];
  return key === undefined || key === '' ? {} : { identityKey: Buffer.from(key) };
}

function chosenScanners(
  input: CommandInput,
  config: LoadedConfig,
): { only?: readonly string[]; skip?: readonly string[] } {
  const list = (name: 'only' | 'skip'): readonly string[] | undefined => {
    const given = input.options.list(name);
    return given.length > 0 ? given : config.scan[name];
  };
  const only = list('only');
  const skip = list('skip');
  return { ...(only === undefined ? {} : { only }), ...(skip === undefined ? {} : { skip }) };
}

/** Each scanner's section of the configuration, with what the flags say on top. */
function scannerOptions(
  input: CommandInput,
  trusted: TrustedConfig,
  io: Io,
  cacheDir: string | undefined,
): { [scanner: string]: { [name: string]: unknown } } {
  const { config } = trusted;
  const history = !input.options.flag('no-history') && config.scan.history !== false;
  const secrets = {
    ...config.sections['secrets'],
    history,
    staged: input.options.flag('staged'),
    verify: input.options.flag('verify'),
    folder: config.folder,
    ...indexFile(io),
  };
  const dependencies = dependencyOptions(input, trusted, io, cacheDir);
  const images = {
    ...config.sections['images'],
    ...imageSection(input, io.cwd),
    dependencies,
    secretsSection: config.sections['secrets'],
    folder: config.folder,
    env: io.env,
    home: homedir(),
  };
  const dockerHost = { ...config.sections['docker-host'], env: io.env };
  return { ...config.sections, secrets, dependencies, images, 'docker-host': dockerHost };
}

function dependencyOptions(
  input: CommandInput,
  trusted: TrustedConfig,
  io: Io,
  cacheDir: string | undefined,
): { [name: string]: unknown } {
  const { config } = trusted;
  return {
    ...config.sections['dependencies'],
    vex: vexFiles(input, trusted, io),
    staged: input.options.flag('staged'),
    folder: config.folder,
    ...(cacheDir === undefined ? {} : { advisories: advisorySettings(cacheDir, {}, config, io) }),
  };
}

/** VEX documents of the configuration, relative to it, and of the flags, relative to where we are. */
function vexFiles(input: CommandInput, { config, file }: TrustedConfig, io: Io): string[] {
  const ofFile = config.sections['dependencies']?.['vex'];
  const listed = Array.isArray(ofFile) ? ofFile.map((path) => resolve(config.folder, String(path))) : [];
  return [...listed, ...input.options.list('vex').map((path) => file(resolve(io.cwd, path)))];
}

/** Nothing that could talk to a host is handed out where none may be talked to. */
function waysOut(input: CommandInput, config: LoadedConfig): { offline: boolean; fetch?: Fetch } {
  const offline = input.options.flag('offline') || config.scan.offline === true;
  return offline ? { offline } : { offline, fetch: boundedFetch() };
}

function exitRules(input: CommandInput, config: LoadedConfig): ExitRules {
  const failOn = (input.options.text('fail-on') ?? config.scan.failOn ?? 'high') as Severity | 'none';
  const allowed = input.options.list('allow-missing');
  return {
    failOn,
    newOnly: input.options.text('baseline') !== undefined || input.options.text('new-since') !== undefined,
    allowMissing: allowed.length > 0 ? allowed : (config.scan.allowMissing ?? []),
  };
}

/** `git commit -a` and `git commit FILE` stage into an index of their own, which git names to its hooks. */
function indexFile(io: Io): { indexFile?: string } {
  const path = io.env['GIT_INDEX_FILE'];
  return path === undefined || path === '' ? {} : { indexFile: resolve(io.cwd, path) };
}
