/** The entry of the process: everything else is loaded when the compile cache is on. */

import { enableCompileCache } from 'node:module';

import { userCacheDir } from './cache-dir.ts';

const cacheDir = userCacheDir(process.env, process.platform);
if (cacheDir !== undefined) enableCompileCache(`${cacheDir}/compile`);

await import('./process.ts');
