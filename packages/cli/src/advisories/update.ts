import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { databaseStatus, importers, updateDatabase } from '@sallyport/advisories';
import type { ImporterId, UpdateProgress, UpdateResult } from '@sallyport/advisories';
import { baseEcosystem, ecosystems } from '@sallyport/inventory';
import { nearest } from '@sallyport/kernel';
import { visibleText } from '@sallyport/reports';
import { readInventory } from '@sallyport/scanners';

import type { CommandInput } from '../command.ts';
import { cliErrors } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { createProgress } from '../scan/progress.ts';
import type { Progress } from '../scan/progress.ts';
import { boundedFetch } from './bounded-fetch.ts';
import { locateAdvisories } from './locate.ts';
import type { AdvisorySettings } from './settings.ts';
import { sizeText } from './size-text.ts';

/** How long a host may take to answer; an update that was asked for has more patience than a scan. */
const ANSWER_MS = 20_000;

type Signal = 'kev' | 'epss';
const SIGNALS: readonly Signal[] = ['kev', 'epss'];

/** `sallyport db update`: exit 5 where a partition could not be brought up to date, 3 where there is nothing to fetch. */
export async function runUpdate(input: CommandInput, io: Io): Promise<ExitCode> {
  const settings = await locateAdvisories(input, io);
  const given = input.arguments.slice(1).map(canonicalName);
  const everything = input.options.flag('all');
  const partitions = everything ? 'all' : await partitionsFor(given, settings, io);
  const signals = partitions.length === 0 && given.length === 0 ? [] : signalsFor(given, settings, everything);
  if (partitions.length === 0 && signals.length === 0) {
    io.err('There is nothing to update yet: name ecosystems, for example: sallyport db update npm PyPI\n');
    return EXIT.nothing;
  }
  const progress = createProgress(io, input.options.flag('quiet'));
  const results = await updateAll({ settings, partitions, signals, io, progress });
  progress.end();
  await report(results, input, io);
  return results.some(({ outcome }) => outcome === 'failed') ? EXIT.failure : EXIT.fine;
}

/** OSV's spelling of a name that was typed in any case. */
function canonicalName(name: string): string {
  const lower = name.toLowerCase();
  if (SIGNALS.some((signal) => signal === lower)) return lower;
  const known = ecosystems().map((each) => each.name);
  const found = known.find((each) => each.toLowerCase() === baseEcosystem(name).toLowerCase());
  if (found !== undefined) return found;
  const near = nearest(name, [...known, ...SIGNALS]);
  const hint =
    near === undefined ? `Name ecosystems as OSV does: ${known.slice(0, 8).join(', ')}, …` : `Did you mean ${near}?`;
  throw cliErrors.UNKNOWN_ECOSYSTEM({ name: name.slice(0, 80), hint });
}

const isSignal = (name: string): name is Signal => SIGNALS.some((signal) => signal === name);

/** What was named; else what is there and what this folder's packages need. */
async function partitionsFor(given: readonly string[], { root }: AdvisorySettings, io: Io): Promise<readonly string[]> {
  if (given.length > 0) return given.filter((name) => !isSignal(name));
  const present = databaseStatus({ root, clock: io.clock }).flatMap(({ kind, pointer }) =>
    kind === 'partition' ? [pointer.name] : [],
  );
  const target = { kind: 'dir', given: '.', root: io.cwd } as const;
  const { inventory } = await readInventory({ target, signal: io.signal, onProgress: () => undefined });
  const known = new Set(ecosystems().map(({ name }) => name));
  const needed = inventory.packages.map(({ ecosystem }) => baseEcosystem(ecosystem)).filter((name) => known.has(name));
  return [...new Set([...present, ...needed])].toSorted();
}

const SIGNAL_FILES: Readonly<Record<Signal, readonly string[]>> = {
  kev: ['known_exploited_vulnerabilities.json', 'kev.json'],
  epss: ['epss_scores-current.csv.gz', 'epss_scores-current.csv', 'epss.json'],
};

/** Signals that were named; without names those that the public hosts, or a chosen folder, have. */
function signalsFor(given: readonly string[], settings: AdvisorySettings, everything: boolean): readonly Signal[] {
  if (given.length > 0 && !everything) return SIGNALS.filter((signal) => given.includes(signal));
  if (!settings.isChosen) return SIGNALS;
  return SIGNALS.filter((signal) => SIGNAL_FILES[signal].some((file) => existsSync(join(settings.source, file))));
}

interface Update {
  readonly settings: AdvisorySettings;
  readonly partitions: readonly string[] | 'all';
  readonly signals: readonly Signal[];
  readonly io: Io;
  readonly progress: Progress;
}

async function updateAll({ settings, partitions, signals, io, progress }: Update): Promise<UpdateResult[]> {
  const { root, source, importer } = settings;
  const common = {
    root,
    clock: io.clock,
    signal: io.signal,
    fetch: boundedFetch(ANSWER_MS),
    progress: teller(progress),
  };
  const results: UpdateResult[] = [];
  if (partitions === 'all' || partitions.length > 0)
    results.push(...(await updateDatabase({ ...common, importer, source, names: partitions })));
  for (const signal of signals) {
    const from = signalSource(signal, settings);
    results.push(...(await updateDatabase({ ...common, ...from, names: [signal] })));
  }
  return results;
}

function signalSource(
  signal: Signal,
  { source, importer, isChosen }: AdvisorySettings,
): { importer: ImporterId; source: string } {
  if (isChosen && importer === 'mirror') return { importer, source };
  const own = importers.find(({ id }) => id === signal)?.publicSource ?? source;
  return { importer: signal, source: isChosen ? source : own };
}

/** Names host and size before anything is read, then shows how far it is. */
function teller(progress: Progress): (event: UpdateProgress) => void {
  return (event) => {
    if (event.kind === 'fetching') {
      const size = event.sizeBytes === undefined ? 'of unknown size' : sizeText(event.sizeBytes);
      progress.say(visibleText(`${event.name}: reading ${event.path} from ${event.host} (${size})`));
    }
    if (event.kind === 'received') progress.update(event.name, event.bytes, event.sizeBytes ?? 0, 'bytes');
    if (event.kind === 'importing') progress.update(event.name, event.done, event.total, 'advisories');
  };
}

async function report(results: readonly UpdateResult[], input: CommandInput, io: Io): Promise<void> {
  for (const result of results) {
    if (result.outcome !== 'failed') continue;
    const { message, next } = result.error;
    io.err(`${visibleText(`${result.name}: ${message}`)}\n  ${visibleText(next)}\n`);
  }
  if (input.options.flag('json')) {
    await io.out(`${JSON.stringify(results.map(plainResult), undefined, 2)}\n`);
    return;
  }
  const width = Math.max(...results.map(({ name }) => name.length), 4) + 2;
  for (const result of results) await io.out(`${visibleText(`${result.name.padEnd(width)}${outcomeText(result)}`)}\n`);
}

function plainResult(result: UpdateResult): object {
  if (result.outcome === 'failed') {
    const { code, message, next } = result.error;
    return { name: result.name, outcome: result.outcome, error: { code, message, next } };
  }
  return result;
}

function outcomeText(result: UpdateResult): string {
  if (result.outcome === 'failed') return 'FAILED; what was there before is still in place';
  const { count, malformed } = result.pointer;
  const all = `${count.toLocaleString('en-US')} entries`;
  const bad = malformed === 0 ? '' : `, ${malformed} malformed ones left out`;
  if (result.outcome === 'unchanged') return `unchanged  ${all}`;
  return `updated    ${all}${result.changed === undefined ? '' : `, ${result.changed} changed`}${bad}`;
}
