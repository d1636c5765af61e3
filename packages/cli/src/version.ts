import manifest from '../package.json' with { type: 'json' };

/** The version of the product; one for all packages. */
export const VERSION: string = manifest.version;
