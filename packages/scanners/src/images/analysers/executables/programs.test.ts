import { deflateSync } from 'node:zlib';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { FileFacts } from '../analyser.ts';
import { classifiers } from './classifiers.ts';
import { isProgram, readProgram } from './program.ts';
import { analyseRuntimeFile } from './runtime-files.ts';
import { createSweep } from './sweep.ts';

/** Reads a program in pieces of the given size. */
function read(path: string, bytes: Buffer, piece = 1000): FileFacts {
  const reader = readProgram(path, bytes.length);
  for (let at = 0; at < bytes.length; at += piece) reader.push(bytes.subarray(at, at + piece));
  return reader.end();
}

const named = ({ packages = [], software = [] }: FileFacts): string[] =>
  [...packages, ...software].map(({ ecosystem, name, version }) => `${ecosystem} ${name} ${version}`);

const filler = (size: number): Buffer => Buffer.from(Array.from({ length: size }, (_, at) => (at * 7) % 251));
const elfHead = (): Buffer => Buffer.concat([Buffer.from('7f454c46020101', 'hex'), Buffer.alloc(57)]);

describe('programs', () => {
  it('are told by their first bytes', () => {
    expect(isProgram(Buffer.from('7f454c460201', 'hex'))).toBe(true);
    expect(isProgram(Buffer.from('4d5a9000', 'hex'))).toBe(true);
    expect(isProgram(Buffer.from('cafebabe00000002', 'hex'))).toBe(true);
    expect(isProgram(Buffer.from('cafebabe00000041', 'hex'))).toBe(false);
    expect(isProgram(Buffer.from('#!/bin/sh'))).toBe(false);
  });
});

/** Texts as they stand in the programs of Debian 12 and Node 26, with what surrounds them. */
const SAMPLES: readonly (readonly [name: string, path: string, text: string, version: string])[] = [
  ['node', 'usr/local/bin/node', '\0node.js/v26.10.0\0', '26.10.0'],
  ['python', 'usr/local/bin/python3.11', 'fork\0\x003.11.2\0PyMain', '3.11.2'],
  ['python', 'usr/local/lib/libpython3.11.so.1.0', '\x003.11.2+\0', '3.11.2+'],
  ['openssl', 'usr/local/lib/libcrypto.so.3', '\0OpenSSL 3.0.22 25 Aug 2026\0', '3.0.22'],
  ['openssl', 'opt/openssl', '\0OpenSSL 1.1.1w  11 Sep 2023\0', '1.1.1w'],
  ['nginx', 'usr/sbin/nginx', '\0nginx version: nginx/1.22.1\0', '1.22.1'],
  ['openresty', 'usr/local/openresty/nginx/sbin/nginx', '\0nginx version: openresty/1.21.4.1\0', '1.21.4.1'],
  ['apache', 'usr/local/apache2/bin/httpd', '\0Apache/2.4.71 (Debian)\0', '2.4.71'],
  ['redis', 'usr/local/bin/redis-server', '\0A7.0.151790282056000000000\0%llx', '7.0.15'],
  ['redis', 'usr/local/bin/redis-server', '\x005.0.05ca5019de136-1539906480000000000\0', '5.0.0'],
  ['redis', 'usr/local/bin/redis-server', '\x004.0.11841ce7054bd9-1542359302000000000\0', '4.0.11'],
  ['redis', 'usr/local/bin/redis-server', '\x006.2.6buildkit-1700000000000000000\0', '6.2.6'],
  [
    'postgresql',
    'usr/lib/postgresql/15/bin/postgres',
    'postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)\n',
    '15.20',
  ],
  ['mysql', 'usr/sbin/mysqld', '/home/build/mysql-8.0.34/sql/', '8.0.34'],
  ['mariadb', 'usr/sbin/mariadbd', '\x0010.11.19-MariaDB\0', '10.11.19'],
  ['php', 'usr/local/bin/php', '\0X-Powered-By: PHP/8.2.36\0', '8.2.36'],
  ['ruby', 'usr/local/lib/libruby.so.3.1', 'ruby 3.1.2p20 (2022-04-12 revision 4491b', '3.1.2'],
  ['haproxy', 'usr/local/sbin/haproxy', '\0 version 2.6.12-1+deb12u4, released 2026/10/17\0', '2.6.12'],
  ['haproxy', 'usr/sbin/haproxy', 'HA-Proxy version 1.8.22 2019/10/25\0', '1.8.22'],
  ['memcached', 'usr/local/bin/memcached', '\0memcached 1.6.18\0', '1.6.18'],
  ['busybox', 'bin/busybox', '\0BusyBox v1.35.0 (Debian 1:1.35.0-4)\0', '1.35.0'],
];

describe('software outside of package managers', () => {
  it('has a sample for every classifier', () => {
    const sampled = new Set(SAMPLES.map(([name]) => name));

    expect(classifiers.map(({ name }) => name).filter((name) => !sampled.has(name))).toEqual([]);
  });

  it.each(SAMPLES)('%s in %s', (name, path, text, version) => {
    const bytes = Buffer.concat([elfHead(), filler(5000), Buffer.from(text, 'latin1'), filler(3000)]);

    for (const piece of [bytes.length, 700, 64])
      expect(read(path, bytes, piece).software?.map((each) => [each.name, each.version])).toContainEqual([
        name,
        version,
      ]);
  });

  it('is not told by a file of another name, nor by another text', () => {
    const nginx = Buffer.concat([elfHead(), Buffer.from('nginx version: nginx/1.22.1\0')]);

    expect(named(read('usr/sbin/other', nginx))).toEqual([]);
    expect(named(read('usr/sbin/nginx', Buffer.concat([elfHead(), Buffer.from('nginx version: %s\0')])))).toEqual([]);
  });

  it('is told by texts beside it, for Java and Go', () => {
    const text = 'IMPLEMENTOR="Eclipse Adoptium"\nJAVA_VERSION="17.0.9"\n';

    expect(named(analyseRuntimeFile({ path: 'opt/java/openjdk/release', bytes: Buffer.from(text) }))).toEqual([
      'Bitnami java 17.0.9',
    ]);
    expect(
      named(analyseRuntimeFile({ path: 'usr/local/go/VERSION', bytes: Buffer.from('go1.21.5\ntime 2023\n') })),
    ).toEqual(['Go toolchain 1.21.5']);
    expect(analyseRuntimeFile({ path: 'opt/x/release', bytes: Buffer.from('nothing') })).toEqual({});
  });
});

const MODULES = `path\texample.org/app\nmod\texample.org/app\t(devel)\t\ndep\tgolang.org/x/text\tv0.3.7\th1:abc=\ndep\texample.org/old\tv1.0.0\th1:x=\n=>\texample.org/new\tv1.1.0\th1:y=\ndep\texample.org/local\tv0.0.0\n=>\t./local\t(devel)\t\nbuild\t-ldflags="-X example.org/app/version.Version=v2.4.1"\n`;
const marked = Buffer.concat([
  Buffer.from('3077af0c9274080241e1c107e6d618e6', 'hex'),
  Buffer.from(MODULES),
  Buffer.from('f932433186182072008242104116d8f2', 'hex'),
]);
const GO = [
  'Go stdlib 1.16.5',
  'Go example.org/app v2.4.1',
  'Go golang.org/x/text v0.3.7',
  'Go example.org/new v1.1.0',
];

/** An ELF file of 64 bits with one loaded segment from address 0x400000 and named sections. */
function elf(sections: { readonly [name: string]: Buffer }, order: 'little' | 'big' = 'little'): Buffer {
  const names = Buffer.from(`\0.shstrtab\0${Object.keys(sections).join('\0')}\0`);
  const all = [names, ...Object.values(sections)];
  const titles = ['.shstrtab', ...Object.keys(sections)];
  const head = Buffer.alloc(120);
  const u16 = (at: number, value: number) =>
    order === 'little' ? head.writeUInt16LE(value, at) : head.writeUInt16BE(value, at);
  const u32 = (at: number, value: number, into = head) =>
    order === 'little' ? into.writeUInt32LE(value, at) : into.writeUInt32BE(value, at);
  const u64 = (at: number, value: number, into = head) =>
    order === 'little' ? into.writeBigUInt64LE(BigInt(value), at) : into.writeBigUInt64BE(BigInt(value), at);
  Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, order === 'little' ? 1 : 2, 1]).copy(head);
  const places = all.map((_, index) => 120 + all.slice(0, index).reduce((sum, each) => sum + each.length, 0));
  const size = 120 + all.reduce((sum, each) => sum + each.length, 0);
  u64(32, 64);
  u64(40, size);
  u16(54, 56);
  u16(56, 1);
  u16(58, 64);
  u16(60, all.length);
  u32(64, 1);
  u64(64 + 16, 0x400000);
  u64(64 + 32, size);
  const table = all.map((bytes, index) => {
    const entry = Buffer.alloc(64);
    u32(0, names.indexOf(`${titles[index] ?? ''}\0`), entry);
    u32(4, 1, entry);
    u64(24, places[index] ?? 0, entry);
    u64(32, bytes.length, entry);
    return entry;
  });
  return Buffer.concat([head, ...all, ...table]);
}

describe('Go programs', () => {
  it('tell compiler and modules in texts beside the mark', () => {
    const version = Buffer.from('go1.16.5');
    const size = marked.length;
    const info = Buffer.concat([
      Buffer.from('\xff Go buildinf:\x08\x02', 'latin1'),
      Buffer.alloc(16),
      Buffer.from([version.length]),
      version,
      Buffer.from([(size & 0x7f) | 0x80, size >> 7]),
      marked,
    ]);

    expect(named(read('usr/bin/app', elf({ '.go.buildinfo': info })))).toEqual(GO);
    expect(named(read('app.exe', Buffer.concat([Buffer.from('MZ'), filler(9000), info, filler(2000)]), 512))).toEqual(
      GO,
    );
  });

  it.each(['little', 'big'] as const)('of before Go 1.18 tell them by addresses, %s-endian', (order) => {
    const texts = Buffer.concat([Buffer.from('go1.16.5'), marked]);
    const names = '\0.shstrtab\0.rodata\0.go.buildinfo\0'.length;
    const base = 0x400000 + 120 + names;
    const pointers = Buffer.alloc(32);
    const info = Buffer.alloc(32);
    Buffer.from('\xff Go buildinf:', 'latin1').copy(info);
    info[14] = 8;
    info[15] = order === 'little' ? 0 : 1;
    const u64 = (into: Buffer, at: number, value: number) =>
      order === 'little' ? into.writeBigUInt64LE(BigInt(value), at) : into.writeBigUInt64BE(BigInt(value), at);
    u64(pointers, 0, base);
    u64(pointers, 8, 8);
    u64(pointers, 16, base + 8);
    u64(pointers, 24, marked.length);
    u64(info, 16, base + texts.length);
    u64(info, 24, base + texts.length + 16);

    const bytes = elf({ '.rodata': Buffer.concat([texts, pointers]), '.go.buildinfo': info }, order);

    expect(named(read('usr/bin/app', bytes))).toEqual(GO);
  });
});

describe('Rust programs', () => {
  const list = deflateSync(
    JSON.stringify({
      packages: [
        { name: 'app', version: '0.1.0', source: 'local', root: true },
        { name: 'time', version: '0.1.43', source: 'crates.io' },
        { name: 'cc', version: '1.0.0', source: 'crates.io', kind: 'build' },
      ],
    }),
  );

  it('tell their crates, without those of the build and those from elsewhere', () => {
    expect(named(read('usr/bin/app', elf({ '.dep-v0': list })))).toEqual(['crates.io time 0.1.43']);
    expect(named(read('app.exe', Buffer.concat([Buffer.from('MZ'), filler(5000), list, filler(900)]), 300))).toEqual([
      'crates.io time 0.1.43',
    ]);
  });
});

describe('a sweep', () => {
  it('finds a mark wherever pieces end, and hands out what follows', () => {
    const bytes = Buffer.concat([filler(2000), Buffer.from('MARKbody'), filler(2000)]);

    for (const piece of [1, 3, 7, 997, 5000]) {
      const got: string[] = [];
      const sweep = createSweep([
        { needle: Buffer.from('MARK'), found: () => ({ mostBytes: 8, done: (all) => got.push(all.toString()) }) },
      ]);
      for (let at = 0; at < bytes.length; at += piece) sweep.push(bytes.subarray(at, at + piece));
      sweep.end();

      expect(got).toEqual(['MARKbody']);
    }
  });

  it('survives any program', () => {
    const seed = elf({
      '.go.buildinfo': Buffer.from('\xff Go buildinf:\x08\x02', 'latin1'),
      '.dep-v0': Buffer.from('789c', 'hex'),
    });
    const changes = fc.array(fc.tuple(fc.nat(seed.length - 1), fc.nat(255)), { maxLength: 12 });

    const outcome = fc.check(
      fc.property(changes, (all) => {
        const bytes = Buffer.from(seed);
        for (const [at, value] of all) bytes[at] = value;
        return typeof read('usr/bin/app', bytes) === 'object';
      }),
      { numRuns: 500 },
    );

    expect(outcome.counterexample).toBeNull();
  });
});
