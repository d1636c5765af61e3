import type { Doubt, HygieneFacts } from './doubt.ts';
import { subjectOf } from './sources.ts';

/** Packages that run code of their own when they are installed. */
export function* checkInstallScripts({ files }: HygieneFacts): Generator<Doubt> {
  for (const { packages } of files) {
    for (const found of packages) {
      if (found.installScript !== true) continue;
      const how = found.relation === 'unknown' ? '' : ` (${found.relation})`;
      yield {
        ...subjectOf(found),
        rule: 'install-script',
        message: `${found.name} ${found.version ?? ''}${how} runs a script of its own when it is installed.`,
      };
    }
  }
}
