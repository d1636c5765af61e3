import type { Importer } from './importer.ts';

export type ImporterId = 'osv-bucket' | 'osv-files' | 'mirror' | 'kev' | 'epss';

export interface ListedImporter {
  readonly id: ImporterId;
  readonly title: string;
  /** Where its publisher serves it to everybody. */
  readonly publicSource?: string;
  load(): Promise<{ readonly importer: Importer }>;
}

/** Every kind of source; one line each. */
export const importers: readonly ListedImporter[] = [
  {
    id: 'osv-bucket',
    title: 'the layout of the public OSV bucket, on a server or in a folder',
    publicSource: 'https://storage.googleapis.com/osv-vulnerabilities',
    load: () => import('./osv-bucket/importer.ts'),
  },
  {
    id: 'osv-files',
    title: 'a folder of single OSV records in JSON or YAML, such as a git checkout',
    load: () => import('./osv-files/importer.ts'),
  },
  {
    id: 'mirror',
    title: 'a copy of another Sallyport’s advisory folder, on a server or in a folder',
    load: () => import('./mirror/importer.ts'),
  },
  {
    id: 'kev',
    title: 'CISA’s catalogue of known exploited vulnerabilities',
    publicSource: 'https://www.cisa.gov/sites/default/files/feeds',
    load: () => import('./kev/importer.ts'),
  },
  {
    id: 'epss',
    title: 'FIRST’s exploit prediction scores',
    publicSource: 'https://epss.empiricalsecurity.com',
    load: () => import('./epss/importer.ts'),
  },
];
