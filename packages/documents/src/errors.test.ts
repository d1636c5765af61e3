import { describe, expect, it } from 'vitest';

import { documentErrors } from './errors.ts';

describe('documentErrors', () => {
  it('is a closed set of codes that all end the command as wrong input', () => {
    expect([...documentErrors.codes].sort()).toEqual([
      'ALIAS_EXPANSION',
      'ENCODING',
      'SHAPE',
      'SYNTAX',
      'TOO_DEEP',
      'TOO_LARGE',
      'TOO_MANY_NODES',
      'UNKNOWN_FORMAT',
    ]);
    expect(documentErrors.SYNTAX({ format: 'JSON', problem: 'x' })).toMatchObject({
      code: 'DOCUMENTS_SYNTAX',
      exit: 2,
    });
  });
});
