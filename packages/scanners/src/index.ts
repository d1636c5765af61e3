export * from './errors.ts';
export * from './list.ts';
export * from './scan.ts';
export * from './scanner.ts';
