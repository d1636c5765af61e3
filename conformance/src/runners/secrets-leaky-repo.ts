import { loadSecretSearch } from '@sallyport/scanners';

import type { ConformanceRunner } from '../runner.ts';

const LABELS = '.leaky-meta/secrets.csv';
/** Destroyed in the corpus, or told by its makers to be a matter of taste. */
const NOT_COUNTED = new Set([
  '.mozilla/firefox/cert9.db',
  '.mozilla/firefox/key4.db',
  '.ssh/id_rsa.pub',
  'high-entropy-misc.txt',
]);

/** A repository full of files that should not be in one: `found` counts those with a risk, `silent` all others. */
export const runner: ConformanceRunner = {
  name: 'secrets-leaky-repo',
  async run(cases) {
    const files = cases as Readonly<Record<string, string>>;
    const search = await loadSecretSearch();
    const risky = riskyFiles(files[LABELS] ?? '');
    return Object.entries(files)
      .filter(([path]) => !NOT_COUNTED.has(path))
      .map(([path, text]) => {
        const found = search(text, path);
        if (risky.has(path)) return { id: path, group: 'found', passed: found.length > 0, reason: 'nothing found' };
        return { id: path, group: 'silent', passed: found.length === 0, reason: `found ${found[0]?.ruleId}` };
      });
  },
};

function riskyFiles(labels: string): Set<string> {
  const rows = labels.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return new Set(rows.map((row) => row.split(',')).flatMap(([path = '', risk]) => (Number(risk) > 0 ? [path] : [])));
}
