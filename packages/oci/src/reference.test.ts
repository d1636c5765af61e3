import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { formatReference, parseReference, splitRepository } from './reference.ts';

const HEX = 'ab'.repeat(32);

describe('parseReference', () => {
  it.each([
    ['', 'it names no repository'],
    ['registry.example/', 'it names no repository'],
    ['registry.example/App', 'capitals'],
    ['registry.example/a//b', 'characters'],
    ['registry.example/../b', 'characters'],
    ['registry.example:port/app', 'its host is none'],
    ['-registry.example/app', 'its host is none'],
    ['app:', 'its tag'],
    ['app:-x', 'its tag'],
    [`app:${'x'.repeat(129)}`, 'its tag'],
    ['app@sha256:abc', 'its digest'],
    [`app@sha512:${HEX}${HEX}`, 'its digest'],
    [`app@sha256:${HEX}@sha256:${HEX}`, 'several @'],
    ['https://registry.example/app', 'its host'],
    ['app\nx', 'characters'],
    [`registry.example/${'a'.repeat(300)}`, '255'],
    ['x'.repeat(5000), '4096'],
  ])('refuses %j and says why', (text, reason) => {
    expect(() => parseReference(text)).toThrow(
      expect.objectContaining({ code: 'OCI_REFERENCE_INVALID', message: expect.stringContaining(reason) }) as Error,
    );
  });

  it.each([
    ['debian', 'docker.io/library/debian:latest'],
    ['debian:12', 'docker.io/library/debian:12'],
    ['team/app', 'docker.io/team/app:latest'],
    ['index.docker.io/debian', 'docker.io/library/debian:latest'],
    ['localhost/app', 'localhost/app:latest'],
    ['localhost:5000/app:1', 'localhost:5000/app:1'],
    ['[::1]:5000/app', '[::1]:5000/app:latest'],
    ['registry.example/a/b-c/d__e.f:1.2_3', 'registry.example/a/b-c/d__e.f:1.2_3'],
    [`registry.example/app@sha256:${HEX}`, `registry.example/app@sha256:${HEX}`],
    [`registry.example/app:1@sha256:${HEX}`, `registry.example/app:1@sha256:${HEX}`],
  ])('reads %s as %s', (text, whole) => {
    expect(formatReference(parseReference(text))).toBe(whole);
  });

  it('keeps what it has read, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60, unit: fc.constantFrom(...'ab./:@-_5Z') }), (text) => {
        let read;
        try {
          read = parseReference(text);
        } catch {
          return;
        }

        expect(parseReference(formatReference(read))).toEqual(read);
        expect(splitRepository(read.repository)).toEqual({ host: read.host, path: read.path });
      }),
      { numRuns: 2000 },
    );
  });
});
