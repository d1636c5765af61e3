import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { REPORT_FORMATS } from '@sallyport/reports';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createLeakSearch, plant, whole } from '../testing/planted.ts';
import type { Planted } from '../testing/planted.ts';
import { createSandbox } from '../testing/run-cli.ts';
import type { Ran } from '../testing/run-cli.ts';

const planted = plant(96, 20_260_102);
const leaks = createLeakSearch(planted);
const box = createSandbox();
const outputs = join(box.root, 'out');

/** One way to write credentials into a file: its name and its text. */
type Form = readonly [path: string, write: (values: readonly Planted[]) => string | Buffer];

const lines =
  (line: (value: string, index: number) => string) =>
  (values: readonly Planted[]): string =>
    `${values.map((value, index) => line(whole(value), index)).join('\n')}\n`;

const FORMS: readonly Form[] = [
  ['.env', lines((value, n) => `SERVICE_${n}_TOKEN=${value}`)],
  [
    'settings.json',
    (values) => JSON.stringify(Object.fromEntries(values.map((v, n) => [`token${n}`, whole(v)])), null, 2),
  ],
  ['minified.json', (values) => JSON.stringify(values.map((value) => ({ token: whole(value) })))],
  ['config.yaml', lines((value, n) => `service${n}:\n  token: "${value}"`)],
  ['config.toml', lines((value, n) => `token${n} = "${value}"`)],
  ['client.js', lines((value, n) => `const token${n} = '${value}';`)],
  ['client.py', lines((value, n) => `TOKEN_${n} = "${value}"`)],
  ['web.xml', (values) => `<config>\n${lines((value) => `  <token>${value}</token>`)(values)}</config>\n`],
  ['app.properties', lines((value, n) => `app.token.${n}=${value}`)],
  ['Dockerfile', (values) => `FROM scratch\n${lines((value, n) => `ENV TOKEN_${n}=${value}`)(values)}`],
  ['deploy.sh', lines((value) => `curl -H "Authorization: Bearer ${value}" https://registry.example/`)],
  ['.npmrc', lines((value) => `//registry.example/:_authToken=${value}`)],
  ['.netrc', lines((value) => `machine registry.example login x password ${value}`)],
  ['NOTES.md', lines((value) => `- the token is \`${value}\``)],
  ['encoded.txt', lines((value, n) => `blob${n}: ${Buffer.from(`token=${value}`).toString('base64')}`)],
  ['windows.ini', (values) => Buffer.from(`\uFEFF${lines((value) => `token=${value}`)(values)}`, 'utf16le')],
  ['bundle.tgz', (values) => gzipSync(tarOf('inner/.env', lines((value) => `TOKEN=${value}`)(values)))],
];

function tarOf(path: string, text: string): Buffer {
  const header = Buffer.alloc(512);
  const size = Buffer.byteLength(text);
  header.write(path, 0);
  header.write('0000644\0', 100);
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\u000000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, Buffer.from(text), Buffer.alloc(1024 + ((512 - (size % 512)) % 512))]);
}

/** Some values of a key file's body, in lines as PEM has them. */
function pem(values: readonly Planted[]): string {
  const body = Buffer.from(values.map((value) => value.secret).join('')).toString('base64');
  const head = ['PRIVATE', 'KEY'].join(' ');
  return `-----BEGIN ${head}-----\n${body.replaceAll(/.{64}/g, '$&\n')}\n-----END ${head}-----\n`;
}

function everyOutput(folder: string): string[] {
  return REPORT_FORMATS.flatMap(({ id, fileName }) => ['-o', `${id}=${join(folder, fileName)}`]);
}

/** Every byte that the runs left anywhere but in the target. */
function leftBehind(): { readonly path: string; readonly bytes: Buffer }[] {
  return ['out', 'cache', 'home', 'tmp']
    .map((name) => join(box.root, name))
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => ({
      path: join(entry.parentPath, entry.name),
      bytes: readFileSync(join(entry.parentPath, entry.name)),
    }));
}

function leaksOf(...ran: readonly Ran[]): string[] {
  const streams = ran.flatMap(({ stdout, stderr }) => [
    ...leaks(Buffer.from(stdout)).map((kind) => `stdout: ${kind}`),
    ...leaks(Buffer.from(stderr)).map((kind) => `stderr: ${kind}`),
  ]);
  return [...streams, ...leftBehind().flatMap(({ path, bytes }) => leaks(bytes).map((kind) => `${path}: ${kind}`))];
}

beforeAll(() => {
  mkdirSync(outputs);
  box.git('init', '-q');
  box.write('old.env', lines((value, n) => `OLD_${n}=${value}`)(planted.slice(60)));
  box.git('add', '-A');
  box.git('commit', '-q', '-m', 'Begin');
  box.git('rm', '-q', 'old.env');
  const inMessage = planted.slice(92, 96).map(whole);
  box.git(
    'commit',
    '-q',
    '-m',
    `Remove ${inMessage[0]}\n\n${inMessage.join('\n')}`,
    '--author',
    `${inMessage[1]} <a@team.example>`,
  );
  FORMS.forEach(([path, write], index) =>
    box.write(
      path,
      write([0, 1, 2, 3, 4, 5].map((n) => planted[(index * 5 + n) % 90]).filter((value) => value !== undefined)),
    ),
  );
  box.write('server.pem', pem(planted.slice(0, 20)));
  box.write('de\u001B[31mep/new\nline.env', lines((value) => `TOKEN=${value}`)(planted.slice(10, 20)));
  box.write(`${'long'.repeat(60)}.env`, lines((value) => `TOKEN=${value}`)(planted.slice(20, 30)));
});

afterAll(() => box.remove());

describe('what a scan leaves behind', () => {
  it('names the planted secrets but holds no run of eight of their characters, in any report', async () => {
    const json = await box.run(['scan', '.', '-v', '--json', ...everyOutput(outputs)]);

    const result = JSON.parse(json.stdout) as {
      findings: { rule: string; occurrences: { location: { path: string; commit?: object } }[] }[];
    };
    const places = result.findings.flatMap(({ occurrences }) => occurrences.map(({ location }) => location));
    const paths = new Set(places.map(({ path }) => path.split('!')[0]));
    expect(json.code).toBe(1);
    expect(result.findings.length).toBeGreaterThanOrEqual(60);
    expect(new Set(result.findings.map(({ rule }) => rule)).size).toBeGreaterThanOrEqual(30);
    expect(
      [...FORMS.map(([path]) => path), 'server.pem', 'old.env', 'commit message', 'commit author'].filter(
        (path) => !paths.has(path),
      ),
    ).toEqual([]);
    expect(readdirSync(outputs).length).toBe(REPORT_FORMATS.length);
    expect(leaksOf(json)).toEqual([]);
  });

  it('holds none either on a terminal-like table with a baseline, an explanation and a wrong option', async () => {
    const baseline = join(box.root, 'out', 'base.json');
    await box.run(['scan', '.', '-q', '-o', `json=${baseline}`]);
    box.write('more.env', `TOKEN=${planted.slice(90, 92).map(whole).join('\nTOKEN=')}\n`);
    const table = await box.run(['scan', '.', '-v', '--color', 'always', '--baseline', baseline]);
    const id = /sp_[0-9a-f]{24}/.exec(table.stdout)?.[0] ?? '';

    const explained = await box.run(['explain', id]);
    const piped = await box.run(['scan', '-', '-v'], { input: readFileSync(join(box.target, 'client.js')) });

    expect(explained.code).toBe(0);
    expect(piped.code).toBe(1);
    expect(leaksOf(table, explained, piped)).toEqual([]);
  });

  it('holds none when a report cannot be written or the configuration is the secret', async () => {
    const unwritable = await box.run(['scan', '.', '-v', '-o', 'json=/dev/full']);
    const config = join(box.root, 'bad.yaml');
    writeFileSync(
      config,
      `secrets:\n  ${whole(planted[0] ?? { kind: '', prefix: '', secret: '' })}: "${'x'.repeat(4)}\n`,
    );
    const misread = await box.run(['scan', '.', '-v', '--config', config]);

    expect(unwritable.code).toBe(5);
    expect(misread.code).toBe(2);
    expect(leaksOf(unwritable, misread)).toEqual([]);
  });

  it('holds none when the process is killed in the middle', async () => {
    const filler = lines((value) => `token = "${value}" # ${'words and more '.repeat(20)}`)(planted).repeat(40);
    for (let n = 0; n < 40; n += 1) box.write(`many/${n}.txt`, filler);

    const killed = await box.run(['scan', '.', '-v', ...everyOutput(outputs)], {
      // The first line on standard error says that the scan has begun.
      onStart: (child) => child.stderr?.once('data', () => child.kill('SIGKILL')),
    });

    expect(killed.signal).toBe('SIGKILL');
    expect(leaksOf(killed)).toEqual([]);
  });
});
