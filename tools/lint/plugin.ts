import { definePlugin } from '@oxlint/plugins';

import { disableNeedsReason } from './rules/disable-needs-reason.ts';
import { injectedClock } from './rules/injected-clock.ts';
import { noDynamicRegexp } from './rules/no-dynamic-regexp.ts';
import { noModuleState } from './rules/no-module-state.ts';

/** The house rules: what CONTRIBUTING.md asks for and a machine can see. Each rule has its test beside it. */
export default definePlugin({
  meta: { name: 'house' },
  rules: {
    'disable-needs-reason': disableNeedsReason,
    'injected-clock': injectedClock,
    'no-dynamic-regexp': noDynamicRegexp,
    'no-module-state': noModuleState,
  },
});
