import type { Verification } from '@sallyport/findings';
import { describe, expect, it } from 'vitest';

import { REPORT_FORMATS } from '../formats/list.ts';
import { renderReport } from '../render-report.ts';
import { sampleFinding, sampleResult } from '../testing/sample-results.ts';
import { verificationText } from './verification.ts';

/** Has one line a finding, for its description and place. */
const WITHOUT_VERIFICATION: ReadonlySet<string> = new Set(['gitlab-codequality']);

async function rendered(format: string, verification: Verification | undefined): Promise<string> {
  const changes = verification === undefined ? {} : { verification };
  const pieces = await renderReport(format, sampleResult({ findings: [sampleFinding(1, changes)] }));
  return [...pieces].join('');
}

describe('the verification of a secret', () => {
  const unknown: Verification = { state: 'not-verified', reason: 'Nobody answered just now.' };

  it('is told by nothing where no check was asked for', () => {
    expect(verificationText(sampleFinding(1))).toBeUndefined();
  });

  it.each(REPORT_FORMATS.map(({ id }) => id).filter((id) => !WITHOUT_VERIFICATION.has(id)))(
    'stands in %s with its reason, and not verified never reads as invalid',
    async (format) => {
      const text = await rendered(format, unknown);

      expect(text).toContain('Nobody answered just now.');
      expect(text).toMatch(/Not verified|"not-verified"/);
      expect(text).not.toMatch(/\bInvalid\b|"invalid"/);
    },
  );

  it('is a word and a sentence', () => {
    const invalid: Verification = { state: 'invalid', reason: 'api.example refuses it (401).' };

    expect(verificationText(sampleFinding(1, { verification: invalid }))).toBe(
      'Invalid: api.example refuses it (401).',
    );
  });
});
