import { basename } from 'node:path';

import type { VulnerabilityMatch } from '@sallyport/advisories';
import type { SuppressionIssue } from '@sallyport/findings';
import { applyVex, readVex } from '@sallyport/inventory';
import type { InventorySubject, UnmatchedVex, VexDocument, VexMatch } from '@sallyport/inventory';

import { readWhole } from '../collect/file-reader.ts';
import { dependencyErrors } from '../errors.ts';
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
    issues: applied.unmatched.map((unmatched) => issueOf(unmatched, files)),
  };
}

function readDocument(path: string): VexDocument {
  const bytes = readWhole(path);
  if (typeof bytes === 'string') throw dependencyErrors.VEX_UNREADABLE({ path, reason: bytes });
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
