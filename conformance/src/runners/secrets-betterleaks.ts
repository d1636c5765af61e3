import type { ConformanceRunner } from '../runner.ts';
import { runSecretVectors } from '../secret-vectors.ts';

/** The test vectors of betterleaks' rules, searched by our own rules and filters. */
export const runner: ConformanceRunner = { name: 'secrets-betterleaks', run: runSecretVectors };
