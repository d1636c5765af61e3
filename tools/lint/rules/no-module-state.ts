import { defineRule } from '@oxlint/plugins';
import type { ESTree } from '@oxlint/plugins';

/** Invariant 10: no module-level mutable state. A `let` or `var` at the top of a module is one. */
export const noModuleState = defineRule({
  meta: {
    type: 'problem',
    messages: { state: 'Module-level {{kind}} is shared mutable state: pass it in, or make it a const.' },
  },
  create(context) {
    return {
      Program(node: ESTree.Program) {
        for (const statement of node.body) {
          const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
          if (
            declaration?.type === 'VariableDeclaration' &&
            (declaration.kind === 'let' || declaration.kind === 'var')
          ) {
            context.report({ node: declaration, messageId: 'state', data: { kind: declaration.kind } });
          }
        }
      },
    };
  },
});
