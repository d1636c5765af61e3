import type { CommandInput } from '../command.ts';
import { userCacheDir } from '../cache-dir.ts';
import { cliErrors } from '../errors.ts';
import type { Io } from '../io.ts';
import { loadConfig } from '../scan/config.ts';
import { advisorySettings } from './settings.ts';
import type { AdvisorySettings } from './settings.ts';

/** The advisories that `sallyport db` works on: by flag, environment and this folder's configuration. */
export async function locateAdvisories({ options }: CommandInput, io: Io): Promise<AdvisorySettings> {
  const cacheDir = userCacheDir(io.env, process.platform);
  if (cacheDir === undefined)
    throw cliErrors.MISSING_ARGUMENT({
      command: 'db',
      what: 'a cache folder',
      example: 'SALLYPORT_CACHE_DIR=FOLDER sallyport db update npm',
    });
  const config = await loadConfig(io.cwd, options.text('config'), io.cwd);
  return advisorySettings(cacheDir, { source: options.text('source'), layout: options.text('layout') }, config, io);
}
