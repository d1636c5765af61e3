import { defineConfig } from 'vitest/config';

/**
 * Unit and property tests share one worker context (`isolate: false`): the house rule against
 * module-level state makes that safe, and it is what keeps thousands of tests within seconds.
 * Tests that start processes are named `*.process.test.ts` and run isolated.
 */
export default defineConfig({
  test: {
    reporters: ['default', './tools/vitest-counts.ts'],
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'packages/*/src/**/*.test.ts',
            'mocks/src/**/*.test.ts',
            'conformance/src/**/*.test.ts',
            'bench/src/**/*.test.ts',
            'tools/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', '**/*.process.test.ts'],
          isolate: false,
          // It imports JSON the way bundlers do.
          server: { deps: { inline: [/@actions\/workflow-parser/] } },
          pool: 'threads',
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'process',
          include: [
            'packages/*/src/**/*.process.test.ts',
            'mocks/src/**/*.process.test.ts',
            'conformance/src/**/*.process.test.ts',
            'tools/**/*.process.test.ts',
          ],
          exclude: ['**/node_modules/**'],
          pool: 'forks',
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
