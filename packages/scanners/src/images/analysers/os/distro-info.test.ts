import { existsSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { endOfLife } from './end-of-life.ts';

const FOLDER = '/usr/share/distro-info';

/** Rows of a file of distro-info-data, by the names in its first line. */
function rows(name: string): Map<string, string>[] {
  const [head = '', ...lines] = readFileSync(`${FOLDER}/${name}.csv`, 'utf8').trim().split('\n');
  const names = head.split(',');
  return lines.map((line) => new Map(line.split(',').map((value, at) => [names[at] ?? '', value])));
}

describe.skipIf(!existsSync(FOLDER))('the ends of support (skipped without distro-info-data)', () => {
  it.each([
    ['debian', 'eol-lts', '7'],
    ['ubuntu', 'eol', '12.04'],
  ])('of %s are those that it publishes itself', (id, column, since) => {
    const published = rows(id).flatMap((row): [string, string][] => {
      const version = (row.get('version') ?? '').replace(' LTS', '');
      const end = row.get(column) ?? '';
      return end === '' || Number(version) < Number(since) ? [] : [[version, end]];
    });

    const known = published.filter(([version]) => endOfLife({ id, version }) !== undefined);
    expect(known.length).toBeGreaterThan(5);
    for (const [version, end] of known) expect([version, endOfLife({ id, version })]).toEqual([version, end]);
  });
});
