import { describe, expect, it } from 'vitest';

import { makeDocument, makeInput } from '../testing/inputs.ts';
import { missingEvidence } from './evidence.ts';
import type { GateInput } from './gate-input.ts';
import { plainGate } from './gate.ts';

type Part = NonNullable<GateInput['coverage']>['parts'][number];

describe('missingEvidence', () => {
  it.each<[string, Partial<Part>]>([
    ['says that it has nothing to do', { state: 'not-applicable' }],
    ['looked at no file', { looked: { files: 0 } }],
    ['looked at commits alone', { looked: { commits: 3 } }],
  ])('is not content where the secrets scanner %s', (_, over) => {
    const parts = (makeInput().coverage?.parts ?? []).map((part) => ({ ...part, ...over }));

    expect(missingEvidence(plainGate('merge'), ['scan:secrets'], makeInput({ coverage: { parts } }))).toMatchObject([
      { evidence: 'scan:secrets' },
    ]);
  });

  it.each([{}, [], 'text', 1])('takes a document that is %j for nothing to judge', (content) => {
    const input = makeInput({ documents: [makeDocument('a.json', 'json', content)] });
    const { coverage: _coverage, ...bare } = input;

    expect(missingEvidence(plainGate('merge'), ['documents'], bare)).toMatchObject([
      { evidence: 'documents' },
      { evidence: 'input' },
    ]);
  });

  it.each(['toString', 'constructor'])('knows no evidence of the name %s', (name) => {
    expect(missingEvidence(plainGate('merge'), [name], makeInput())).toEqual([
      {
        evidence: name,
        reason: expect.stringMatching(/^Nothing is known of evidence ".*Known are: scan, .*tests/) as string,
        command: expect.stringContaining(`evidence of the type ${name}`) as string,
      },
    ]);
  });
});
