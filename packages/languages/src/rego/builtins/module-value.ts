import { objectOf } from '../../shared/containers.ts';
import type { Value } from '../../shared/values.ts';
import { typeName } from '../../shared/containers.ts';
import type { Body, Module, Rule, Term } from '../syntax/ast.ts';

/** A module's tree as a value: what `rego.parse_module` gives. */
export function moduleValue(module: Module): Value {
  const path: Value[] = ['data', ...module.package].map((name, i) => node(i === 0 ? 'var' : 'string', name));
  return objectOf([
    ['package', objectOf([['path', path]])],
    ['rules', module.rules.map(ruleValue)],
  ]);
}

function node(type: string, value: Value): Value {
  return objectOf([
    ['type', type],
    ['value', value],
  ]);
}

function ruleValue(rule: Rule): Value {
  const { head } = rule;
  const entries: [Value, Value][] = [
    ['name', head.name],
    ['ref', [node('var', head.name), ...head.path.map(termValue)]],
  ];
  if (head.member !== undefined) entries.push(['key', termValue(head.member)]);
  else entries.push(['value', head.value === undefined ? node('boolean', true) : termValue(head.value)]);
  if (head.args !== undefined) entries.push(['args', head.args.map(termValue)]);
  const parts: [Value, Value][] = [
    ['head', objectOf(entries)],
    ['body', bodyValue(rule.body)],
  ];
  if (rule.isDefault) parts.push(['default', true]);
  if (rule.otherwise !== undefined) parts.push(['else', ruleValue(rule.otherwise)]);
  return objectOf(parts);
}

function bodyValue(body: Body): Value {
  return body.map((literal, index): Value => {
    const entries: [Value, Value][] = [['index', index]];
    if (literal.negated) entries.push(['negated', true]);
    if (literal.kind === 'expr') entries.push(['terms', expressionTerms(literal.term)]);
    else if (literal.kind === 'some') entries.push(['terms', objectOf([['symbols', literal.names.map(termValue)]])]);
    else entries.push(['terms', objectOf([['domain', termValue(literal.domain)]])]);
    return objectOf(entries);
  });
}

function expressionTerms(term: Term): Value {
  if (term.kind !== 'call') return termValue(term);
  return [refValue(term.name), ...term.args.map(termValue)];
}

function refValue(name: readonly string[]): Value {
  return node(
    'ref',
    name.map((part, i) => node(i === 0 ? 'var' : 'string', part)),
  );
}

function termValue(term: Term): Value {
  switch (term.kind) {
    case 'const':
      return node(typeName(term.value), term.value);
    case 'var':
      return node('var', term.name);
    case 'ref':
      return node('ref', [termValue(term.head), ...term.path.map(termValue)]);
    case 'array':
    case 'set':
      return node(term.kind, term.items.map(termValue));
    case 'object':
      return node(
        'object',
        term.entries.map(([key, value]): Value => [termValue(key), termValue(value)]),
      );
    case 'call':
      return node('call', [refValue(term.name), ...term.args.map(termValue)]);
    case 'comprehension':
      return node(
        `${term.of}comprehension`,
        objectOf([
          ['term', termValue(term.value)],
          ['body', bodyValue(term.body)],
        ]),
      );
    default:
      return node(
        'templatestring',
        term.parts.map((part) => (typeof part === 'string' ? part : termValue(part))),
      );
  }
}
