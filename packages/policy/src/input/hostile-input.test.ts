import { isSallyportError } from '@sallyport/kernel';
import fc from 'fast-check';
import { expect, it } from 'vitest';

import { decide } from '../gate/decide.ts';
import { plainGate } from '../gate/gate.ts';
import { BUILTINS } from '../builtin/list.ts';
import { fixedClock } from '@sallyport/kernel';
import { NOW } from '../testing/inputs.ts';
import { buildInput, mergeParts } from './input-builder.ts';
import { readInput } from './read-input.ts';

const NAMES = ['a.json', 'a.yaml', 'junit.xml', 'a.sarif', 'Dockerfile', 'main.tf', 'a.toml', 'a.ini'];

/** Reads, and judges by the built-in policies what could be read. Only errors that tell the user what to do may leave. */
async function through(path: string, text: string): Promise<string> {
  try {
    const parts = await readInput(path, Buffer.from(text));
    const input = buildInput('g', mergeParts([parts]), { now: NOW, exceptions: [] });
    const chosen = BUILTINS.filter(({ id }) => id !== 'approved-registries');
    const policies = await Promise.all(
      chosen.map(async (one) => ({
        policy: await one.bind({}, { id: one.id, where: '' }),
        enforcement: one.enforcement,
      })),
    );
    return decide({ gate: plainGate('g'), policies, input, clock: fixedClock(NOW) }).outcome;
  } catch (error) {
    if (!isSallyportError(error)) throw error;
    return 'refused';
  }
}

it('takes any text for what it is, or refuses it in words', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...NAMES), fc.oneof(fc.string(), fc.json()), async (path, text) => {
      expect(['refused', 'missing-evidence', 'failed']).toContain(await through(path, text));
    }),
    { numRuns: 300 },
  );
});

it('never passes a scan result with parts of any other form', async () => {
  const value = fc.jsonValue();
  const part = fc.record({
    scanner: fc.oneof(fc.constant('secrets'), value),
    state: fc.oneof(fc.constant('ran'), value),
    looked: value,
  });
  const scan = fc.record({
    schemaVersion: fc.oneof(fc.constant('1'), value),
    tool: fc.constant({ name: 'sallyport', version: '0' }),
    startedAt: fc.oneof(fc.constant('2026-06-01T11:00:00Z'), value),
    target: value,
    findings: fc.oneof(fc.array(value), value),
    coverage: fc.oneof(fc.record({ parts: fc.array(part) }), value),
  });

  await fc.assert(
    fc.asyncProperty(scan, async (made) => {
      expect(['refused', 'missing-evidence', 'failed']).toContain(await through('scan.json', JSON.stringify(made)));
    }),
    { numRuns: 300 },
  );
});

it('counts a report in XML or SARIF of any form without breaking', async () => {
  const value = fc.jsonValue();
  const sarif = fc.record({
    version: fc.constant('2.1.0'),
    runs: fc.array(
      fc.oneof(value, fc.record({ tool: value, results: fc.oneof(value, fc.array(value)), invocations: value })),
    ),
  });

  await fc.assert(
    fc.asyncProperty(sarif, async (made) => {
      expect(await through('lint.sarif', JSON.stringify(made))).not.toBe('passed');
    }),
    { numRuns: 200 },
  );
});
