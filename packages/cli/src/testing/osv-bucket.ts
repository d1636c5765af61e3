import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

import { osvRecord } from './osv-folder.ts';
import type { MadeAdvisory } from './osv-folder.ts';

/** Writes advisories of one ecosystem as the OSV bucket has them, `<Ecosystem>/all.zip`. Returns the folder. */
export function writeOsvBucket(folder: string, ecosystem: string, advisories: readonly MadeAdvisory[]): string {
  mkdirSync(join(folder, ecosystem), { recursive: true });
  writeFileSync(join(folder, 'ecosystems.txt'), `${ecosystem}\n`);
  writeFileSync(join(folder, ecosystem, 'all.zip'), archiveOf(advisories));
  return folder;
}

/** A zip archive with one record a file, not compressed. */
export function archiveOf(advisories: readonly MadeAdvisory[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const advisory of advisories) {
    const name = Buffer.from(`${advisory.id}.json`);
    const content = Buffer.from(JSON.stringify(osvRecord(advisory)));
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt32LE(crc32(content), 10);
    fields.writeUInt32LE(content.length, 14);
    fields.writeUInt32LE(content.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), fields, name, content]);
    const head = Buffer.alloc(46);
    head.write('PK\u0001\u0002', 0, 'latin1');
    fields.copy(head, 6, 0, 24);
    head.writeUInt32LE(offset, 42);
    directory.push(Buffer.concat([head, name]));
    parts.push(local);
    offset += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 0, 'latin1');
  end.writeUInt16LE(advisories.length, 8);
  end.writeUInt16LE(advisories.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, list, end]);
}
