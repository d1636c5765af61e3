import { closeSync, openSync, renameSync, writeSync } from 'node:fs';
import { crc32, deflateRawSync } from 'node:zlib';

import { seededRandom } from '@sallyport/kernel';

/** Writes a zip archive of many small files to a path, in one pass. The name appears when it is complete. */
export function writeZip(path: string, files: Iterable<readonly [name: string, content: string]>): void {
  const fd = openSync(`${path}.part`, 'w');
  const directory: Buffer[] = [];
  let offset = 0;
  let count = 0;
  for (const [name, content] of files) {
    const raw = Buffer.from(content);
    const packed = deflateRawSync(raw, { level: 1 });
    const nameBytes = Buffer.from(name);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(0x8_00, 2);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(crc32(raw), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(raw.length, 18);
    fields.writeUInt16LE(nameBytes.length, 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), fields, nameBytes, packed]);
    writeSync(fd, local);
    const central = Buffer.alloc(46);
    central.write('PK\u0001\u0002', 0, 'latin1');
    central.writeUInt16LE(20, 4);
    fields.copy(central, 6, 0, 24);
    central.writeUInt32LE(offset, 42);
    directory.push(Buffer.concat([central, nameBytes]));
    offset += local.length;
    count += 1;
  }
  const list = Buffer.concat(directory);
  const big = Buffer.alloc(56 + 20);
  big.write('PK\u0006\u0006', 0, 'latin1');
  big.writeBigUInt64LE(44n, 4);
  big.writeBigUInt64LE(BigInt(count), 24);
  big.writeBigUInt64LE(BigInt(count), 32);
  big.writeBigUInt64LE(BigInt(list.length), 40);
  big.writeBigUInt64LE(BigInt(offset), 48);
  big.write('PK\u0006\u0007', 56, 'latin1');
  big.writeBigUInt64LE(BigInt(offset + list.length), 64);
  big.writeUInt32LE(1, 72);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 0, 'latin1');
  end.writeUInt16LE(Math.min(count, 0xff_ff), 8);
  end.writeUInt16LE(Math.min(count, 0xff_ff), 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(Math.min(offset, 0xff_ff_ff_ff), 16);
  writeSync(fd, Buffer.concat([list, ...(count > 0xff_ff ? [big] : []), end]));
  closeSync(fd);
  renameSync(`${path}.part`, path);
}

const WORDS =
  'request header parser path buffer prototype payload stream token cookie proxy template regular expression'.split(
    ' ',
  );

/** The name of a package of the generated registry; low numbers are popular and have many advisories. */
export const packageName = (at: number): string => (at % 7 === 0 ? `@scope-${at % 50}/pkg-${at}` : `pkg-${at}`);

/**
 * Advisories like npm's: five of six are malicious packages without a score, the others have ranges, CVSS vectors,
 * aliases and some paragraphs of text, and fall more often on popular packages.
 */
export function* npmAdvisories(count: number): Generator<readonly [string, string]> {
  const random = seededRandom(20_261_124);
  const { below } = random;
  const words = (length: number): string => Array.from({ length }, () => WORDS[below(WORDS.length)]).join(' ');
  const paragraphs = Array.from({ length: 500 }, () => words(40));
  const text = (length: number): string =>
    Array.from({ length: Math.ceil(length / 40) }, () => paragraphs[below(paragraphs.length)]).join('\n\n');
  for (let at = 0; at < count; at += 1) {
    const modified = new Date(1_700_000_000_000 + at * 60_000).toISOString();
    const malicious = at % 6 !== 0;
    const id = malicious ? `MAL-2025-${at}` : `GHSA-${at.toString(36).padStart(8, '0')}`;
    const name = packageName(malicious ? 10_000 + at : below(1 + below(20_000)));
    const fixed = `${1 + below(5)}.${below(20)}.${below(20)}`;
    const record = {
      schema_version: '1.6.0',
      id,
      modified,
      published: modified,
      ...(malicious ? {} : { aliases: [`CVE-2025-${100_000 + at}`] }),
      summary: malicious ? `Malicious code in ${name} (npm)` : text(8),
      details: text(malicious ? 60 : 160),
      ...(malicious ? {} : { severity: [{ type: 'CVSS_V3', score: vector(below) }] }),
      affected: [
        {
          package: { ecosystem: 'npm', name, purl: `pkg:npm/${name}` },
          ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, ...(malicious ? [] : [{ fixed }])] }],
          database_specific: { source: `https://advisories.example/${id}.json` },
        },
      ],
      references: [{ type: 'WEB', url: `https://advisories.example/${id}` }],
    };
    yield [`${id}.json`, JSON.stringify(record)];
  }
}

function vector(below: (limit: number) => number): string {
  const pick = (letters: string): string => letters[below(letters.length)] ?? '';
  return `CVSS:3.1/AV:${pick('NALP')}/AC:${pick('LH')}/PR:${pick('NLH')}/UI:${pick('NR')}/S:${pick('UC')}/C:${pick('NLH')}/I:${pick('NLH')}/A:${pick('NLH')}`;
}
