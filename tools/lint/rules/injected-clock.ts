import { defineRule } from '@oxlint/plugins';
import type { ESTree } from '@oxlint/plugins';

const FORBIDDEN: Record<string, ReadonlySet<string>> = {
  Date: new Set(['now']),
  Math: new Set(['random']),
  performance: new Set(['now']),
  crypto: new Set(['randomUUID', 'getRandomValues']),
};
const ALLOWED_FILES = /packages\/kernel\/src\/(clock|random)\.ts$/;

/** Invariant 10: time and randomness come in through kernel's Clock and Random, so that a test can set them. */
export const injectedClock = defineRule({
  meta: {
    type: 'problem',
    messages: { injected: 'Take a Clock or Random from @sallyport/kernel as a parameter instead of {{what}}.' },
  },
  create(context) {
    if (ALLOWED_FILES.test(context.filename.replaceAll('\\', '/'))) return {};
    return {
      NewExpression(node: ESTree.NewExpression) {
        if (node.callee.type === 'Identifier' && node.callee.name === 'Date' && node.arguments.length === 0) {
          context.report({ node, messageId: 'injected', data: { what: 'new Date()' } });
        }
      },
      MemberExpression(node: ESTree.MemberExpression) {
        if (node.computed || node.object.type !== 'Identifier' || node.property.type !== 'Identifier') return;
        if (FORBIDDEN[node.object.name]?.has(node.property.name) === true) {
          const what = `${node.object.name}.${node.property.name}`;
          context.report({ node, messageId: 'injected', data: { what } });
        }
      },
    };
  },
});
