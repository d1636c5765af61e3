import { RuleTester } from 'oxlint/plugins-dev';
import { describe, it } from 'vitest';

import { disableNeedsReason } from './disable-needs-reason.ts';
import { injectedClock } from './injected-clock.ts';
import { noDynamicRegexp } from './no-dynamic-regexp.ts';
import { noModuleState } from './no-module-state.ts';

RuleTester.describe = describe;
RuleTester.it = it;
const tester = new RuleTester();

tester.run('injected-clock', injectedClock, {
  valid: [
    'const at = clock.now();',
    'const at = new Date(0);',
    { code: 'Date.now();', filename: 'packages/kernel/src/clock.ts' },
  ],
  invalid: [
    { code: 'Date.now();', errors: 1 },
    { code: 'new Date();', errors: 1 },
    { code: 'Math.random();', errors: 1 },
    { code: 'crypto.randomUUID();', errors: 1 },
  ],
});

tester.run('no-module-state', noModuleState, {
  valid: ['const a = 1;', 'function f() { let a = 1; return a; }'],
  invalid: [
    { code: 'let a = 1;', errors: 1 },
    { code: 'export let a = 1;', errors: 1 },
    { code: 'var a = 1;', errors: 1 },
  ],
});

tester.run('no-dynamic-regexp', noDynamicRegexp, {
  valid: ["new RegExp('a+');", '/a+/;'],
  invalid: [
    { code: 'new RegExp(source);', errors: 1 },
    { code: 'RegExp(`a${b}`);', errors: 1 },
  ],
});

tester.run('disable-needs-reason', disableNeedsReason, {
  valid: ['// oxlint-disable-next-line no-console -- the reporter prints\nconsole.log(1);', '// a comment'],
  invalid: [
    { code: '// oxlint-disable-next-line no-console\nconsole.log(1);', errors: 1 },
    { code: '/* eslint-disable */\nconsole.log(1);', errors: 1 },
  ],
});
