import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { cliErrors } from '../errors.ts';
import type { LoadedConfig } from '../scan/config.ts';
import type { BaseRevision } from './base-revision.ts';

/** A configuration whose files are those of the base revision, and what takes them away again. */
export interface TrustedConfig {
  readonly config: LoadedConfig;
  /** A file that the command line names, as the scanners are to read it: of the base, or one of elsewhere where it lies. Throws CLI_UNREADABLE_FILE. */
  file(path: string): string;
  remove(): void;
}

const GITLEAKS = '.gitleaks.toml';
/** Stands for the file that the base does not have: one that changes nothing. */
const NO_GITLEAKS = '[extend]\nuseDefault = true\n';

/**
 * Scanners read some files that say what is no finding: rule files, gitleaks configurations, VEX documents. Puts them into a folder
 * of their own as the base revision has them, and has the sections start from there.
 */
export function trustedSections(config: LoadedConfig, base: BaseRevision): TrustedConfig {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-base-'));
  const write = (path: string, text: string): void => {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text, { mode: 0o600 });
  };
  const keep = (path: string): string | undefined => {
    const own = base.inside(path);
    const text = own === undefined || own === '' ? undefined : base.text(own);
    if (own !== undefined && text !== undefined) write(own, text);
    return own;
  };
  for (const path of [...textsIn(config.sections), ...gitleaksFiles(base)]) keep(path);
  if (base.text(GITLEAKS) === undefined) write(GITLEAKS, NO_GITLEAKS);
  const secrets = { gitleaks: GITLEAKS, ...config.sections['secrets'] };
  return {
    config: { ...config, folder, sections: { ...config.sections, secrets } },
    file(path) {
      const own = keep(path);
      if (own !== undefined) {
        if (!existsSync(join(folder, own)))
          throw cliErrors.UNREADABLE_FILE({ path, reason: `it is not in ${base.ref}` });
        return join(folder, own);
      }
      base.demandForeign(path);
      return path;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function gitleaksFiles(base: BaseRevision): string[] {
  return base.files.paths.filter((path) => !path.includes('/') && /gitleaks.*\.toml$/i.test(path));
}

/** Every text of the sections: whichever of them names a file of the base. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.length < 1000 && !value.includes('\0') ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
