import { createPublicKey, generateKeyPairSync } from 'node:crypto';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { openCheckpoint, parseCheckpoint, signCheckpoint } from './checkpoint.ts';
import {
  checkNote,
  formatNote,
  formatVerifierKey,
  noteSigner,
  noteVerifier,
  parseNote,
  parseVerifierKey,
  signNote,
} from './note.ts';

const ed25519 = generateKeyPairSync('ed25519');
const ecdsa = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const root = Buffer.alloc(32, 9);
const checkpoint = { origin: 'log.example/evidence', size: 7, root, extensions: [] };

describe('signed notes', () => {
  it('refuse what is no note', () => {
    const broken = [
      '',
      'text\n',
      'text\n\n',
      'text\n\n— name\n',
      'text\n\n— na+me AAAAAAA=\n',
      'text\n\n— name AAAA\n',
      'text\n\n— name AAAAAAA=',
      'te\u0007xt\n\n— name AAAAAAA=\n',
      'text\r\n\n— name AAAAAAA=\n',
      `text\n\n${'— name AAAAAAA=\n'.repeat(101)}`,
      'a'.repeat(1_000_001),
    ];

    expect(broken.filter((note) => parseNote(note) !== undefined)).toEqual([]);
  });

  it('are signed and opened by Ed25519 and ECDSA keys', async () => {
    for (const pair of [ed25519, ecdsa]) {
      const note = await signNote('hello\nworld\n', [noteSigner('signer.example', pair.privateKey)]);
      const parsed = parseNote(note)!;
      const verifier = noteVerifier('signer.example', pair.publicKey);

      expect(checkNote(parsed, [verifier])).toEqual([verifier]);
      expect(formatNote(parsed)).toBe(note);
      expect(checkNote({ ...parsed, text: 'hello\nWorld\n' }, [verifier])).toBeUndefined();
      expect(checkNote(parsed, [noteVerifier('other.example', pair.publicKey)])).toEqual([]);
    }
  });

  it('count a key once, however often it signed', async () => {
    const signer = noteSigner('signer.example', ed25519.privateKey);
    const note = await signNote('text\n', [signer, signer]);

    expect(checkNote(parseNote(note)!, [noteVerifier('signer.example', ed25519.publicKey)])).toHaveLength(1);
  });

  it('survive any text in a round trip', async () => {
    const signer = noteSigner('s', ed25519.privateKey);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (text) => {
        // oxlint-disable-next-line no-control-regex -- the format forbids control characters
        const clean = `${text.replaceAll(/[\u0000-\u001f\u007f]/g, ' ')}\n`;
        const note = await signNote(clean, [signer]);

        expect(parseNote(note)?.text).toBe(clean);
      }),
      { numRuns: 50 },
    );
  });
});

describe('verifier keys', () => {
  it('round trip for both algorithms', () => {
    for (const [pair, algorithm] of [
      [ed25519, 1],
      [ecdsa, 2],
    ] as const) {
      const line = formatVerifierKey('log.example', pair.publicKey, algorithm);
      const parsed = parseVerifierKey(line);

      expect(parsed.publicKey.equals(createPublicKey(pair.privateKey))).toBe(true);
      expect(formatVerifierKey(parsed.name, parsed.publicKey, algorithm)).toBe(line);
    }
  });

  it('refuse a key ID that is not the key’s, and what is no key', () => {
    const line = formatVerifierKey('log.example', ed25519.publicKey, 1);
    const [name, id, key] = [line.split('+')[0], line.split('+')[1]!, line.split('+').slice(2).join('+')];
    const wrong = [`${name}+00000000+${key}`, `other+${id}+${key}`, `${name}+${id}+AAAA`, '', `${name}+${id}+AQ==`];

    for (const text of wrong) expect(() => parseVerifierKey(text)).toThrow(/verifier key is malformed/);
    expect(() => noteSigner('with space', ed25519.privateKey)).toThrow(/key name is malformed/);
    expect(() => noteSigner('rsa', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey)).toThrow(
      /Ed25519 or ECDSA/,
    );
  });
});

describe('checkpoints', () => {
  const log = [noteVerifier('log.example/evidence', ed25519.publicKey)];
  const policy = { origin: 'log.example/evidence', log };

  it('open for the key and the origin of the log only', async () => {
    const note = await signCheckpoint(checkpoint, [noteSigner('log.example/evidence', ed25519.privateKey)]);
    const stranger = await signCheckpoint(checkpoint, [noteSigner('log.example/evidence', ecdsa.privateKey)]);

    expect(openCheckpoint(note, policy)).toMatchObject({ ok: true, checkpoint: { size: 7 } });
    expect(openCheckpoint(stranger, policy)).toEqual({ ok: false, reason: 'unsigned' });
    expect(openCheckpoint(note, { ...policy, origin: 'log.example/other' })).toEqual({
      ok: false,
      reason: 'unknown-log',
    });
    expect(openCheckpoint(note.replace('\n7\n', '\n8\n'), policy)).toEqual({ ok: false, reason: 'bad-signature' });
    expect(openCheckpoint('nothing', policy)).toEqual({ ok: false, reason: 'malformed' });
    expect(openCheckpoint(note, { ...policy, witnessThreshold: 1 })).toEqual({ ok: false, reason: 'unsigned' });
  });

  it('are malformed with a signed size, leading zeroes, a short root or an empty extension', async () => {
    const signer = noteSigner('log.example/evidence', ed25519.privateKey);
    const body = (size: string, hash: string, rest = '') =>
      signNote(`log.example\n${size}\n${hash}\n${rest}`, [signer]);
    const full = root.toString('base64');

    for (const note of [body('-1', full), body('07', full), body('7', 'AAAA'), body('7', full, '\n'), body('', full)]) {
      expect(parseCheckpoint(await note)).toBeUndefined();
    }
    expect(parseCheckpoint(await body('7', full, 'Timestamp: 1\n'))?.extensions).toEqual(['Timestamp: 1']);
  });
});
