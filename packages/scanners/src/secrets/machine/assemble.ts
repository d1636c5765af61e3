import wabt from 'wabt';

import { moduleSource } from './source.ts';

/** The bytes of the module that the source describes. For development only: what runs is what was made of it before. */
export async function assemble(): Promise<Uint8Array> {
  const { parseWat } = await wabt();
  const parsed = parseWat('sweep.wat', moduleSource(), { simd: true });
  try {
    parsed.validate();
    return parsed.toBinary({}).buffer;
  } finally {
    parsed.destroy();
  }
}
