import { createHash, createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { expect, test } from 'vitest';

import { assemble, readBundle, readBundleFolder } from './bundle.ts';
import type { BundleFile } from './bundle.ts';

const file = (name: string, content: string): BundleFile => ({ name, content: Buffer.from(content) });
const FILES = [
  file('/.manifest', '{"revision": "r1", "roots": ["app"]}'),
  file('/app/policy.rego', 'package app\nallow if data.app.conf.open'),
  file('/app/conf/data.json', '{"open": true}'),
];

/** A tar archive of regular files. */
function tar(files: readonly BundleFile[]): Buffer {
  const blocks: Buffer[] = [];
  for (const { name, content } of files) {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write('0000644\0', 100);
    header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('        ', 148);
    header.write('0', 156);
    header.write('ustar\0', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    blocks.push(header, Buffer.from(content), Buffer.alloc((512 - (content.length % 512)) % 512));
  }
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

function token(
  files: readonly BundleFile[],
  header: object,
  signer: (signed: string) => Buffer,
  hash = (text: string) => text,
): string {
  const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');
  const listed = files.map(({ name, content }) => {
    const text = Buffer.from(content).toString();
    const isJson = name.endsWith('data.json') || name.endsWith('.manifest');
    const value = isJson ? JSON.stringify(JSON.parse(text)) : text;
    return { name: name.replace(/^\//, ''), hash: hash(sha256(value)), algorithm: 'SHA-256' };
  });
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${encode(header)}.${encode({ files: listed, scope: 'write' })}`;
  return `${signed}.${signer(signed).toString('base64url')}`;
}

const secret = ['bundle', 'secret'].join('-');
const hmac = (signed: string): Buffer => createHmac('sha256', secret).update(signed).digest();
const withSignature = (jwt: string): BundleFile[] => [
  ...FILES,
  file('/.signatures.json', JSON.stringify({ signatures: [jwt] })),
];
const keys = { k1: { key: secret, algorithm: 'HS256' } } as const;

test('an archive gives modules, data and revision', () => {
  const result = readBundle(gzipSync(tar(FILES)));

  expect(result).toMatchObject({
    bundle: {
      revision: 'r1',
      roots: ['app'],
      modules: [{ path: 'app/policy.rego' }],
      data: { app: { conf: { open: true } } },
    },
  });
});

test('a folder gives the same as an archive', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  for (const { name, content } of FILES) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), content);
  }

  const result = readBundleFolder(folder);

  rmSync(folder, { recursive: true });
  expect(result).toMatchObject({ bundle: { revision: 'r1', data: { app: { conf: { open: true } } } } });
});

test('data in YAML lies where its folder is; data of two files is put together', () => {
  const result = assemble([file('a/data.yaml', 'x: 1'), file('data.json', '{"a": {"y": 2}}')]);

  expect(result).toMatchObject({ bundle: { data: { a: { x: 1, y: 2 } } } });
});

const REFUSED: readonly (readonly [why: string, files: readonly BundleFile[], message: string])[] = [
  ['a file outside', [file('../x.rego', 'package x')], 'file name leads out of the bundle'],
  [
    'a file that is there twice',
    [file('/a.rego', 'package a'), file('a.rego', 'package a')],
    'bundle holds this file twice',
  ],
  [
    'data outside the roots',
    [...FILES, file('other/data.json', '{"x": 1}')],
    'manifest roots do not permit data at other/x',
  ],
  [
    'a package outside the roots',
    [...FILES, file('x.rego', 'package other')],
    'manifest roots do not permit package other',
  ],
  ['roots in each other', [file('.manifest', '{"roots": ["a", "a/b"]}')], 'manifest has overlapping roots: a and a/b'],
  ['a manifest that is none', [file('.manifest', '[]')], 'manifest is no JSON object'],
  ['data that is none', [file('data.json', '{')], 'data is not readable'],
  ['data at the top that is no object', [file('data.json', '[1]')], 'data at the top must be an object'],
  ['data that is there twice', [file('a/data.json', '1'), file('data.json', '{"a": 2}')], 'data at  is there twice'],
];

test.each(REFUSED)('%s is refused', (_, files, message) => {
  expect(assemble(files)).toMatchObject({ errors: [{ code: 'rego_bundle_error', message }] });
});

test('bytes that are no archive, or unpack to too much, are refused', () => {
  expect(readBundle(Buffer.from('nonsense'))).toHaveProperty('errors');
  expect(readBundle(gzipSync(tar(FILES)), { maxBytes: 100 })).toHaveProperty('errors');
  expect(readBundle(gzipSync(tar(FILES).subarray(0, 600)))).toHaveProperty('errors');
});

test('a bundle signed with a shared secret or a key pair is taken', () => {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const es256 = (signed: string): Buffer =>
    sign('sha256', Buffer.from(signed), { key: pair.privateKey, dsaEncoding: 'ieee-p1363' });
  const pem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();

  const shared = assemble(withSignature(token(FILES, { alg: 'HS256', kid: 'k1' }, hmac)), { keys, scope: 'write' });
  const paired = assemble(withSignature(token(FILES, { alg: 'ES256' }, es256)), {
    keys: { k2: { key: pem, algorithm: 'ES256' } },
  });

  expect(shared).toHaveProperty('bundle');
  expect(paired).toHaveProperty('bundle');
});

const UNTRUSTED: readonly (readonly [why: string, files: readonly BundleFile[], message: string])[] = [
  ['without a signature', FILES, 'bundle is not signed'],
  [
    'with a signature of another key',
    withSignature(token(FILES, { alg: 'HS256' }, () => Buffer.alloc(32))),
    'bundle signature does not match',
  ],
  [
    'with another algorithm',
    withSignature(token(FILES, { alg: 'none' }, hmac)),
    'bundle signature uses another algorithm than its key',
  ],
  [
    'with a key that is not known',
    withSignature(token(FILES, { alg: 'HS256', kid: 'k9' }, hmac)),
    'no key is known for the bundle signature (k9)',
  ],
  [
    'with a file that was changed',
    withSignature(token(FILES, { alg: 'HS256' }, hmac, (hash) => hash.replace(/^./, 'z'))),
    'file .manifest differs from what was signed',
  ],
  [
    'with a file that is not signed',
    [...withSignature(token(FILES, { alg: 'HS256' }, hmac)), file('app/new.rego', 'package app')],
    'file app/new.rego is not signed',
  ],
  [
    'without a file that is signed',
    withSignature(token([...FILES, file('app/x.rego', '')], { alg: 'HS256' }, hmac)),
    'signed file app/x.rego is missing',
  ],
  ['with a signature that is none', withSignature('a.b'), 'bundle signature is no JWT'],
];

test.each(UNTRUSTED)('a bundle %s is refused where keys are given', (_, files, message) => {
  expect(assemble(files, { keys })).toMatchObject({ errors: [{ code: 'rego_bundle_error', message }] });
});
