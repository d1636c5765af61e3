import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { gzipSync } from 'node:zlib';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { decided, gateIn, scanJson } from '../gate/testing.ts';
import { createSandbox } from '../testing/run-cli.ts';
import type { Sandbox } from '../testing/run-cli.ts';

type Files = Readonly<Record<string, string>>;

/** Rego as it was before version 1, which the manifest says, and data. */
const FILES: Files = {
  '.manifest': '{"rego_version":0}',
  'main.rego': 'package main\n\ndeny[msg] {\n\tinput.kind == data.lists.refused[_]\n\tmsg := "refused"\n}\n',
  'lists/data.json': '{"refused":["Pod"]}',
};

/** An archive of regular files. */
function tarGz(files: Files): Buffer {
  const blocks = Object.entries(files).flatMap(([name, text]) => {
    const content = Buffer.from(text);
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write('0000644\0', 100);
    header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('        ', 148);
    header.write('0', 156);
    header.write('ustar\0', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

/** The files with the signature of a key over them, as `opa sign` writes it. */
function signed(files: Files, key: KeyObject): Files {
  const listed = Object.entries(files).map(([name, text]) => ({
    name,
    hash: createHash('sha256').update(text).digest('hex'),
    algorithm: 'SHA-256',
  }));
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${encode({ alg: 'ES256' })}.${encode({ files: listed })}`;
  const signature = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
  return { ...files, '.signatures.json': JSON.stringify({ signatures: [`${text}.${signature}`] }) };
}

describe('bundles', () => {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  let box: Sandbox;
  beforeEach(() => {
    box = createSandbox();
    box.write('pod.yaml', 'kind: Pod\nspec: {}\n');
    box.write('service.yaml', 'kind: Service\nspec: {}\n');
    box.write('key.pub', pair.publicKey.export({ type: 'spki', format: 'pem' }).toString());
    box.write('plain.tar.gz', tarGz(FILES));
    box.write('signed.tar.gz', tarGz(signed(FILES, pair.privateKey)));
    box.write('foreign.tar.gz', tarGz(signed(FILES, other.privateKey)));
    box.write('changed.tar.gz', tarGz({ ...signed(FILES, pair.privateKey), 'lists/data.json': '{"refused":[]}' }));
    for (const [name, text] of Object.entries(FILES)) box.write(`folder/${name}`, text);
    box.write('scan.json', scanJson());
  });
  afterEach(() => box.remove());
  const check = (...words: string[]) => gateIn(box, ['policy', 'check', ...words]);
  const gate = (...words: string[]) => gateIn(box, ['gate', 'adhoc', '--json', ...words]);

  it.each(['plain.tar.gz', 'signed.tar.gz', 'folder'])('judge files by the rules and data of %s', async (bundle) => {
    const [pod, service] = [await check('pod.yaml', '-b', bundle), await check('service.yaml', '-b', bundle)];

    expect([pod.code, service.code]).toEqual([1, 0]);
  });

  it('judge at a gate', async () => {
    const pod = await gate('--bundle', 'signed.tar.gz', '--verification-key', 'key.pub', '-i', 'pod.yaml');
    const service = await gate('--bundle', 'plain.tar.gz', '-i', 'service.yaml');

    expect([pod.code, decided(pod).violations[0]?.message, service.code]).toEqual([1, 'refused', 0]);
  });

  it.each(['plain.tar.gz', 'foreign.tar.gz', 'changed.tar.gz', 'folder'])(
    'are refused where %s is not signed with the key that counts',
    async (bundle) => {
      const words = ['--verification-key', 'key.pub'];
      const checked = await check('service.yaml', '-b', bundle, ...words);
      const judged = await gate('--bundle', bundle, ...words, '-i', 'service.yaml');

      expect([checked.code, checked.stdout]).toEqual([2, '']);
      // At a gate a folder is named by --policy, and is not signed.
      expect(judged.code).toBe(bundle === 'folder' ? 2 : 5);
    },
  );

  it('close a gate where they are none', async () => {
    box.write('none.tar.gz', 'no archive');

    const [none, gone] = [
      await gate('--bundle', 'none.tar.gz', '-i', 'service.yaml'),
      await gate('--bundle', 'gone.tgz', '-i', 'service.yaml'),
    ];

    expect([none.code, gone.code, decided(none).problems[0]?.kind]).toEqual([5, 5, 'unloadable']);
  });

  it('count in the configuration of a gate with the key that it names', async () => {
    const config = (bundle: string) =>
      `gates:\n  merge:\n    policies: [{ path: ${bundle}, verificationKey: key.pub }]\n    evidence: [documents]\n`;
    const codes: number[] = [];
    for (const bundle of ['signed.tar.gz', 'foreign.tar.gz', 'folder']) {
      box.write('sallyport.yaml', config(bundle));
      codes.push((await gateIn(box, ['gate', 'merge', '-i', 'service.yaml'])).code);
    }

    expect(codes).toEqual([0, 5, 5]);
  });

  it('and policies of before version 1 are read with --v0-compatible', async () => {
    box.write('old.rego', FILES['main.rego'] ?? '');
    const words = ['--policy', 'old.rego', '--data', 'folder', '-i', 'pod.yaml'];

    const [without, with_] = [await gate(...words), await gate(...words, '--v0-compatible')];

    expect([without.code, with_.code]).toEqual([5, 1]);
  });
});
