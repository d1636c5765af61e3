import { resolve } from 'node:path';

import { SkipCounter } from '@sallyport/findings';
import type { CheckResult, CoveragePart } from '@sallyport/findings';

import type { ScanContext, ScannerResult } from '../scanner.ts';
import { evaluate } from './evaluate.ts';
import type { Evaluated } from './evaluate.ts';
import type { DockerHostSection } from './section.ts';
import { readSnapshot } from './snapshot/read.ts';
import type { ReadSnapshot } from './snapshot/read.ts';
import type { DockerSnapshot, Told } from './snapshot/snapshot.ts';
import { takeSnapshot } from './snapshot/take.ts';

const BENCHMARK = 'CIS Docker Benchmark 1.6';
/** A snapshot from before that no longer says how a host is. */
const OLD_MS = 30 * 24 * 3600 * 1000;

/**
 * Holds a Docker host to the benchmark: the host that this runs on (a target without a path), or a snapshot or the output of
 * Docker's own commands. A check whose data is missing leaves the part incomplete; it never reads as passed.
 */
export async function scan(context: ScanContext): Promise<ScannerResult> {
  const startedAt = context.clock.monotonic();
  const { snapshot, files, bytes, skips } = await openSnapshot(context);
  const { trustedUsers } = context.options as DockerHostSection;
  const evaluated = evaluate(snapshot, trustedUsers === undefined ? {} : { trustedUsers });
  const coverage: CoveragePart = {
    scanner: 'docker-host',
    ...stateOf(evaluated),
    rules: evaluated.results.length,
    looked: {
      checks: evaluated.results.filter(({ state }) => state !== 'unknown').length,
      ...counted('containers', snapshot.containers),
      ...counted('images', snapshot.images),
      ...(files === 0 ? {} : { files, bytes }),
    },
    skipped: skips.list(),
    notes: [countsOf(evaluated.results), ...ageOf(snapshot, context)],
    checklist: { benchmark: BENCHMARK, checks: evaluated.results },
    durationMs: context.clock.monotonic() - startedAt,
  };
  return { sightings: evaluated.sightings, coverage };
}

async function openSnapshot(context: ScanContext): Promise<ReadSnapshot> {
  const { target, clock, signal, onProgress, options } = context;
  const path = target.given.replace(/^docker(?:-host)?:/, '');
  if (path !== '') return readSnapshot(resolve(target.root, path));
  const env = (options['env'] ?? {}) as { readonly [name: string]: string | undefined };
  const snapshot = await takeSnapshot({ env, signal, clock, hostRoot: '/', onProgress });
  return { snapshot, files: 0, bytes: 0, skips: new SkipCounter() };
}

/** Incomplete where a check could not be made, with the reasons that stand behind most of them. */
function stateOf({ unsure, results }: Evaluated): Pick<CoveragePart, 'state' | 'reason' | 'mend'> {
  if (unsure.length === 0) return { state: 'ran' };
  const reasons = new Map<string, string[]>();
  for (const { cis, reason } of unsure) reasons.set(reason, [...(reasons.get(reason) ?? []), cis]);
  const told = [...reasons]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .slice(0, 3)
    .map(([reason, ids]) => `${reason} (${ids.slice(0, 4).join(', ')}${ids.length > 4 ? ', …' : ''})`);
  return {
    state: 'missing',
    reason: `${unsure.length} of ${results.length} checks could not be made: ${told.join('; ')}.`,
    mend: 'sallyport docker snapshot -o host.json, as root on that host',
  };
}

function counted(unit: string, part: Told<readonly unknown[]>): { readonly [unit: string]: number } {
  return part.state === 'known' ? { [unit]: part.value.length } : {};
}

function countsOf(results: readonly CheckResult[]): string {
  const count = (state: CheckResult['state']): number => results.filter((result) => result.state === state).length;
  const score = count('pass') - count('fail');
  return `${BENCHMARK}: ${count('pass')} passed, ${count('fail')} failed, ${count('manual')} for a person to judge, ${count('not-applicable')} not applicable, ${count('unknown')} not known; score ${score} (passed less failed).`;
}

function ageOf({ takenAt }: DockerSnapshot, { clock }: ScanContext): string[] {
  if (takenAt === undefined) return ['When this was taken is not known.'];
  const isOld = clock.now() - Date.parse(takenAt) > OLD_MS;
  return [`Taken at ${takenAt}.${isOld ? ' That is more than 30 days ago: take it anew.' : ''}`];
}
