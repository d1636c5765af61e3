import { parseKev } from '../../signals/kev.ts';
import { importSmallFile } from '../../update/import-small-file.ts';
import type { Importer } from '../importer.ts';

const FILE = 'known_exploited_vulnerabilities.json';

/** CISA's catalogue as one JSON file below the source. */
export const importer: Importer = {
  run: (job) =>
    importSmallFile(job, [FILE], (bytes, what) => {
      const catalogue = parseKev(bytes, what);
      return {
        content: Buffer.from(JSON.stringify(catalogue)),
        extension: 'json',
        count: Object.keys(catalogue.entries).length,
        newest: catalogue.released,
      };
    }),
};
