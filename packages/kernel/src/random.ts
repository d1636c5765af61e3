import { nodeCrypto } from './node-crypto.ts';

/** Randomness, injected (invariant 10). */
export interface Random {
  bytes(length: number): Uint8Array;
}

export const systemRandom: Random = Object.freeze({ bytes: (length: number) => nodeCrypto().randomBytes(length) });

/** A repeatable stream for tests and generated data (xorshift32); never for keys. */
export function seededRandom(seed: number): Random & { next(): number; below(limit: number): number } {
  let state = seed >>> 0 || 0x9e3779b9;
  const next = (): number => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 0x1_0000_0000;
  };
  return {
    next,
    below: (limit) => Math.floor(next() * limit),
    bytes: (length) => Uint8Array.from({ length }, () => Math.floor(next() * 256)),
  };
}
