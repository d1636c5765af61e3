import { copyFileSync } from 'node:fs';

import { fileError } from '../store/files.ts';

/** Copies a file to a new path of our own and answers with that path. */
export function copyInto(from: string, to: string): string {
  try {
    copyFileSync(from, to);
    return to;
  } catch (error) {
    throw fileError(error, to);
  }
}
