import { originOf } from '@sallyport/findings';
import type { Changes, Finding, Location, ReadSuppressions } from '@sallyport/findings';

import { changesSince } from '../scan/changes.ts';
import type { BaseRevision } from './base-revision.ts';

/** Says which suppressions in comments the base revision holds. A change cannot excuse itself. */
export interface HeldByBase {
  /** Those of the comments whose very line stands in the base. */
  comments(given: readonly ReadSuppressions[]): readonly ReadSuppressions[];
  /** Whether a line of a file stands in the base, at the place that a comparison by lines gives it. */
  line(location: Location): boolean;
  /**
   * Whether the base has a finding that a comment suppresses: all of its places in the work tree, on lines that the change did not
   * touch, or, of one that lives in the history only, in commits of the base. So a comment that stands there is none for what is new.
   */
  finding(finding: Finding): boolean;
}

type Environment = { readonly [name: string]: string | undefined };

/** Compares the work tree with the base itself, once something is asked. Throws CLI_CHANGES_UNKNOWN where git cannot tell. */
export function heldByBase(base: BaseRevision, env: Environment, findings: readonly Finding[]): HeldByBase {
  const asked: { known?: { readonly changes: Changes; readonly paths: ReadonlySet<string> } } = {};
  const known = () => {
    asked.known ??= {
      changes: changesSince({ root: base.root, revision: base.files.commit, env, findings, isExact: true }),
      paths: new Set(base.files.paths),
    };
    return asked.known;
  };
  const holds = (location: Location): boolean => {
    const { changes, paths } = known();
    const isThere = location.commit !== undefined || paths.has(location.path.split('!')[0] ?? location.path);
    return isThere && originOf(location, changes) === 'base';
  };
  return {
    comments: (given) =>
      given.map(({ rules, issues }) => ({
        rules: rules.filter(({ kind, path, line }) => kind !== 'inline' || holds(lineOf(path, line))),
        issues,
      })),
    line: holds,
    finding({ occurrences }) {
      const inTree = occurrences.filter(({ location }) => location.commit === undefined);
      return (inTree.length > 0 ? inTree : occurrences).every(({ location }) => holds(location));
    },
  };
}

function lineOf(path: string, line: number): Location {
  const position = { line, column: 1, offset: 0 };
  return { path, range: { start: position, end: position } };
}
