import type { PathStep } from '../node.ts';
import type { HclExpression } from './ast.ts';

/**
 * The steps of an expression that only names something: `aws_s3_bucket.logs["a"].id` gives
 * `['aws_s3_bucket', 'logs', 'a', 'id']`. Undefined for any other expression, computed indexes included.
 */
export function traversalOf(expression: HclExpression): PathStep[] | undefined {
  switch (expression.kind) {
    case 'variable':
      return [expression.name];
    case 'attribute': {
      const steps = traversalOf(expression.of);
      steps?.push(expression.name);
      return steps;
    }
    case 'index': {
      const key = constantKey(expression.key);
      const steps = key === undefined ? undefined : traversalOf(expression.of);
      if (key !== undefined) steps?.push(key);
      return steps;
    }
    case 'parentheses':
      return traversalOf(expression.inner);
    default:
      return undefined;
  }
}

function constantKey(key: HclExpression): PathStep | undefined {
  if (key.kind === 'literal') return typeof key.value === 'number' ? key.value : undefined;
  if (key.kind !== 'template' || key.parts.length > 1) return undefined;
  const [part] = key.parts;
  if (part === undefined) return '';
  return part.kind === 'text' ? part.value : undefined;
}
