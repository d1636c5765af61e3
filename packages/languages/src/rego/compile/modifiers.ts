import type { Term, With } from '../syntax/ast.ts';
import type { CModifier } from './core.ts';
import { findFunction, operandCount, report } from './environment.ts';
import type { Lowerer, Sink } from './lower.ts';
import type { Group } from './tree.ts';

/** What each `with` of a literal replaces; the program notes it, so that only such calls and rules look for it. */
export function lowerModifiers(lowerer: Lowerer, modifiers: readonly With[], sink: Sink): CModifier[] {
  const lowered: CModifier[] = [];
  for (const modifier of modifiers) {
    const made = lowerModifier(lowerer, modifier, sink);
    if (made !== undefined) lowered.push(made);
  }
  return lowered;
}

function lowerModifier(lowerer: Lowerer, modifier: With, sink: Sink): CModifier | undefined {
  const { environment } = lowerer;
  const names = dottedName(modifier.target);
  const fail = (message: string): undefined => {
    report(environment, modifier.target.at, 'rego_type_error', message);
    return undefined;
  };
  if (names === undefined) return fail('with keyword target must reference existing input, data, or a function');
  const target = callable(lowerer, names, sink);
  if (target !== undefined) {
    if (typeof target === 'string') environment.replaced.builtins.add(target);
    else environment.replaced.groups.add(target);
    return { on: 'call', target, by: replacement(lowerer, modifier.value, sink) };
  }
  const global = environment.globals.get(names[0] ?? '');
  if (global === undefined || sink.scope.declared(names[0] ?? '') !== undefined) {
    return fail('with keyword target must reference existing input, data, or a function');
  }
  const path = [...global.path, ...names.slice(1)];
  if (global.root === 'data') environment.replaced.data.push(path);
  return { on: global.root, path, value: lowerer.operand(modifier.value, sink) };
}

function replacement(lowerer: Lowerer, value: Term, sink: Sink): Extract<CModifier, { on: 'call' }>['by'] {
  const names = dottedName(value);
  const call = names === undefined ? undefined : callable(lowerer, names, sink);
  return call === undefined ? lowerer.operand(value, sink) : { call };
}

/** A function of the policy or a builtin, by its dotted name. */
function callable(lowerer: Lowerer, names: readonly string[], sink: Sink): string | Group | undefined {
  if (sink.scope.declared(names[0] ?? '') !== undefined) return undefined;
  const group = findFunction(lowerer.environment, names);
  if (group !== undefined) return group.kind === 'function' ? group : undefined;
  const name = names.join('.');
  return operandCount(lowerer.environment, name) === undefined ? undefined : name;
}

/** `a.b["c"]` as its names; undefined for anything else. */
function dottedName(term: Term): string[] | undefined {
  if (term.kind === 'var') return [term.name];
  if (term.kind !== 'ref' || term.head.kind !== 'var') return undefined;
  const names = [term.head.name];
  for (const part of term.path) {
    if (part.kind !== 'const' || typeof part.value !== 'string') return undefined;
    names.push(part.value);
  }
  return names;
}
