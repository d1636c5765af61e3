import type { DocumentNode, Range } from '@sallyport/documents';
import type { ResolvedFrom } from '@sallyport/inventory';

import type { Entry } from '../../parser.ts';
import { given } from '../shared/given.ts';
import { isTrue, textOf } from '../shared/nodes.ts';
import { aliasOf, isVersion, resolvedFrom } from './source.ts';

interface NpmFacts {
  readonly key: string;
  readonly name: string;
  readonly fields: ReadonlyMap<string, DocumentNode>;
  readonly needs: readonly string[];
  readonly range: Range;
}

/** A package of a lock file that writes npm's own field names. */
export function npmEntry({ key, name, fields, needs, range }: NpmFacts): Entry {
  const written = textOf(fields.get('version')) ?? '';
  const integrity = textOf(fields.get('integrity'));
  const licence = textOf(fields.get('license'));
  const alias = aliasOf(written);
  const version = alias?.version ?? written;
  return given({
    key,
    ecosystem: 'npm',
    name: alias?.name ?? name,
    version: isVersion(version) ? version : undefined,
    needs,
    dev: isTrue(fields.get('dev')),
    // What development and an optional package need is shipped with the optional one.
    optional: isTrue(fields.get('optional')) || isTrue(fields.get('devOptional')),
    range,
    more: given({
      integrity: integrity === undefined ? [] : integrity.split(/\s+/),
      licences: licence === undefined ? [] : [{ raw: licence, kind: 'declared' as const }],
      resolved: sourceOf(fields, version),
      installScript: isTrue(fields.get('hasInstallScript')) ? true : undefined,
    }),
  });
}

/** What is bundled comes within another package's archive: it has no source and no digest of its own. */
function sourceOf(fields: NpmFacts['fields'], version: string): ResolvedFrom | undefined {
  if (isTrue(fields.get('inBundle')) || isTrue(fields.get('bundled'))) return { kind: 'file' };
  return resolvedFrom(textOf(fields.get('resolved')) ?? (isVersion(version) || version === '' ? undefined : version));
}
