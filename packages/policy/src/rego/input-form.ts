import type { RegoProgram } from '@sallyport/languages/rego';
import { isForeignObject, jsonList, jsonMember, jsonText, jsonTexts } from '@sallyport/kernel';

import type { GateInput } from '../gate/gate-input.ts';

type Modules = RegoProgram['modules'];

/** The members of a gate's input. */
const MEMBERS = {
  schemaVersion: true,
  gate: true,
  time: true,
  service: true,
  environment: true,
  change: true,
  artifact: true,
  actor: true,
  findings: true,
  inventory: true,
  coverage: true,
  scan: true,
  evidence: true,
  documents: true,
  exceptions: true,
} as const satisfies { readonly [name in keyof Required<GateInput>]: true };

/** Members of a gate's input that only a scan gives. */
const BY_SCAN: ReadonlySet<string> = new Set(['findings', 'coverage', 'inventory'] satisfies (keyof GateInput)[]);

/** Whether a policy reads what only a scan gives; one that reads its input by no name of a member may read that too. */
export function readsScan({ members, any }: InputForm & { readonly kind: 'gate' }): 'yes' | 'perhaps' | 'no' {
  if (members.some((name) => BY_SCAN.has(name))) return 'yes';
  return any ? 'perhaps' : 'no';
}

/**
 * What a package takes `input` for: the input of a gate, or one document as Conftest gives it, of which it reads these members
 * (`any` where it does not name them). A text says why it can be neither. What reads `input` by no name of a member, and speaks
 * of findings, coverage or an inventory, takes it for a gate's.
 */
export type InputForm =
  | { readonly kind: 'gate'; readonly members: readonly string[]; readonly any: boolean }
  | { readonly kind: 'document'; readonly members: readonly string[]; readonly any: boolean }
  | { readonly kind: 'unclear'; readonly why: string };

interface Reads {
  readonly members: Set<string>;
  /** `input[x]`, or `input` as a whole. */
  any: boolean;
  /** It holds the name of something that only a scan gives. */
  speaksOfScan: boolean;
  /** Paths below `data`. */
  readonly data: (readonly string[])[];
}

/** Tells by what a package reads, itself and by the packages that it uses, what it takes `input` for. */
export function inputFormOf(modules: Modules, path: readonly string[]): InputForm {
  const reads: Reads = { members: new Set(), any: false, speaksOfScan: false, data: [path] };
  const seen = new Set<Modules[number]>();
  for (let wanted = reads.data.pop(); wanted !== undefined; wanted = reads.data.pop())
    for (const module of modules) {
      if (seen.has(module) || !overlap(module.package, wanted)) continue;
      seen.add(module);
      collect(module, reads);
    }
  const members = [...reads.members];
  const foreign = members.filter((name) => !Object.hasOwn(MEMBERS, name));
  const { any } = reads;
  if (foreign.length === 0 && (members.length > 0 || !any || reads.speaksOfScan)) return { kind: 'gate', members, any };
  if (foreign.length === members.length) return { kind: 'document', members, any };
  const own = members.filter((name) => Object.hasOwn(MEMBERS, name));
  const why = `It reads input.${own.join(', input.')}, which a gate's input has, and input.${foreign.join(', input.')}, which it never has.`;
  return { kind: 'unclear', why };
}

/** Whether one path begins with the other. */
function overlap(a: readonly string[], b: readonly string[]): boolean {
  return a.slice(0, b.length).every((step, i) => step === b[i]);
}

function collect(module: Modules[number], reads: Reads): void {
  const names = new Set(['input']);
  for (const { path, alias } of module.imports) {
    const [root, ...rest] = path;
    if (root === 'data' && rest.length > 0) reads.data.push(rest);
    if (root === 'input' && rest[0] !== undefined) reads.members.add(rest[0]);
    else if (root === 'input' && alias !== undefined) names.add(alias);
  }
  const stack: unknown[] = [module.rules];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (Array.isArray(node)) for (const child of node) stack.push(child);
    else if (isForeignObject(node)) stack.push(...childrenOf(node, names, reads));
  }
}

/** Notes what one node of the tree reads; gives what is to be looked at below it. */
function childrenOf(node: object, names: ReadonlySet<string>, reads: Reads): readonly unknown[] {
  switch (jsonText(node, 'kind')) {
    case 'const':
      if (BY_SCAN.has(jsonText(node, 'value') ?? '')) reads.speaksOfScan = true;
      return [];
    case 'var':
      if (names.has(jsonText(node, 'name') ?? '')) reads.any = true;
      return [];
    case 'ref':
      return refChildren(node, names, reads);
    case 'call':
      return callChildren(node, names, reads);
    default:
      return Object.values(node);
  }
}

function refChildren(node: object, names: ReadonlySet<string>, reads: Reads): readonly unknown[] {
  const head = jsonMember(node, 'head');
  const path = jsonList(node, 'path');
  const name = jsonText(head, 'kind') === 'var' ? (jsonText(head, 'name') ?? '') : undefined;
  if (name === 'data') {
    const steps = path.map((step) => jsonText(step, 'value'));
    const end = steps.indexOf(undefined);
    reads.data.push((end === -1 ? steps : steps.slice(0, end)).flatMap((step) => step ?? []));
    return path;
  }
  if (name === undefined || !names.has(name)) return [head, ...path];
  note(path[0], reads);
  return path;
}

function callChildren(node: object, names: ReadonlySet<string>, reads: Reads): readonly unknown[] {
  const called = jsonTexts(node, 'name');
  const args = jsonList(node, 'args');
  if (called[0] === 'data') reads.data.push(called.slice(1));
  const [first, key] = args;
  if (called.join('.') !== 'object.get' || !names.has(jsonText(first, 'name') ?? '')) return args;
  note(jsonList(key, 'items')[0] ?? key, reads);
  return args.slice(1);
}

function note(step: unknown, reads: Reads): void {
  const member = jsonText(step, 'kind') === 'const' ? jsonText(step, 'value') : undefined;
  if (member === undefined) reads.any = true;
  else reads.members.add(member);
}
