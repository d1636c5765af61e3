export * from './canonical-json.ts';
export * from './clock.ts';
export * from './digest.ts';
export * from './errors.ts';
export * from './limits.ts';
export * from './random.ts';
export * from './nearest.ts';
export * from './heap.ts';
