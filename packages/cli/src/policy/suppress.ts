import { statSync } from 'node:fs';
import { join } from 'node:path';

import {
  applySuppressions,
  inlineSuppressions,
  readRegister,
  readSuppressionList,
  REGISTER_FILE,
} from '@sallyport/findings';
import type { AppliedSuppressions, Finding, ReadSuppressions } from '@sallyport/findings';
import type { ParsedDocument } from '@sallyport/policy';

import type { Io } from '../io.ts';
import { loadConfig } from '../scan/config.ts';
import { readBytes } from './load.ts';

/** Sets aside what comments in the files, the configuration and the register accept, as a scan does. */
export async function suppress(
  findings: readonly Finding[],
  documents: readonly ParsedDocument[],
  io: Io,
): Promise<AppliedSuppressions> {
  const texts = new Map(documents.map(({ path, root }) => [path, root.source.text]));
  const given: ReadSuppressions[] = [...texts].map(([path, text]) => inlineSuppressions(path, text));
  const config = await loadConfig(io.cwd, undefined, io.cwd);
  if (config.suppressions !== undefined)
    given.push(readSuppressionList(config.path ?? 'sallyport.yaml', config.suppressions));
  if (statSync(join(io.cwd, REGISTER_FILE), { throwIfNoEntry: false })?.isFile() === true)
    given.push(await readRegister(REGISTER_FILE, Buffer.from(readBytes(io.cwd, REGISTER_FILE)).toString('utf8')));
  // Only some files were judged: nothing can be said about suppressions that were not needed.
  return applySuppressions(findings, given, { clock: io.clock, scannersRan: new Set() });
}
