import type { ImportDraft, ImportedFinding, ImportedPackage, ImportedPlace } from '../imported-finding.ts';
import { severityOf } from './severity.ts';

/** Makes findings of drafts: those with the same key become one, with a place for each. */
export function collect(drafts: readonly ImportDraft[]): ImportedFinding[] {
  const groups = new Map<string, ImportDraft[]>();
  for (const [index, draft] of drafts.entries()) {
    const key = draft.key === undefined ? `#${index}` : JSON.stringify(draft.key);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [draft]);
    else group.push(draft);
  }
  return [...groups.values()].map(findingOf);
}

function findingOf(group: readonly ImportDraft[]): ImportedFinding {
  const [first = {}, ...others] = group;
  const rule = first.rule ?? first.title ?? 'unknown';
  const found = packageOf(first);
  return {
    rule,
    title: first.title ?? rule,
    severity: severityOf(first.severity),
    ids: [...new Set((first.ids ?? []).filter((id) => id !== undefined).map((id) => id.toUpperCase()))],
    ...defined({ message: first.message, fix: first.fix, url: first.url, suppressed: first.suppressed }),
    ...(found === undefined ? {} : { package: found }),
    places: [placeOf(first), ...others.map(placeOf)],
  };
}

function packageOf({ package: given }: ImportDraft): ImportedPackage | undefined {
  if (given?.name === undefined) return undefined;
  return { name: given.name, ...defined({ version: given.version, purl: given.purl, fixed: given.fixed }) };
}

function placeOf(draft: ImportDraft): ImportedPlace {
  const { path, line, endLine, column, commit } = draft;
  return defined({ path, line, endLine, column, commit });
}

/** The fields that are not undefined. */
function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
