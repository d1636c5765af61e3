import { defineRule } from '@oxlint/plugins';

const DISABLE = /^\s*(?:oxlint|eslint)-disable(?:-next-line|-line)?\b(?<rest>[\s\S]*)$/;

/** A rule is switched off only for a reason that the next reader can judge: `-- why` after the rule's name. */
export const disableNeedsReason = defineRule({
  meta: {
    type: 'problem',
    messages: { reason: 'Name the rule and, after " -- ", the reason for switching it off here.' },
  },
  create(context) {
    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments()) {
          const rest = DISABLE.exec(comment.value)?.groups?.['rest'];
          if (rest !== undefined && !/^\s+\S+[\s\S]*\s--\s+\S+/.test(rest)) {
            context.report({ loc: comment.loc, messageId: 'reason' });
          }
        }
      },
    };
  },
});
