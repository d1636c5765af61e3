import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { lockFileKinds } from './ecosystems/list.ts';
import { lockFileKind, LOCK_FILE_LIMITS, readLockFile } from './read-lock-file.ts';
import { SAMPLES } from './samples.ts';
import { readIn, tryIn } from './testing.ts';

const samples = SAMPLES.map((sample) => [sample.kind, sample] as const);

async function names(path: string, content: string | Uint8Array): Promise<string> {
  const { packages } = await readIn(path, { [path]: content });
  return packages.map(({ name, version }) => `${name}@${version ?? '?'}`).join(' ');
}

/** All that a file says in words: its problem, or its notes. Throws where reading throws. */
async function wordsOf(path: string, content: string | Uint8Array): Promise<readonly string[]> {
  const result = await tryIn(path, { [path]: content });
  return typeof result === 'string' ? [result] : result.notes;
}

/** The words that are no short line; none, whatever the files hold. */
async function unbounded(path: string, contents: Iterable<string | Uint8Array>): Promise<string[]> {
  const bad: string[] = [];
  for (const content of contents)
    bad.push(...(await wordsOf(path, content)).filter((word) => !/^[^\n]{1,2100}$/.test(word)));
  return bad;
}

function utf16(text: string): Uint8Array {
  return Buffer.from(`\uFEFF${text}`, 'utf16le');
}

describe('every kind of file', () => {
  it('has a sample', () => {
    expect(SAMPLES.map(({ kind }) => kind).sort()).toEqual(lockFileKinds.map(({ id }) => id).sort());
    for (const { kind, path } of SAMPLES) expect(lockFileKind(path)?.id).toBe(kind);
  });

  it.each(samples)('%s reads what it is made for', async (_kind, { path, text, names: wanted }) => {
    expect(await names(path, text)).toBe(wanted);
  });

  it.each(samples)(
    '%s reads the same in other encodings and with other line ends',
    async (_kind, { path, text, names: wanted }) => {
      expect(await names(path, utf16(text))).toBe(wanted);
      expect(await names(path, `\uFEFF${text}`)).toBe(wanted);
      expect(await names(path, text.replaceAll('\n', '\r\n'))).toBe(wanted);
    },
  );

  it.each(samples)('%s says that a merge is not resolved, and where', async (_kind, { path, text }) => {
    const conflict = `${text}<<<<<<< HEAD\n=======\n>>>>>>> other\n`;

    expect(await tryIn(path, { [path]: conflict })).toBe(
      `${text.split('\n').length}:1 a merge conflict is not resolved`,
    );
  });

  it.each(samples)('%s never throws for what breaks off anywhere', async (_kind, { path, text }) => {
    const step = 1 + Math.floor(text.length / 60);
    const cuts = Array.from({ length: Math.ceil(text.length / step) }, (_, index) => text.slice(0, index * step));

    expect(await unbounded(path, cuts)).toEqual([]);
  });

  it.each(samples)('%s never throws for what is cut together at random', async (_kind, { path, text }) => {
    const cut = fc.tuple(fc.nat(text.length), fc.nat(text.length), fc.string());

    await fc.assert(
      fc.asyncProperty(cut, async ([from, to, between]) => {
        expect(await unbounded(path, [text.slice(0, from) + between + text.slice(to)])).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it.each(samples)(
    '%s stands nesting, long lines, many lines, bytes that are no text and absurd names',
    async (_kind, { path, text }) => {
      const hostile: (string | Uint8Array)[] = [
        '['.repeat(200_000),
        '{"a":'.repeat(100_000),
        `{"packages":${'['.repeat(5000)}${']'.repeat(5000)}}`,
        '<a>'.repeat(100_000),
        `%{${'{'.repeat(1000)}`,
        'a = { b = '.repeat(20_000),
        'x'.repeat(1_000_000),
        `"${'x'.repeat(1_000_000)}"`,
        '\n'.repeat(300_000),
        `${' '.repeat(300_000)}x`,
        '- '.repeat(100_000),
        Uint8Array.from({ length: 4096 }, (_, index) => (index * 7919) % 256),
        Buffer.from(text.replaceAll('a', 'é'), 'latin1'),
        text.replaceAll('a', '\0'),
        text.replaceAll('a', 'a'.repeat(5000)),
        text.replaceAll('a', ''),
        text.replaceAll('1.0', '/'),
        Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x00]),
      ];

      expect(await unbounded(path, hostile)).toEqual([]);
    },
    60_000,
  );

  it.each(samples)('%s looks at no character of a long line many times', async (_kind, { path, text }) => {
    const slow = [
      `a${' '.repeat(60_000)}b`,
      `${' '.repeat(60_000)}b`,
      `a==1${' '.repeat(60_000)}-`,
      `  "${'\\"'.repeat(30_000)}`,
      `"${'" "'.repeat(20_000)}`,
      `group ${':a,b:c'.repeat(9000)}`,
      `gem "a", ${'group:['.repeat(8000)}`,
      `{:a, ${'only:['.repeat(9000)}}`,
      `  - A${' (from '.repeat(9000)}`,
      `.package(${'url: "a",'.repeat(6000)}`,
      `${'${'.repeat(30_000)}`,
      `${'a-1'.repeat(20_000)}.whl`,
      `https://${'@'.repeat(60_000)}`,
      `${'a/'.repeat(30_000)}`,
      `${'<'.repeat(60_000)}`,
    ];
    const contents = slow.flatMap((line) => [`${line}\n`.repeat(4), `${text}${`${line}\n`.repeat(4)}`]);

    expect(await unbounded(path, contents)).toEqual([]);
  });

  it.each(samples)('%s is refused when it is larger than the limit', async (_kind, { path, text }) => {
    const limits = { ...LOCK_FILE_LIMITS, bytes: text.length - 1 };

    const result = await readLockFile(path, Buffer.from(text), undefined, limits);

    expect(result).toMatchObject({ ok: false, problem: `the file is larger than ${text.length - 1} bytes` });
  });
});

describe('names of prototypes', () => {
  const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];

  it.each([
    [
      'package-lock.json',
      `{"packages": {"": {"dependencies": {${NAMES.map((name) => `"${name}": "1"`).join()}}}, ${NAMES.map((name) => `"node_modules/${name}": {"version": "1.0.0", "dependencies": {"__proto__": "1", "constructor": "1"}}`).join()}}}`,
    ],
    ['yarn.lock', NAMES.map((name) => `${name}@^1:\n  version "1.0.0"\n`).join('\n')],
    ['pnpm-lock.yaml', `packages:\n${NAMES.map((name) => `  ${name}@1.0.0: {}\n`).join('')}`],
    [
      'Cargo.lock',
      NAMES.map((name) => `[[package]]\nname = "${name}"\nversion = "1.0.0"\nsource = "registry+x"\n`).join('\n'),
    ],
    ['Pipfile.lock', `{"default": {${NAMES.map((name) => `"${name}": {"version": "==1.0.0"}`).join()}}}`],
    ['renv.lock', `{"Packages": {${NAMES.map((name) => `"${name}": {"Version": "1.0.0"}`).join()}}}`],
    ['mix.lock', `%{${NAMES.map((name) => `"${name}": {:hex, :${name}, "1.0.0"}`).join()}}`],
  ])('are names of packages like others in %s', async (path, text) => {
    expect(await names(path, text)).toBe(NAMES.map((name) => `${name}@1.0.0`).join(' '));
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe('keys that are repeated', () => {
  it('count by the last one', async () => {
    const text =
      '{"packages": {"node_modules/a": {"version": "1.0.0"}, "node_modules/a": {"version": "2.0.0", "version": "3.0.0"}}}';

    expect(await names('package-lock.json', text)).toBe('a@3.0.0');
  });
});

describe('sizes that nobody has', () => {
  const MANY = 1_000_000;
  const repeat = (count: number, line: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => line(index)).join('');

  it.each([
    ['package-lock.json', () => `{"packages": {${repeat(MANY, (index) => `"node_modules/p${index}":{},`)}"":{}}}`],
    ['requirements.txt', () => repeat(MANY, (index) => `p${index}==1\n`)],
    ['yarn.lock', () => repeat(MANY, (index) => `p@${index}:\n  version "1.0.${index}"\n`)],
    ['gradle.lockfile', () => repeat(MANY, (index) => `g:a:${index}=c\n`)],
  ])(
    'are refused: 10⁶ packages in %s',
    async (path, text) => {
      expect(await tryIn(path, { [path]: text() })).toBe('the file names more than 200000 packages');
    },
    120_000,
  );

  it('are refused: more needs than the limit', async () => {
    const text = `{"packages": {${repeat(50, (index) => `"node_modules/p${index}":{"dependencies":{${repeat(50, (need) => `"p${need}":"1",`)}"p0":"1"}},`)}"":{}}}`;

    const result = await readLockFile('package-lock.json', Buffer.from(text), undefined, {
      ...LOCK_FILE_LIMITS,
      edges: 1000,
    });

    expect(result).toMatchObject({ ok: false, problem: 'the file names more than 1000 needs of packages' });
  });

  it.each([
    [
      'a chain',
      'Cargo.lock',
      (count: number) =>
        repeat(
          count,
          (index) =>
            `[[package]]\nname = "p${index}"\nversion = "1.0.0"\nsource = "registry+x"\ndependencies = ["p${index + 1}"]\n`,
        ),
    ],
    [
      'one name in many versions',
      'Cargo.lock',
      (count: number) =>
        repeat(
          count,
          (index) => `[[package]]\nname = "p"\nversion = "1.0.${index}"\nsource = "registry+x"\ndependencies = ["p"]\n`,
        ),
    ],
    [
      'one name in many versions',
      'poetry.lock',
      (count: number) =>
        repeat(count, (index) => `[[package]]\nname = "p"\nversion = "1.${index}"\n[package.dependencies]\np = "*"\n`),
    ],
    [
      'one package for many requests',
      'yarn.lock',
      (count: number) =>
        `${repeat(Math.min(count, 2000), (index) => `p@${index}, `)}p@x:\n  version "1.0.0"\n  dependencies:\n${repeat(count, (index) => `    p ${index}\n`)}`,
    ],
    [
      'brought by one package',
      'requirements.txt',
      (count: number) => repeat(count, (index) => `p${index}==1\n    # via p0\n`),
    ],
    [
      'one library for many frameworks',
      'x.deps.json',
      (count: number) =>
        `{"targets": {${repeat(count, (index) => `"f${index}": {"A/1": {"dependencies": {"B": "1"}}},`)}"f": {}}, "libraries": {"A/1": {"type": "package"}, "B/1": {"type": "package"}}}`,
    ],
    [
      'many properties',
      'pom.xml',
      (count: number) =>
        `<project><properties>${repeat(count, (index) => `<p${index}>\${p${index + 1}}</p${index}>`)}</properties><dependencies>${repeat(2000, (index) => `<dependency><groupId>g</groupId><artifactId>a${index}</artifactId><version>\${p${index}}</version></dependency>`)}</dependencies></project>`,
    ],
  ])(
    'are read in bounded time: %s in %s',
    async (_what, path, text) => {
      const result = await tryIn(path, { [path]: text(20_000) });

      expect(result).toMatchObject({ ok: true });
    },
    60_000,
  );

  it('keeps a file that includes thousands of others to the limit, and says so', async () => {
    const files: Record<string, string> = { 'requirements.txt': repeat(5, (index) => `-r part${index}\n`) };
    for (let index = 0; index < 5; index += 1) files[`part${index}`] = `p${index}==1\n`;
    const read = (path: string): Uint8Array | undefined =>
      Object.hasOwn(files, path) ? Buffer.from(files[path] ?? '') : undefined;

    const result = await readLockFile(
      'requirements.txt',
      read('requirements.txt') ?? new Uint8Array(),
      { read },
      { ...LOCK_FILE_LIMITS, files: 2 },
    );

    expect(result).toMatchObject({ ok: true, packages: [{ name: 'p0' }, { name: 'p1' }] });
    expect(result?.ok === true && result.notes.at(-1)).toBe(
      'it refers to more than 2 other files, of which the rest was not read',
    );
  });
});
