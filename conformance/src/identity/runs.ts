import { seededRandom } from '@sallyport/kernel';

import { lineOf, uriOf, type SarifResult } from './drift.ts';

/** The results of one run of a scanner, to be drifted. */
export interface Run {
  readonly name: string;
  readonly results: readonly SarifResult[];
}

/** Least results of a run that counts. */
const LEAST_RESULTS = 10;

/** The SARIF logs among scanner reports (`[{ path, content }]`) that have enough results, without their fingerprints. */
export function reportRuns(reports: unknown): Run[] {
  if (!Array.isArray(reports)) return [];
  return reports.flatMap((report: { path?: unknown; content?: unknown }) => {
    const log = parse(report.content);
    const results = (log?.runs ?? []).flatMap((run) => run.results ?? []).map(strip);
    if (results.length < LEAST_RESULTS) return [];
    return [{ name: String(report.path), results: distinct(results) }];
  });
}

interface Log {
  readonly runs?: readonly { readonly results?: readonly Partial<SarifResult>[] }[];
}

function parse(content: unknown): Log | undefined {
  if (typeof content !== 'string' || !content.includes('"runs"')) return undefined;
  try {
    const log = JSON.parse(content) as Log | null;
    return Array.isArray(log?.runs) ? log : undefined;
  } catch {
    return undefined;
  }
}

const STRIPPED: ReadonlySet<string> = new Set([
  'fingerprints',
  'partialFingerprints',
  'guid',
  'correlationGuid',
  'baselineState',
  'ruleIndex',
]);

function strip(result: Partial<SarifResult>): SarifResult {
  const kept = Object.entries(result).filter(([key]) => !STRIPPED.has(key));
  return structuredClone({ message: {}, ...Object.fromEntries(kept) });
}

/** Results that nothing visible tells apart are one finding. */
function distinct(results: readonly SarifResult[]): SarifResult[] {
  const seen = new Set<string>();
  return results.filter((result) => {
    const region = result.locations?.[0]?.physicalLocation?.region;
    const key = JSON.stringify([result.ruleId, uriOf(result), lineOf(result), region, result.message.text]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** The shape of a generated run. */
export interface Shape {
  readonly name: string;
  readonly files: number;
  readonly perFile: number;
  readonly rules: number;
}

/** Few long files with one rule, many short ones, and what lies between. */
const SHAPES: readonly Shape[] = [
  { name: 'generated/one-rule', files: 20, perFile: 110, rules: 1 },
  { name: 'generated/dense', files: 40, perFile: 55, rules: 6 },
  { name: 'generated/scattered', files: 500, perFile: 5, rules: 11 },
];

/** Runs of at least 2,000 results, in which all results of a rule have the same text and one of four columns. */
export function generatedRuns(): Run[] {
  return SHAPES.map((shape, index) => ({ name: shape.name, results: generate(shape, seededRandom(97 + index)) }));
}

/** Results at random lines of files with few rules. */
export function generate({ files, perFile, rules }: Shape, random: ReturnType<typeof seededRandom>): SarifResult[] {
  return Array.from({ length: files }, (_, file) => {
    const lines = new Set<number>();
    while (lines.size < perFile) lines.add(1 + random.below(perFile * 12 + 100));
    return [...lines].map((startLine): SarifResult => {
      const rule = random.below(rules);
      const startColumn = 1 + 4 * random.below(4);
      const physicalLocation = {
        artifactLocation: { uri: `src/module-${file % 17}/file-${file}.ts` },
        region: { startLine, startColumn },
      };
      return {
        ruleId: `rule-${rule}`,
        level: 'warning',
        message: { text: `Unsafe call number ${rule} of a function that takes user input.` },
        locations: [{ physicalLocation }],
      };
    });
  }).flat();
}
