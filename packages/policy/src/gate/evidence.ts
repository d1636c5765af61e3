import { hasLooked } from '@sallyport/findings';
import type { CoveragePart } from '@sallyport/findings';

import type { MissingEvidence } from '../policy.ts';
import type { GateInput } from './gate-input.ts';
import type { Gate } from './gate.ts';

/** Which of the wanted evidence is not there or cannot be used. */
export function missingEvidence(gate: Gate, wanted: readonly string[], input: GateInput): MissingEvidence[] {
  const all = [...new Set(wanted)].flatMap((evidence) => lacking(evidence, gate, input));
  // Whatever is asked for: of nothing at all nothing can be said.
  if (isEmpty(input) && input.artifact === undefined && input.change === undefined)
    all.push(missing('input', 'There is nothing to judge.'));
  // An incomplete scan is missing evidence wherever findings are judged, asked for or not.
  if (input.coverage !== undefined && !wanted.includes('scan')) all.push(...incomplete(gate, input.coverage.parts));
  return [...new Map(all.map((one) => [`${one.evidence} ${one.reason}`, one])).values()];
}

function lacking(evidence: string, gate: Gate, input: GateInput): MissingEvidence[] {
  if (evidence === 'scan') return scanLacks(gate, input);
  if (evidence.startsWith('scan:')) return partLacks(evidence.slice('scan:'.length), input);
  if (evidence === 'input') return isEmpty(input) ? [missing(evidence, 'There is nothing to judge.')] : [];
  if (isThere(evidence, input)) return [];
  if (Object.hasOwn(NAMES, evidence)) return [missing(evidence, `There is no ${NAMES[evidence]}.`)];
  if (Object.hasOwn(COMMANDS, evidence)) return [missing(evidence, `There is no ${evidence}.`)];
  return [missing(evidence, `Nothing is known of evidence "${evidence}". Known are: ${KNOWN.join(', ')}.`)];
}

function isThere(evidence: string, input: GateInput): boolean {
  switch (evidence) {
    case 'inventory':
      return input.inventory !== undefined;
    case 'documents':
      return hasContent(input);
    case 'change':
      return input.change !== undefined;
    case 'actor':
      return input.actor !== undefined;
    case 'artifact':
      return input.artifact !== undefined;
    case 'service':
      return input.service !== undefined;
    case 'environment':
      return input.environment !== undefined;
    default:
      return input.evidence.some(({ type }) => type === evidence);
  }
}

function isEmpty(input: GateInput): boolean {
  return input.coverage === undefined && input.evidence.length === 0 && !hasContent(input);
}

/** Of an empty object, list or scalar nothing can be said. */
function hasContent({ documents }: GateInput): boolean {
  return documents.some(
    ({ content }) => typeof content === 'object' && content !== null && Object.keys(content).length > 0,
  );
}

function scanLacks(gate: Gate, { coverage }: GateInput): MissingEvidence[] {
  if (coverage === undefined) return [missing('scan', 'There is no scan.')];
  const { parts } = coverage;
  const lacks = incomplete(gate, parts);
  if (lacks.length > 0) return lacks;
  if (!parts.some(({ state }) => state === 'ran')) return [missing('scan', 'No scanner ran.')];
  return parts.some((part) => part.state === 'ran' && hasLooked(part))
    ? []
    : [missing('scan', 'The scan looked at nothing.')];
}

function incomplete(gate: Gate, parts: readonly CoveragePart[]): MissingEvidence[] {
  return parts
    .filter(({ state, scanner }) => (state === 'missing' || state === 'failed') && !gate.allowMissing.includes(scanner))
    .map((part) => ({
      evidence: `scan:${part.scanner}`,
      reason: `The ${part.scanner} scanner ${part.state === 'failed' ? 'failed' : 'could not run'}: ${part.reason ?? 'no reason given'}`,
      command: part.mend ?? `sallyport scan . --only ${part.scanner}`,
    }));
}

function partLacks(scanner: string, { coverage }: GateInput): MissingEvidence[] {
  const evidence = `scan:${scanner}`;
  const part = coverage?.parts.find((one) => one.scanner === scanner);
  if (part === undefined) return [missing(evidence, `The ${scanner} scanner never ran.`)];
  if (part.state === 'ran') {
    return hasLooked(part) ? [] : [missing(evidence, `The ${scanner} scanner looked at nothing.`)];
  }
  // Other scanners may find nothing that they are made for; a secret may stand in any file.
  if (part.state === 'not-applicable' && scanner !== 'secrets') return [];
  return [missing(evidence, `The ${scanner} scanner did not run: ${part.reason ?? part.state}`)];
}

const NAMES: { readonly [evidence: string]: string } = {
  tests: 'result of the tests',
  lint: 'result of a linter',
  sbom: 'software bill of materials',
  provenance: 'provenance',
  signature: 'signature',
  image: 'description of the image',
  inventory: 'inventory of packages',
  documents: 'document to judge',
  change: 'description of the change',
  actor: 'name of who asks',
};

const COMMANDS: { readonly [evidence: string]: string } = {
  scan: 'sallyport scan . -o json=scan.json, then --input scan.json',
  inventory: 'sallyport scan . --gate NAME, or sallyport sbom . -o bom.cdx.json, then --input bom.cdx.json',
  input: 'name what is judged: --input FILE',
  documents: 'name the documents to judge: --input deployment.yaml',
  tests: 'run the tests with a JUnit report, then --input junit.xml',
  lint: 'run the linter with a SARIF report, then --input lint.sarif',
  sbom: 'sallyport sbom . -o bom.cdx.json, then --input bom.cdx.json',
  provenance: 'sign provenance of the artifact, then --input provenance.json --key builder.pub',
  signature: 'sign the artifact, then --input signature.json --key release.pub',
  image: 'describe the image under `evidence` in the context file, then --input context.yaml',
  change: 'name the change: --change, --author and --head, or a context file',
  actor: 'name who asks: --actor',
  artifact: 'name the artifact by its digest: --artifact',
  service: 'name the service: --service',
  environment: 'name the environment: --environment',
};

/** The kinds of evidence that are asked for by name; types of one's own come from the context file. */
const KNOWN = [...new Set(['scan', 'scan:SCANNER', ...Object.keys(COMMANDS), ...Object.keys(NAMES)])];

/** Missing evidence with the command that produces it. */
export function missing(evidence: string, reason: string): MissingEvidence {
  const known = Object.hasOwn(COMMANDS, evidence) ? COMMANDS[evidence] : undefined;
  if (known !== undefined) return { evidence, reason, command: known };
  const scanner = /^scan:(?<name>[\w-]+)$/.exec(evidence)?.groups?.['name'];
  const command =
    scanner === undefined
      ? `state evidence of the type ${evidence} in the context file, then --context context.yaml`
      : `sallyport scan . --only ${scanner} -o json=scan.json, then --input scan.json`;
  return { evidence, reason, command };
}
