import type { ConformanceRunner } from '../runner.ts';
import { runSecretVectors } from '../secret-vectors.ts';

/** The test vectors of gitleaks' rules, searched by our own rules and filters. */
export const runner: ConformanceRunner = { name: 'secrets-gitleaks', run: runSecretVectors };
