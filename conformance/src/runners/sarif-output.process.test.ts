import { renderReport } from '@sallyport/reports';
import { hostileResult } from '@sallyport/reports/testing';
import { describe, expect, it } from 'vitest';

import { CORPORA_DIR, readCorpus } from '../corpus.ts';
import { multitoolMissing } from '../sarif-multitool.ts';
import { runner } from './sarif-output.ts';

const context = { corpus: readCorpus, corporaDir: CORPORA_DIR };

describe.skipIf(multitoolMissing() !== undefined)('SARIF Multitool (skipped where it is not installed)', () => {
  it('accepts our report of hostile texts and refuses a broken one', async () => {
    const sarif = [...(await renderReport('sarif', hostileResult()))].join('');
    const cases = [
      { id: 'hostile', sarif, valid: true },
      { id: 'broken', sarif: sarif.replaceAll('"message":', '"massage":'), valid: false },
    ];

    const results = [...(await runner.run(cases, context))];

    expect(results).toEqual([
      { id: 'hostile', passed: true, group: 'accepted' },
      { id: 'broken', passed: true, group: 'refused' },
    ]);
  });
});
