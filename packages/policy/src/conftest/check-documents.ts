import type { DocumentNode, Range } from '@sallyport/documents';
import { locate, toValue } from '@sallyport/documents';
import type { RegoValue } from '@sallyport/languages/rego';

import type { ParsedDocument } from '../input/input-builder.ts';
import type { Breach, InputPath, Place, PolicyProblem } from '../policy.ts';
import type { RegoSet } from '../rego/rego-policies.ts';

/** A breach with the file and line that it came from. */
export interface LocatedBreach extends Breach {
  readonly inputPath: InputPath;
  readonly found?: FoundPlace;
}

/** A place with the whole range of what stands there. */
interface FoundPlace extends Place {
  readonly range?: Range;
}

/** What the rules of one namespace say of one input. */
export interface NamespaceResult {
  readonly namespace: string;
  /** The file; of combined files all of them. */
  readonly path: string;
  readonly passed: number;
  readonly breaches: readonly LocatedBreach[];
  /** Set aside by the policies' own `exception` rules. */
  readonly excepted: readonly LocatedBreach[];
  readonly problem?: PolicyProblem;
}

export interface CheckOptions {
  /** Packages that are asked; `main` alone is Conftest's habit. */
  readonly namespaces: readonly string[] | 'all';
  /** One input that holds all files: a list of `{ path, contents }`. */
  readonly combine: boolean;
}

interface Unit {
  readonly path: string;
  readonly input: RegoValue;
  readonly placeOf: (path: InputPath) => FoundPlace | undefined;
}

/**
 * Asks the rules `deny`, `violation` and `warn` (each also with a name behind) of the namespaces about every document, as Conftest
 * does: documents of one file, and the items of one that is a list, are inputs of their own, save those of a Dockerfile.
 */
export function checkDocuments(
  set: RegoSet,
  documents: readonly ParsedDocument[],
  { namespaces, combine }: CheckOptions,
): NamespaceResult[] {
  const units = combine ? [combined(documents)] : documents.flatMap(unitsOf);
  const chosen = set.packages.filter(({ path }) => namespaces === 'all' || namespaces.includes(path.join('.')));
  return units.flatMap((unit) =>
    chosen.map((deciding): NamespaceResult => {
      const base = { namespace: deciding.path.join('.'), path: unit.path };
      const judged = set.judge(deciding, unit.input);
      if ('problem' in judged) return { ...base, passed: 0, breaches: [], excepted: [], problem: judged.problem };
      const located = (breach: Breach): LocatedBreach => locatedIn(unit, breach);
      return {
        ...base,
        passed: judged.passed,
        breaches: judged.breaches.map(located),
        excepted: judged.excepted.map(located),
      };
    }),
  );
}

function locatedIn(unit: Unit, breach: Breach): LocatedBreach {
  const [inputPath = []] = breach.paths;
  const found = breach.place ?? unit.placeOf(inputPath);
  return { ...breach, inputPath, ...(found === undefined ? {} : { found }) };
}

function unitsOf({ path, format, root }: ParsedDocument): Unit[] {
  if (root.kind !== 'array' || format === 'dockerfile') return [unitOf(path, root)];
  return root.items.map((item) => unitOf(path, item));
}

function unitOf(path: string, root: DocumentNode): Unit {
  return { path, input: toValue(root) as RegoValue, placeOf: (inside) => placeIn(path, root, inside) };
}

function placeIn(path: string, root: DocumentNode, inside: InputPath): FoundPlace {
  const { range } = locate(root, inside);
  return { path, line: range.start.line, column: range.start.column, range };
}

function combined(documents: readonly ParsedDocument[]): Unit {
  const parts = documents.flatMap(unitsOf);
  return {
    path: [...new Set(documents.map(({ path }) => path))].join(', '),
    input: parts.map(({ path, input }) => ({ path, contents: input })),
    placeOf: ([index, member, ...inside]) => {
      const part = typeof index === 'number' ? parts[index] : undefined;
      return member === 'contents' || member === undefined ? part?.placeOf(inside) : undefined;
    },
  };
}
