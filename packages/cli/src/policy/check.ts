import { statSync } from 'node:fs';
import { relative, resolve } from 'node:path';

import { IDENTITY_VERSION, identify } from '@sallyport/findings';
import type { CoveragePart, Finding, ScanResult, Sighting } from '@sallyport/findings';
import { rfc3339 } from '@sallyport/kernel';
import {
  buildInput,
  checkDocuments,
  compileRegoSet,
  loadAdmission,
  mergeParts,
  readDocuments,
  showPlace,
  violationOf,
} from '@sallyport/policy';
import type {
  InputParts,
  LocatedBreach,
  NamespaceResult,
  ParsedDocument,
  PolicyProblem,
  RegoSet,
  Violation,
} from '@sallyport/policy';

import { userCacheDir } from '../cache-dir.ts';
import type { CommandInput } from '../command.ts';
import { cliErrors } from '../errors.ts';
import { EXIT, worstExit } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { wantsColour } from '../io.ts';
import { keepResult } from '../scan/last-results.ts';
import { VERSION } from '../version.ts';
import { documentFiles } from './document-files.ts';
import { loadSet, readBytes } from './load.ts';
import { suppress } from './suppress.ts';

/** `sallyport policy check FILE…`: what rules say of files. Without a file: whether the policies themselves are sound. */
export async function run(input: CommandInput, io: Io): Promise<ExitCode> {
  const { chosenOutputs, writeOutputs } = await import('../scan/outputs.ts');
  const outputs = chosenOutputs(input.options);
  const set = await loadSet(policyPaths(input, io), input, io);
  const limit = set.options.limits?.timeMs;
  const rego = compileRegoSet({
    ...set.options,
    modules: set.modules.filter(({ path }) => !path.endsWith('_test.rego')),
  });
  const admission = await loadAdmission(set.files, {
    clock: io.clock,
    ...(limit === undefined ? {} : { timeoutMs: limit }),
  });
  const wrong = [...('problems' in rego ? rego.problems : []), ...admission.problems];
  for (const problem of wrong) io.err(`${problemText(problem)}\n`);
  if (wrong.length > 0 || 'problems' in rego) return EXIT.usage;
  if (input.arguments.length === 0) {
    await io.out(`${set.modules.length} modules and ${admission.policies.length} constraints are sound\n`);
    return EXIT.fine;
  }
  const started = io.clock.now();
  const documents = await documentsOf(input, io);
  const namespaces = input.options.flag('all-namespaces') ? ('all' as const) : orMain(input.options.list('namespace'));
  const results = checkDocuments(rego, documents, { namespaces, combine: input.options.flag('combine') });
  const judged = admissionResults(admission.policies, documents, io);
  const chosen = rego.packages.filter(({ path }) => namespaces === 'all' || namespaces.includes(path.join('.')));
  const rules =
    chosen.reduce((sum, one) => sum + one.rules.length + (one.allows ? 1 : 0), 0) + admission.policies.length;
  const unasked = unaskedReason(namespaces, rego, admission.policies.length);
  const raw = tell({ results, judged, documents, rules, unasked });
  const aside = raw.findings.filter(({ suppression }) => suppression !== undefined);
  const applied = await suppress(
    raw.findings.filter(({ suppression }) => suppression === undefined),
    documents,
    io,
  );
  const told = { ...raw, findings: [...applied.findings, ...aside], suppressionIssues: applied.issues };
  const failing = told.findings.some(
    ({ suppression, tags }) =>
      suppression === undefined && (tags.includes('deny') || input.options.flag('fail-on-warn')),
  );
  const result: ScanResult = {
    ...told,
    startedAt: rfc3339(started),
    durationMs: Math.max(0, Math.round(io.clock.now() - started)),
  };
  // So that `explain` knows its findings, beside those of a scan of the same folder.
  keepResult(userCacheDir(io.env, process.platform), `${io.cwd}#policy`, result);
  const colour = wantsColour(io, io.outIsTerminal, input.options.text('color'));
  await writeOutputs(
    outputs,
    result,
    { colour, width: io.columns, failOn: failing ? 'info' : 'none', newOnly: false, allowMissing: [] },
    io,
  );
  return exitOf(result, { failing, isAsked: unasked === undefined && results.length + admission.policies.length > 0 });
}

function policyPaths({ options }: CommandInput, io: Io): readonly string[] {
  const named = options.list('policy');
  return named.length > 0 || options.list('bundle').length > 0 ? named : defaultPolicies(io);
}

/** Why nothing was asked of a package that the user names: there is no such one, and so nothing has passed. */
function unaskedReason(
  namespaces: readonly string[] | 'all',
  { packages }: Pick<RegoSet, 'packages'>,
  others: number,
): string | undefined {
  const known = packages.map(({ path }) => path.join('.'));
  if (namespaces === 'all')
    return known.length + others === 0 ? 'No package has a rule deny, violation or warn.' : undefined;
  const absent = namespaces.filter((name) => !known.includes(name));
  // Constraints are asked beside packages, and where nothing else is named, alone.
  if (absent.length === 0 || (others > 0 && absent.every((name) => name === 'main'))) return undefined;
  const there =
    known.length === 0
      ? 'No package has any.'
      : `There are such rules in ${known.join(', ')}: name them with --namespace, or --all-namespaces.`;
  return `No package ${absent.join(', ')} has a rule deny, violation or warn. ${there}`;
}

function defaultPolicies(io: Io): readonly string[] {
  if (statSync(resolve(io.cwd, 'policy'), { throwIfNoEntry: false })?.isDirectory() === true) return ['policy'];
  throw cliErrors.MISSING_ARGUMENT({
    command: 'policy check',
    what: 'policies',
    example: 'sallyport policy check deployment.yaml -p policies',
  });
}

function orMain(namespaces: readonly string[]): readonly string[] {
  return namespaces.length > 0 ? namespaces : ['main'];
}

async function documentsOf(input: CommandInput, io: Io): Promise<ParsedDocument[]> {
  const files = input.arguments.flatMap((path) => documentFiles(resolve(io.cwd, path), path));
  const read = await Promise.all(files.map((path) => readDocuments(path, readBytes(io.cwd, path))));
  return read.flat();
}

interface Judged {
  readonly violations: readonly Violation[];
  readonly problems: readonly PolicyProblem[];
}

/** What constraints say: they judge the Kubernetes objects of all files at once. */
function admissionResults(
  policies: Awaited<ReturnType<typeof loadAdmission>>['policies'],
  documents: readonly ParsedDocument[],
  io: Io,
): Judged {
  const parts: InputParts = mergeParts([{ scans: [], evidence: [], documents, context: {} }]);
  const traced = buildInput('check', parts, { now: io.clock.now(), exceptions: [] });
  const answers = policies.map((policy) => ({ policy, answer: policy.judge(traced.value) }));
  return {
    violations: answers.flatMap(({ policy, answer }) =>
      'problem' in answer
        ? []
        : answer.breaches.map((breach) => violationOf(breach, { policy, enforcement: 'deny' }, traced)),
    ),
    problems: answers.flatMap(({ policy, answer }) =>
      'problem' in answer ? [{ policy: policy.id, ...answer.problem }] : [],
    ),
  };
}

interface Told {
  readonly results: readonly NamespaceResult[];
  readonly judged: Judged;
  readonly documents: readonly ParsedDocument[];
  readonly rules: number;
  readonly unasked: string | undefined;
}

/** The one result that every report format takes. */
function tell({ results, judged, documents, rules, unasked }: Told): Omit<ScanResult, 'startedAt' | 'durationMs'> {
  const problems = [
    ...results.flatMap(({ problem, namespace }) => (problem === undefined ? [] : [{ policy: namespace, ...problem }])),
    ...judged.problems,
  ];
  const open = [
    ...results.flatMap(({ namespace, path, breaches }) =>
      breaches.map((breach) => sightingOf(namespace, path, breach)),
    ),
    ...judged.violations.map(fromViolation),
  ];
  const excepted = results.flatMap(({ namespace, path, excepted: aside }) =>
    aside.map((breach) => sightingOf(namespace, path, breach)),
  );
  const [first] = problems;
  const files = new Set(documents.map(({ path }) => path)).size;
  return {
    schemaVersion: '1',
    identityVersion: IDENTITY_VERSION,
    tool: { name: 'sallyport', version: VERSION },
    target: { kind: 'file', given: [...new Set(documents.map(({ path }) => path))].join(' ') },
    findings: [...identify(open), ...identify(excepted).map(setAside)],
    coverage: {
      parts: [
        {
          scanner: 'policy',
          ...stateOf(first, unasked),
          rules: Math.max(rules, 1),
          looked: { files },
          skipped: [],
          notes: problems.slice(1).map(problemText),
          durationMs: 0,
        },
      ],
    },
    suppressionIssues: [],
  };
}

function stateOf(
  problem: PolicyProblem | undefined,
  unasked: string | undefined,
): Pick<CoveragePart, 'state' | 'reason'> {
  if (problem !== undefined) return { state: 'failed', reason: problemText(problem) };
  return unasked === undefined ? { state: 'ran' } : { state: 'missing', reason: unasked };
}

function setAside(finding: Finding): Finding {
  return { ...finding, suppression: { kind: 'exception', reason: 'An exception rule of the policy sets it aside.' } };
}

function sightingOf(namespace: string, path: string, breach: LocatedBreach): Sighting {
  const { message, rule, enforcement, found, fix } = breach;
  const where = found === undefined ? path : showPlace(found);
  return {
    scanner: 'policy',
    rule: `${namespace}.${rule}`,
    title: message,
    message,
    severity: breach.severity ?? (enforcement === 'warn' ? 'low' : 'high'),
    confidence: 'high',
    remediation: { summary: fix ?? `Change what the rule objects to in ${where}.` },
    references: [],
    tags: [enforcement],
    anchor: `${namespace}.${rule} ${message}`,
    location: { path: found?.path ?? path, ...(found?.range === undefined ? {} : { range: found.range }) },
  };
}

function fromViolation({ policy, rule, message, severity, enforcement, place, fix }: Violation): Sighting {
  const at = { line: place?.line ?? 1, column: place?.column ?? 1, offset: 0 };
  return {
    scanner: 'policy',
    rule: `${policy}.${rule}`,
    title: message,
    message,
    severity,
    confidence: 'high',
    remediation: { summary: fix },
    references: [],
    tags: [enforcement],
    anchor: `${policy}.${rule} ${message}`,
    location: { path: place?.path ?? '.', ...(place?.line === undefined ? {} : { range: { start: at, end: at } }) },
  };
}

function problemText({ policy, message, place }: PolicyProblem): string {
  const where = place === undefined ? '' : `${relative('.', place.path) || place.path}:${place.line ?? 1}: `;
  return `${where}${policy === undefined ? '' : `${policy}: `}${message}`;
}

/** Nothing to ask, or nothing to ask about, is no success. */
function exitOf(
  { coverage }: Pick<ScanResult, 'coverage'>,
  { failing, isAsked }: { readonly failing: boolean; readonly isAsked: boolean },
): ExitCode {
  const codes: ExitCode[] = [];
  if (coverage.parts.some(({ state }) => state === 'failed')) codes.push(EXIT.failure);
  if (failing) codes.push(EXIT.findings);
  if (!isAsked) codes.push(EXIT.nothing);
  return worstExit(codes);
}
