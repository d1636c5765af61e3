export * from './entry.ts';
export * from './machine.ts';
export * from './path.ts';
export * from './read-tar.ts';
