import { fstatSync, writeSync } from 'node:fs';

import { systemCode } from '@sallyport/kernel';

/**
 * Writes text to standard output and resolves when it is accepted. A reader that went away (`| head`) is no failure: what it did
 * not read it did not want. Throws CLI_OUTPUT_FAILED for everything else, so that no report is cut short without a word.
 */
export async function writeOut(text: string, stream: NodeJS.WriteStream & { readonly fd: number }): Promise<void> {
  try {
    if (fstatSync(stream.fd).isFile()) writeAll(stream.fd, text);
    else await writeStream(stream, text);
  } catch (error) {
    if (systemCode(error) === 'EPIPE') return;
    throw (await import('./scan/write-file.ts')).outputFailure('standard output', error);
  }
}

/** Node.js writes a chunk to a file once and takes what a disk that fills up has accepted of it for all. */
function writeAll(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
}

function writeStream(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (error === null || error === undefined) resolve();
      else reject(error);
    });
  });
}
