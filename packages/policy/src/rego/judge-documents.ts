import type { RegoValue } from '@sallyport/languages/rego';
import { isForeignObject } from '@sallyport/kernel';

import { missing } from '../gate/evidence.ts';
import type { GateInput } from '../gate/gate-input.ts';
import { listItems } from '../kubernetes/documents.ts';
import type { Breach, InputPath, MissingEvidence, PolicyOutcome } from '../policy.ts';
import type { JudgingTime } from '../judging-time.ts';
import type { DecidingPackage } from './decision-rules.ts';
import type { InputForm } from './input-form.ts';
import type { RegoSet } from './rego-policies.ts';

interface Unit {
  readonly value: unknown;
  readonly path: InputPath;
}

interface DocumentQuestion {
  readonly deciding: DecidingPackage;
  readonly form: InputForm & { readonly kind: 'document' };
  /** Bounds all documents together. */
  readonly time?: JudgingTime;
}

/**
 * Judges every document of a gate's input as Conftest does: each is an input of its own, and so is each item of one that is a list
 * (of the kind `List` too, which Conftest leaves whole).
 * Where no document has any of the members that the package reads, it has judged nothing, and a document is missing.
 */
export function judgeDocuments(
  set: RegoSet,
  { deciding, form, time }: DocumentQuestion,
  input: GateInput,
): PolicyOutcome {
  const units = input.documents.flatMap(unitsOf);
  const breaches: Breach[] = [];
  const lacks: MissingEvidence[] = [];
  for (const { value, path } of units) {
    const judged = set.judge(deciding, value as RegoValue, time);
    if ('problem' in judged) return judged;
    const below = (breach: Breach): Breach => ({
      ...breach,
      paths: [...breach.paths.map((one) => [...path, ...one]), path],
    });
    for (const breach of judged.breaches) breaches.push(below(breach));
    for (const breach of judged.excepted) breaches.push({ ...below(breach), enforcement: 'dryrun' });
    lacks.push(...judged.missing);
  }
  if (breaches.length === 0 && !units.some(({ value }) => isMeant(value, form)))
    lacks.push(missing('documents', `${deciding.path.join('.')} has judged nothing: ${reasonOf(form)}.`));
  return { breaches, missing: lacks };
}

function unitsOf({ content, format }: GateInput['documents'][number], index: number): Unit[] {
  const path = ['documents', index, 'content'];
  if (!Array.isArray(content) || format === 'dockerfile') return withItems({ value: content, path });
  return content.flatMap((value, i) => withItems({ value, path: [...path, i] }));
}

/** A list of Kubernetes objects, and each of them: a gate must not be passed by what is wrapped into a list. */
function withItems(unit: Unit): Unit[] {
  const items = listItems(unit.value) ?? [];
  return [unit, ...items.flatMap((value, i) => withItems({ value, path: [...unit.path, 'items', i] }))];
}

function isMeant(value: unknown, { members, any }: InputForm & { readonly kind: 'document' }): boolean {
  if (any) return Array.isArray(value) ? value.length > 0 : isForeignObject(value) && Object.keys(value).length > 0;
  return isForeignObject(value) && members.some((name) => Object.hasOwn(value, name));
}

function reasonOf({ members, any }: InputForm & { readonly kind: 'document' }): string {
  return any ? 'no document holds anything' : `no document has ${members.join(' or ')}, which it reads`;
}
