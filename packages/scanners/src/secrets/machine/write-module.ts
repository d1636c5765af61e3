/** Makes `generated/module.ts` anew, after its source or a table changed: `node packages/scanners/src/secrets/machine/write-module.ts` */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { assemble } from './assemble.ts';

const lines = [
  '/** Made by `write-module.ts` of `source.ts`: the WebAssembly module, in base64. */',
  'export const MODULE =',
  `  '${Buffer.from(await assemble()).toString('base64')}';`,
  '',
];
writeFileSync(join(import.meta.dirname, 'generated', 'module.ts'), lines.join('\n'));
