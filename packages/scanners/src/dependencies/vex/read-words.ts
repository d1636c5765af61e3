import { basename } from 'node:path';

import type { VulnerabilityMatch } from '@sallyport/advisories';
import type { SuppressionIssue } from '@sallyport/findings';
import { applyVex, normaliseName, purlOf, readVex } from '@sallyport/inventory';
import type { InventorySubject, UnmatchedVex, VexDocument, VexMatch } from '@sallyport/inventory';

import { readWhole } from '../collect/file-reader.ts';
import { dependencyErrors } from '../errors.ts';
import { doesNoHarm } from './vex-word.ts';
import type { VexWord } from './vex-word.ts';

export interface VexWords {
  wordOf(match: VulnerabilityMatch): VexWord | undefined;
  /** Statements that speak of nothing that was found, and what nearly fitted. */
  readonly issues: readonly SuppressionIssue[];
}

/**
 * What VEX documents say of the vulnerabilities that were found. Throws `DEPENDENCIES_VEX_UNREADABLE` and
 * `INVENTORY_UNKNOWN_VEX`: a document that was named and cannot be read must not pass in silence.
 */
export function readVexWords(
  paths: readonly string[],
  matches: readonly VulnerabilityMatch[],
  subject: InventorySubject | undefined,
): VexWords {
  if (paths.length === 0) return { wordOf: () => undefined, issues: [] };
  const files = new Map(paths.map((path) => [readDocument(path), basename(path)]));
  const products = [subject?.purl, subject?.name, subject?.digest].filter((each) => each !== undefined);
  const subjects = matches.map(({ id, aliases, package: found }) => ({
    vulnerabilities: [id, ...aliases],
    purl: found.purl,
    products,
  }));
  const applied = applyVex([...files.keys()], subjects);
  const words = new Map(
    matches.flatMap((match, at) => {
      const said = applied.matches[at];
      return said === undefined ? [] : [[match, wordOf(said, files)] as const];
    }),
  );
  return {
    wordOf: (match) => words.get(match),
    issues: [
      ...applied.unmatched.map((unmatched) => issueOf(unmatched, files)),
      ...[...files].flatMap(([document, path]) => unreasoned(document, path)),
      ...inPart(matches, words),
    ],
  };
}

function readDocument(path: string): VexDocument {
  const bytes = readWhole(path);
  if (typeof bytes === 'string')
    throw dependencyErrors.VEX_UNREADABLE({ path, reason: bytes === 'vanished' ? 'it is not there' : bytes });
  return readVex(bytes.toString('utf8'), { name: basename(path) });
}

function wordOf({ document, statement }: VexMatch, files: ReadonlyMap<VexDocument, string>): VexWord {
  const { status, justification, impact } = statement;
  return {
    status,
    ...(justification === undefined ? {} : { justification }),
    ...(impact === undefined ? {} : { impact }),
    author: document.author,
    file: files.get(document) ?? '',
  };
}

function issueOf(
  { document, statement, near }: UnmatchedVex,
  files: ReadonlyMap<VexDocument, string>,
): SuppressionIssue {
  const product = statement.products[0];
  const what = `${statement.vulnerabilities[0] ?? ''}${product === undefined ? '' : ` in ${product.subcomponents[0] ?? product.purl ?? product.id}`}`;
  const nearly = near === undefined ? '' : `; nearest is ${near.purl}: ${near.difference}`;
  return {
    kind: 'unused',
    message: `The VEX statement on ${what} matches nothing that was found${nearly}.`,
    path: files.get(document) ?? '',
    line: 1,
  };
}

/** A claim that something does no harm and does not say why deserves a look. */
function unreasoned({ statements }: VexDocument, path: string): SuppressionIssue[] {
  return statements
    .filter(
      ({ status, justification, impact }) =>
        status === 'not_affected' && justification === undefined && (impact ?? '') === '',
    )
    .map(({ vulnerabilities }) => ({
      kind: 'no-reason',
      message: `The VEX statement on ${vulnerabilities[0] ?? ''} says not_affected with neither a justification nor an impact statement.`,
      path,
      line: 1,
    }));
}

/** What VEX calls harmless in some places of a package and not in others counts all the same. */
function inPart(
  matches: readonly VulnerabilityMatch[],
  words: ReadonlyMap<VulnerabilityMatch, VexWord>,
): SuppressionIssue[] {
  const groups = Map.groupBy(
    matches,
    ({ id, package: { ecosystem, name } }) => `${id} in ${purlOf(ecosystem, normaliseName(ecosystem, name))}`,
  );
  return [...groups].flatMap(([what, group]): SuppressionIssue[] => {
    const said = group.flatMap((match) => words.get(match) ?? []);
    const [first] = said;
    const harmless = said.filter((word) => doesNoHarm(word)).length;
    if (first === undefined || harmless === 0 || harmless === group.length) return [];
    const message = `VEX covers ${harmless} of ${group.length} places of ${what}; the finding counts for the rest.`;
    return [{ kind: 'unused', message, path: first.file, line: 1 }];
  });
}
