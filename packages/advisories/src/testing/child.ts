/**
 * One process of the tests with many: `update ROOT SOURCE ROUNDS` or `read ROOT ROUNDS`. Prints `ready` first and one
 * line of JSON last. A reader matches one package again and again and tells every answer that it got.
 */

import { makePackage } from '@sallyport/inventory';
import { isSallyportError } from '@sallyport/kernel';

import { matchPackages } from '../match/match.ts';
import { openDatabase } from '../store/database.ts';
import { updateDatabase } from '../update/update.ts';

const [mode = '', root = '', ...rest] = process.argv.slice(2);
process.stdout.write('ready\n');
const answer = mode === 'update' ? await runUpdates(rest[0] ?? '', Number(rest[1])) : runReads(Number(rest[0]));
process.stdout.write(`${JSON.stringify(answer)}\n`);

async function runUpdates(source: string, rounds: number): Promise<readonly string[]> {
  const seen = new Set<string>();
  for (let round = 0; round < rounds; round += 1) {
    const results = await updateDatabase({
      root,
      importer: 'osv-bucket',
      source,
      names: ['npm'],
      fetch: (url, init) => fetch(url, init),
    }).catch((error: unknown) => {
      if (isSallyportError(error)) return [{ name: 'npm', outcome: 'failed' as const, error }];
      throw error;
    });
    for (const result of results) seen.add(result.outcome === 'failed' ? result.error.code : result.outcome);
  }
  return [...seen].sort();
}

/** How many vulnerabilities each read found. */
function runReads(rounds: number): readonly number[] {
  const found = [makePackage({ ecosystem: 'npm', name: 'left-pad', version: '1.0.0' })];
  const seen = new Set<number>();
  for (let round = 0; round < rounds; round += 1) {
    const database = openDatabase(root);
    const { matches, missing } = matchPackages(database, found);
    seen.add(missing.length > 0 ? -1 : matches.length);
    database.close();
  }
  return [...seen].sort();
}
