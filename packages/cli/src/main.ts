/** The entry of the process: everything else is loaded when the compile cache is on. */

import { userCacheDir } from './cache-dir.ts';

// Node.js warns of the two together, on the standard error that is ours; NO_COLOR wins here.
if ((process.env['NO_COLOR'] ?? '') !== '') delete process.env['FORCE_COLOR'];

// An import of these would load all that they have, ten milliseconds of each start.
const { mkdirSync } = process.getBuiltinModule('node:fs');
const { enableCompileCache } = process.getBuiltinModule('node:module');

const cacheDir = userCacheDir(process.env, process.platform);
if (cacheDir !== undefined) {
  // Before Node.js makes it, which would leave it open to others.
  try {
    mkdirSync(cacheDir, { recursive: true, mode: 0o700 });
  } catch {
    // Nothing needs it.
  }
  enableCompileCache(`${cacheDir}/compile`);
}

await import('./process.ts');
