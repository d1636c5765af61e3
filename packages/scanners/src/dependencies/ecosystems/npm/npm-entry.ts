import type { DocumentNode, Range } from '@sallyport/documents';
import type { ResolvedFrom } from '@sallyport/inventory';

import type { Entry } from '../../parser.ts';
import { given } from '../shared/given.ts';
import { at, isTrue, textOf } from '../shared/nodes.ts';
import { aliasOf, isVersion, resolvedFrom } from './source.ts';

interface NpmFacts {
  readonly key: string;
  readonly name: string;
  readonly value: DocumentNode;
  readonly needs: readonly string[];
  readonly range: Range;
}

/** A package of a lock file that writes npm's own field names. */
export function npmEntry({ key, name, value, needs, range }: NpmFacts): Entry {
  const written = textOf(at(value, 'version')) ?? '';
  const integrity = textOf(at(value, 'integrity'));
  const licence = textOf(at(value, 'license'));
  const alias = aliasOf(written);
  const version = alias?.version ?? written;
  return given({
    key,
    ecosystem: 'npm',
    name: alias?.name ?? name,
    version: isVersion(version) ? version : undefined,
    needs,
    dev: isTrue(at(value, 'dev')),
    // What development and an optional package need is shipped with the optional one.
    optional: isTrue(at(value, 'optional')) || isTrue(at(value, 'devOptional')),
    range,
    more: given({
      integrity: integrity === undefined ? [] : integrity.split(/\s+/),
      licences: licence === undefined ? [] : [{ raw: licence, kind: 'declared' as const }],
      resolved: sourceOf(value, version),
      installScript: isTrue(at(value, 'hasInstallScript')) ? true : undefined,
    }),
  });
}

/** What is bundled comes within another package's archive: it has no source and no digest of its own. */
function sourceOf(value: DocumentNode, version: string): ResolvedFrom | undefined {
  if (isTrue(at(value, 'inBundle')) || isTrue(at(value, 'bundled'))) return { kind: 'file' };
  return resolvedFrom(textOf(at(value, 'resolved')) ?? (isVersion(version) || version === '' ? undefined : version));
}
