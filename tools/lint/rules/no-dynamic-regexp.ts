import { defineRule } from '@oxlint/plugins';
import type { ESTree } from '@oxlint/plugins';

/**
 * Invariant 8: a pattern that is not a literal may come from a user and may hang the process.
 * Files that compile checked patterns say so with a disable comment and its reason.
 */
export const noDynamicRegexp = defineRule({
  meta: {
    type: 'problem',
    messages: {
      dynamic: 'A pattern that is not a literal can hang the process: say in a disable comment why this one cannot.',
    },
  },
  create(context) {
    const check = (node: ESTree.NewExpression | ESTree.CallExpression) => {
      if (node.callee.type !== 'Identifier' || node.callee.name !== 'RegExp') return;
      const pattern = node.arguments[0];
      if (pattern !== undefined && pattern.type !== 'Literal') context.report({ node, messageId: 'dynamic' });
    };
    return { NewExpression: check, CallExpression: check };
  },
});
