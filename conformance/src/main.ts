/** `npm run conformance -- [NAME ...] [--file F] [--quiet]`: see ARCHITECTURE.md, "Conformance and benchmarks". */

import { parseArgs } from 'node:util';

import exclusions from '../exclusions.json' with { type: 'json' };
import floors from '../floors.json' with { type: 'json' };
import { CORPORA_DIR, readCorpus, readCorpusFile } from './corpus.ts';
import { runners } from './list.ts';
import type { ListedRunner } from './list.ts';
import { judge } from './tally.ts';
import type { ConformanceRunner } from './runner.ts';
import type { Exclusions, Floors, Judged } from './tally.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { file: { type: 'string' }, quiet: { type: 'boolean', default: false } },
});

const unknown = positionals.filter((name) => !runners.some((runner) => runner.name === name));
if (unknown.length > 0 || (values.file !== undefined && positionals.length !== 1)) {
  const known = runners.map((runner) => runner.name).join(', ');
  console.error(
    unknown.length > 0
      ? `no corpus is named ${unknown.join(', ')}; known: ${known}`
      : '--file goes with one corpus name',
  );
  process.exit(2);
}

const chosen = positionals.length === 0 ? runners : runners.filter((runner) => positionals.includes(runner.name));
const outcomes: boolean[] = [];
for (const listed of chosen) outcomes.push(await run(listed, values.file));
process.exitCode = outcomes.every(Boolean) ? 0 : 1;

/** A runner that cannot run here is a failure only when it was asked for by name. */
function skip(runner: ConformanceRunner): boolean {
  console.log(`${runner.name}: skipped, ${runner.unavailable?.()}`);
  return positionals.length === 0;
}

async function run(listed: ListedRunner, file: string | undefined): Promise<boolean> {
  const { runner } = await listed.load();
  if (runner.unavailable?.() !== undefined) return skip(runner);
  const cases = file === undefined ? await readCorpus(listed.name) : await readCorpusFile(file);
  const results = await runner.run(cases, { corpus: readCorpus, corporaDir: CORPORA_DIR });
  const excluded = (exclusions as Record<string, Exclusions>)[listed.name] ?? {};
  const judged = judge([...results], floorsOf(listed.name), excluded, {
    // Another file of the same form need not hold the cases that are excluded from the corpus.
    staleExclusions: file === undefined,
  });
  print(listed.name, judged);
  return judged.complaints.length === 0;
}

function print(name: string, judged: Judged): void {
  if (!values.quiet)
    for (const failure of judged.failures) console.log(`${name} ${failure.id}: ${failure.reason ?? 'failed'}`);
  for (const complaint of judged.complaints) console.log(`${name}: ${complaint}`);
  for (const [group, tally] of judged.groups)
    if (group !== 'all' && (!values.quiet || group in floorsOf(name)))
      console.log(`${name} ${group}: ${tally.passed} of ${tally.total} passed`);
  const all = judged.groups.get('all') ?? { passed: 0, total: 0 };
  console.log(`${name}: ${all.passed} of ${all.total} passed`);
}

function floorsOf(name: string): Floors {
  return (floors as Record<string, Floors>)[name] ?? {};
}
