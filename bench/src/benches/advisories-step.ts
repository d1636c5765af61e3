/** One step of the advisories benchmark in a process of its own, so that its memory is its own. Prints one JSON object. */

import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { createRematcher, matchPackages, openDatabase, updateDatabase } from '@sallyport/advisories';
import { makePackage } from '@sallyport/inventory';

import { debianInventory } from '../inputs/debian-inventories.ts';
import { packageName } from '../inputs/osv-archive.ts';

const [step = '', source = '', root = ''] = process.argv.slice(2);
const steps: Readonly<Record<string, () => Promise<object> | object>> = {
  import: importAll,
  match,
  matchOutdated,
  rematch,
};
const run = steps[step];
if (run === undefined) throw new Error(`no step is named ${step}`);
const figures = await run();
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
// Linux counts in maxRSS what the starting process had when it forked; the peak of this program alone is VmHWM.
const own = existsSync('/proc/self/status')
  ? /^VmHWM:\s*(?<kb>\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))
  : null;
const rssMb = Math.round(Number(own?.groups?.['kb'] ?? maxRSS) / 1024);
console.log(
  JSON.stringify({
    ...figures,
    cpuMs: Math.round((userCPUTime + systemCPUTime) / 1000),
    rssMb,
  }),
);

async function importAll(): Promise<object> {
  const started = performance.now();
  const [result] = await updateDatabase({ root, importer: 'osv-bucket', source, names: ['npm'] });
  if (result?.outcome !== 'updated') throw new Error('the import did not succeed');
  const { count, file } = result.pointer;
  return {
    wallMs: Math.round(performance.now() - started),
    advisories: count,
    fileMb: Math.round(statSync(join(root, file)).size / 1e5) / 10,
  };
}

/** 2,000 packages as a lock file has them: popular ones with many advisories, one of ten of them out of date. */
function match(): object {
  return matchVersions((at) => `${at % 10 === 0 ? 1 : 6}.${at % 20}.0`);
}

/** The same where nearly every package has an advisory. */
function matchOutdated(): object {
  return matchVersions((at) => `${1 + (at % 5)}.${at % 20}.0`);
}

function matchVersions(versionOf: (at: number) => string): object {
  const packages = Array.from({ length: 2000 }, (_, at) =>
    makePackage({ ecosystem: 'npm', name: packageName(at * 4), version: versionOf(at) }),
  );
  const started = performance.now();
  const database = openDatabase(root);
  const { matches } = matchPackages(database, packages);
  const wallMs = performance.now() - started;
  database.close();
  return { wallMs: Math.round(wallMs * 10) / 10, packages: packages.length, matches: matches.length };
}

function rematch(): object {
  const inventories = Array.from({ length: 1000 }, (_, at) => debianInventory(at));
  const started = performance.now();
  const database = openDatabase(root);
  const matcher = createRematcher(database);
  let hits = 0;
  for (const packages of inventories) for (const { advisoryIds } of matcher(packages)) hits += advisoryIds.length;
  const wallMs = performance.now() - started;
  database.close();
  return { wallMs: Math.round(wallMs), inventories: inventories.length, hits };
}
