import { createAllowLists } from './allow-list.ts';
import type { Allowable, AllowList } from './allow-list.ts';
import { onePerPlace } from './dedupe.ts';
import { createEngine } from './engine.ts';
import type { RuleSource } from './engine.ts';
import type { EncodingHints } from './decode/encoded.ts';
import type { EncodedParts } from './sweep.ts';
import { createFilter, lineOf } from './filter.ts';
import type { CompileTest, Judged } from './filter.ts';
import type { Match } from './match.ts';
import { createNearCheck } from './near.ts';
import type { Part } from './part.ts';
import { endingsOf } from './pattern/endings.ts';
import { matchLinear } from './pattern/linear.ts';
import { parsePattern } from './pattern/parse.ts';
import type { Dialect } from './pattern/parse.ts';
import { compileProgram } from './pattern/program.ts';
import type { SecretRule } from './rule.ts';

/** A piece of text to search. */
export interface SearchText {
  /** UTF-8; what is behind `length` belongs to someone else. */
  readonly bytes: Buffer;
  /** As it is shown, with `/`; rules about paths look at it. Undefined where it is not known yet: then all that some path would show is. */
  readonly path: string | undefined;
  /** The commit that brought it, where it is one of the history and the commit is known. */
  readonly commit?: string | undefined;
  /** Only secrets whose keyword stands in this part: for the changed windows of a blob whose rest was searched before. */
  readonly part?: Part;
}

interface SearchResult {
  /** What is worth reporting, one match for each place, in order. */
  readonly matches: readonly Match[];
  /** A rule met a text made to keep it busy and gave up on the rest of it. */
  readonly gaveUp: boolean;
  /** What else stands in it. */
  readonly marks: Marks;
}

/** What a text may hold besides secrets that calls for a closer look. */
interface Marks {
  /** A comment that may suppress findings. */
  readonly suppression: boolean;
  readonly encoding: EncodingHints;
}

/** In this order their bits come from the engine. */
const MARKS = ['sallyport:ignore', 'gitleaks:allow', String.raw`\u00`];
const NO_MARKS: Marks = Object.freeze({
  suppression: false,
  encoding: { unicodeEscapes: false, percentSigns: false, runs: [] },
});

function marksOf(bits: number, encoded: EncodedParts | undefined): Marks {
  const { percentSigns, runs } = encoded ?? { percentSigns: true, runs: undefined };
  if (bits === 0 && !percentSigns && runs?.length === 0) return NO_MARKS;
  return { suppression: (bits & 3) !== 0, encoding: { unicodeEscapes: (bits & 4) !== 0, percentSigns, runs } };
}

/** Everything between a text and its secrets: engine, filters, second parts, one finding for each place. */
export interface Searcher {
  readonly ruleCount: number;
  search(text: SearchText): SearchResult;
  /** As `Engine.room`. */
  room(sizeBytes: number): Buffer;
  /** The rules for which the path alone is the finding. */
  pathRules(path: string, commit?: string): readonly SecretRule[];
  /** How every path ends that these rules match; empty where that is open, undefined where there are none. */
  readonly pathEndings: readonly string[] | undefined;
}

const NOTHING: SearchResult = Object.freeze({ matches: [], gaveUp: false, marks: NO_MARKS });

/** Makes rules ready. Throws PatternError for a user's pattern that is not understood. */
export function createSearcher(sources: readonly RuleSource[], allow: readonly AllowList[] = []): Searcher {
  const engine = createEngine(sources, MARKS);
  const byRule = new Map(sources.map((source) => [source.rule, source]));
  const compileTestOf = (rule: SecretRule): CompileTest => {
    const source = byRule.get(rule);
    return source?.untrusted === true ? linearTest(source.dialect ?? 'js') : trustedTest;
  };
  const filter = createFilter(compileTestOf);
  const isAllowed = createAllowLists(allow, linearTest('re2'));
  const counts = (judged: Judged): boolean => filter(judged) && !(allow.length > 0 && isAllowed(askedOf(judged)));
  const isNear = createNearCheck((rule) => byRule.get(rule) ?? {}, counts);
  const onPath = sources
    .filter(({ rule }) => rule.pattern === '' && rule.path !== undefined)
    .map(({ rule }) => ({
      rule,
      test: compileTestOf(rule)(rule.path ?? ''),
      allowed: (rule.allow?.paths ?? []).map(compileTestOf(rule)),
    }));
  return {
    ruleCount: sources.length,
    room: engine.room,
    search({ bytes, path, part, commit }) {
      const { matches, gaveUp, marks: bits, encoded } = engine.find(bytes, part);
      const marks = marksOf(bits, encoded);
      if (matches.length === 0 && !gaveUp) return marks === NO_MARKS ? NOTHING : { ...NOTHING, marks };
      const wanted = matches.filter((match) => {
        const judged = { match, bytes, path, commit };
        return counts(judged) && isNear(judged);
      });
      return { matches: path === undefined ? wanted : onePerPlace(wanted), gaveUp, marks };
    },
    pathEndings: endingsOfPaths(sources),
    pathRules: (path, commit) =>
      onPath
        .filter(({ test, allowed }) => test(path) && !allowed.some((allow) => allow(path)))
        .map(({ rule }) => rule)
        .filter((rule) => !isAllowed({ rule: rule.id, path, commit })),
  };
}

function endingsOfPaths(sources: readonly RuleSource[]): readonly string[] | undefined {
  const lists = sources
    .filter(({ rule }) => rule.pattern === '' && rule.path !== undefined)
    .map(({ rule, dialect }) => endingsOf(parsePattern(rule.path ?? '', dialect ?? 'js').root));
  if (lists.length === 0) return undefined;
  // A name is looked for in the folder that holds it: what stands before a slash is another name.
  const names = lists.flat().map((ending) => ending.slice(ending.lastIndexOf('/') + 1));
  return lists.some((list) => list.length === 0) || names.includes('') ? [] : names;
}

function askedOf({ match, bytes, path, commit }: Judged): Allowable {
  return {
    rule: match.compiled.rule.id,
    path,
    commit,
    found: {
      secret: bytes.toString('utf8', match.secretStart, match.secretEnd),
      match: bytes.toString('utf8', match.start, match.end),
      line: () => lineOf(bytes, match),
    },
  };
}

/** Built-in rules are tested against catastrophic patterns, and these texts are short. */
function trustedTest(pattern: string): (text: string) => boolean {
  // oxlint-disable-next-line house/no-dynamic-regexp -- built-in rules only
  const regex = new RegExp(pattern);
  return (text) => regex.test(text);
}

/** Steps that one test of a user's allow list or path pattern may take. */
const MOST_TEST_STEPS = 2_000_000;

/** A user's pattern on a short text, in linear time. */
function linearTest(dialect: Dialect): CompileTest {
  return (pattern) => {
    const program = compileProgram(parsePattern(pattern, dialect));
    return (text) => {
      const bytes = Buffer.from(text, 'utf8');
      // Where the budget ends, nothing is allowed: what an allow list could not be asked about is reported.
      const meter = { left: MOST_TEST_STEPS };
      for (let start = 0; start <= bytes.length && meter.left > 0; start++)
        if (matchLinear(program, bytes, start, bytes.length, meter) !== undefined) return true;
      return false;
    };
  };
}
