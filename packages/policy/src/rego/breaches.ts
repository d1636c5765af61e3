import { isSeverity } from '@sallyport/findings';
import type { Severity } from '@sallyport/findings';
import { isForeignObject, jsonMember, jsonText } from '@sallyport/kernel';

import { defined } from '../defined.ts';
import type { Breach, Enforcement, InputPath, MissingEvidence, Place } from '../policy.ts';

/** Where a value came from: the rule, what it asks for, and what METADATA says of it. */
export interface BreachOrigin {
  readonly rule: string;
  readonly enforcement: Enforcement;
  readonly severity?: Severity;
  readonly fix?: string;
  readonly paths: readonly InputPath[];
}

/** A breach from a value of a rule: a text, or an object with `msg`. A string tells what is wrong with any other value. */
export function breachOf(value: unknown, origin: BreachOrigin): Breach | string {
  if (typeof value === 'string') return value === '' ? 'an empty message' : { ...origin, message: value };
  if (!isForeignObject(value)) return `${shapeOf(value)} where a text or an object with "msg" is expected`;
  const message = jsonText(value, 'msg') ?? jsonText(value, 'message');
  if (message === undefined) return 'an object without "msg"';
  const severity = severityIn(value) ?? origin.severity;
  const fix = jsonText(value, 'fix') ?? jsonText(value, 'remediation') ?? origin.fix;
  const own = pathIn(value);
  return {
    rule: origin.rule,
    enforcement: origin.enforcement,
    message,
    paths: own === undefined ? origin.paths : [own, ...origin.paths],
    ...defined({ severity, fix, place: placeIn(value) }),
  };
}

/** Evidence that a policy says is missing: an object with `evidence`, `msg` and `command`. */
export function missingOf(value: unknown): MissingEvidence | string {
  const evidence = jsonText(value, 'evidence');
  const reason = jsonText(value, 'msg');
  const command = jsonText(value, 'command');
  if (evidence === undefined || reason === undefined || command === undefined)
    return 'a value of "missing" without "evidence", "msg" or "command"';
  return { evidence, reason, command };
}

/** A severity in our words, in any case; `error`, `warning` and the like of other tools are theirs, not ours. */
export function severityOf(text: unknown): Severity | undefined {
  const word = typeof text === 'string' ? text.toLowerCase() : '';
  return isSeverity(word) ? word : undefined;
}

function severityIn(value: unknown): Severity | undefined {
  return severityOf(jsonMember(value, 'severity')) ?? severityOf(jsonMember(jsonMember(value, 'metadata'), 'severity'));
}

function pathIn(value: unknown): InputPath | undefined {
  const path = jsonMember(value, 'path');
  const isPath = Array.isArray(path) && path.every((step) => typeof step === 'string' || Number.isInteger(step));
  return isPath ? (path as InputPath) : undefined;
}

/** Conftest's `_loc`: a file and line that the policy names itself. */
function placeIn(value: unknown): Place | undefined {
  const loc = jsonMember(value, '_loc');
  const path = jsonText(loc, 'file');
  const line = jsonMember(loc, 'line');
  if (path === undefined) return undefined;
  return { path, ...(typeof line === 'number' && Number.isInteger(line) && line > 0 ? { line } : {}) };
}

function shapeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `${typeof value === 'object' ? 'an object' : `a ${typeof value}`}`;
}
