import { describe, expect, it } from 'vitest';

import { defineErrors, isSallyportError, messageOf, safeMessageOf, systemCode } from './errors.ts';

const errors = defineErrors('oci', {
  DIGEST_MISMATCH: {
    message: '{what} has digest {actual}, not {expected}',
    next: 'Fetch {what} again; if it persists, the registry serves altered content.',
    exit: 5,
  },
  NO_IMAGE: { message: 'no image is named', next: 'Name one, for example alpine:3.20.', exit: 2 },
});

describe('defineErrors', () => {
  it('fills the parameters into message and next step and prefixes the code with its room', () => {
    const error = errors.DIGEST_MISMATCH({ what: 'layer 1', actual: 'sha256:a', expected: 'sha256:b' });

    expect(error.code).toBe('OCI_DIGEST_MISMATCH');
    expect(error.message).toBe('layer 1 has digest sha256:a, not sha256:b');
    expect(error.next).toContain('Fetch layer 1 again');
    expect([error.exit, error.status]).toEqual([5, 500]);
  });

  it('needs no parameters where none are named, and answers 400 for wrong usage', () => {
    expect(errors.NO_IMAGE().status).toBe(400);
    expect(errors.codes).toEqual(['DIGEST_MISMATCH', 'NO_IMAGE']);
  });

  it('keeps the cause', () => {
    const cause = new Error('socket hang up');

    expect(errors.NO_IMAGE({}, { cause }).cause).toBe(cause);
  });

  it('inserts a parameter literally, even one that looks like a parameter', () => {
    expect(errors.DIGEST_MISMATCH({ what: '{actual}', actual: 'x', expected: '$&' }).message).toBe(
      '{actual} has digest x, not $&',
    );
  });
});

describe('reading what was thrown', () => {
  it('tells our errors from others', () => {
    expect(isSallyportError(errors.NO_IMAGE())).toBe(true);
    expect(isSallyportError(new Error('x'))).toBe(false);
  });

  it('reads messages and system codes of anything', () => {
    expect(messageOf('plain')).toBe('plain');
    expect(systemCode(Object.assign(new Error('x'), { code: 'ENOENT' }))).toBe('ENOENT');
    expect(systemCode({ code: 'ENOENT' })).toBeUndefined();
  });

  it('shows no message of a foreign error, which may quote a secret', () => {
    const parse = (): unknown => {
      try {
        return JSON.parse('hunter2hunter2');
      } catch (error) {
        return error;
      }
    };

    expect(messageOf(parse())).toContain('hunter2');
    expect(safeMessageOf(parse())).toBe('an internal error (SyntaxError)');
    expect(safeMessageOf('hunter2')).toBe('an internal error (string)');
    expect(safeMessageOf(errors.NO_IMAGE())).toBe('no image is named');
    expect(safeMessageOf(Object.assign(new Error('ENOENT: a.txt'), { code: 'ENOENT' }))).toBe('ENOENT: a.txt');
  });
});
