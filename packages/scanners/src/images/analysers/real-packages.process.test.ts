import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { hasProgram, runProgram } from '../testing/programs.ts';
import type { FileFacts } from './analyser.ts';
import { analysers } from './list.ts';

const root = mkdtempSync(join(tmpdir(), 'real-packages-'));
afterAll(() => rmSync(root, { recursive: true }));

/** What the analysers say of every file of a folder, as if the folder were the image. */
async function readFolder(folder: string): Promise<(FileFacts & { readonly path: string })[]> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const found: (FileFacts & { readonly path: string })[] = [];
  for (const entry of entries) {
    const whole = join(entry.parentPath, entry.name);
    const path = whole.slice(folder.length + 1);
    const analyser = analysers.find(({ paths }) => paths.test(path));
    if (analyser !== undefined) found.push({ path, ...(await analyser.load())({ path, bytes: readFileSync(whole) }) });
  }
  return found;
}

function folderOf(name: string): string {
  const folder = join(root, name);
  mkdirSync(folder);
  return folder;
}

describe.skipIf(!hasProgram('pacman'))('a database that pacman wrote (skipped without pacman)', () => {
  it('tells the package and what it owns', async () => {
    const folder = folderOf('pacman');
    mkdirSync(join(folder, 'root/var/lib/pacman'), { recursive: true });
    mkdirSync(join(folder, 'pkg/usr/bin'), { recursive: true });
    writeFileSync(join(folder, 'pkg/usr/bin/hello'), 'x');
    const info = [
      'pkgname = hello',
      'pkgbase = hello-base',
      'pkgver = 2:1.0-3',
      'arch = any',
      'size = 1',
      'license = MIT',
      'packager = Someone <a@b.example>',
      '',
    ];
    writeFileSync(join(folder, 'pkg/.PKGINFO'), info.join('\n'));
    runProgram('tar', ['--force-local', '-czf', 'hello-2:1.0-3-any.pkg.tar.gz', '-C', 'pkg', '.PKGINFO', 'usr'], {
      cwd: folder,
    });
    const places = [
      '--root',
      join(folder, 'root'),
      '--dbpath',
      join(folder, 'root/var/lib/pacman'),
      '--config',
      '/dev/null',
    ];
    runProgram('pacman', [...places, '--noconfirm', '--dbonly', '-U', 'hello-2:1.0-3-any.pkg.tar.gz'], { cwd: folder });

    const found = await readFolder(join(folder, 'root'));

    expect(found.flatMap(({ installed }) => installed?.packages ?? [])).toEqual([
      {
        name: 'hello',
        version: '2:1.0-3',
        source: { name: 'hello-base', version: '2:1.0-3' },
        arch: 'any',
        licence: 'MIT',
        supplier: 'Someone <a@b.example>',
      },
    ]);
    expect(found.flatMap(({ owned }) => owned ?? [])).toEqual(['usr/bin/hello']);
  });
});

describe.skipIf(!hasProgram('gem'))('a gem that RubyGems installed (skipped without gem)', () => {
  it('is told by its specification', async () => {
    const folder = folderOf('gem');
    writeFileSync(join(folder, 'toy.rb'), '');
    const lines = [
      "s.name = 'toy'",
      "s.version = '1.2.3'",
      "s.summary = 'x'",
      "s.authors = ['y']",
      "s.files = ['toy.rb']",
      "s.licenses = ['MIT']",
    ];
    writeFileSync(join(folder, 'toy.gemspec'), `Gem::Specification.new do |s|\n${lines.join('\n')}\nend\n`);
    runProgram('gem', ['build', 'toy.gemspec'], { cwd: folder });
    runProgram(
      'gem',
      ['install', '--local', '--no-document', '--install-dir', join(folder, 'root/gems'), 'toy-1.2.3.gem'],
      { cwd: folder },
    );

    const found = await readFolder(join(folder, 'root'));

    expect(found.flatMap(({ packages }) => packages ?? [])).toEqual([
      { ecosystem: 'RubyGems', name: 'toy', version: '1.2.3', licences: [{ raw: 'MIT', kind: 'declared' }] },
    ]);
  });
});

describe.skipIf(!hasProgram('R'))('a package that R installed (skipped without R)', () => {
  it('is told by its description', async () => {
    const folder = folderOf('r');
    mkdirSync(join(folder, 'toy/R'), { recursive: true });
    mkdirSync(join(folder, 'root/library'), { recursive: true });
    const lines = [
      'Package: toy',
      'Version: 1.2.3',
      'Title: Toy',
      'Description: A toy.',
      'License: GPL-3',
      'Author: A',
      'Maintainer: A <a@b.example>',
      '',
    ];
    writeFileSync(join(folder, 'toy/DESCRIPTION'), lines.join('\n'));
    writeFileSync(join(folder, 'toy/NAMESPACE'), '');
    runProgram('R', ['CMD', 'INSTALL', '-l', join(folder, 'root/library'), 'toy'], { cwd: folder });

    const found = await readFolder(join(folder, 'root'));

    expect(found.flatMap(({ packages }) => packages ?? [])).toEqual([
      { ecosystem: 'CRAN', name: 'toy', version: '1.2.3', licences: [{ raw: 'GPL-3', kind: 'declared' }] },
    ]);
  }, 60_000);
});

describe.skipIf(!hasProgram('pip'))('a package that pip installed (skipped without pip)', () => {
  it('is told by its metadata', async () => {
    const folder = folderOf('pip');
    const dist = 'toy-1.2.3.dist-info';
    const wheel =
      "import zipfile,sys\nz=zipfile.ZipFile('toy-1.2.3-py3-none-any.whl','w')\nfor n,t in [('toy.py',''),('D/METADATA','Metadata-Version: 2.1\\nName: Toy\\nVersion: 1.2.3\\nLicense: MIT\\n'),('D/WHEEL','Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n'),('D/RECORD','')]: z.writestr(n.replace('D',sys.argv[1],1) if n.startswith('D/') else n,t)\nz.close()\n";
    runProgram('python3', ['-c', wheel, dist], { cwd: folder });
    const flags = ['install', '--quiet', '--no-index', '--no-deps', '--target', join(folder, 'root/site-packages')];
    runProgram('pip', [...flags, 'toy-1.2.3-py3-none-any.whl'], { cwd: folder });

    const found = await readFolder(join(folder, 'root'));

    expect(found.flatMap(({ packages }) => packages ?? [])).toEqual([
      { ecosystem: 'PyPI', name: 'Toy', version: '1.2.3', licences: [{ raw: 'MIT', kind: 'declared' }] },
    ]);
  }, 60_000);
});

describe.skipIf(!hasProgram('npm'))('a package that npm installed (skipped without npm)', () => {
  it('is told by its manifest', async () => {
    const folder = folderOf('npm');
    mkdirSync(join(folder, 'toy'));
    mkdirSync(join(folder, 'root'));
    writeFileSync(
      join(folder, 'toy/package.json'),
      JSON.stringify({ name: '@acme/toy', version: '1.2.3', license: 'MIT' }),
    );
    runProgram('npm', ['pack', '--silent'], { cwd: join(folder, 'toy') });
    writeFileSync(join(folder, 'root/package.json'), '{"name":"app","version":"1.0.0"}');
    const flags = [
      'install',
      '--silent',
      '--offline',
      '--no-audit',
      '--no-fund',
      '--ignore-scripts',
      '--cache',
      join(folder, 'cache'),
    ];
    runProgram('npm', [...flags, '../toy/acme-toy-1.2.3.tgz'], { cwd: join(folder, 'root') });

    const found = await readFolder(join(folder, 'root'));

    expect(found.flatMap(({ packages }) => packages ?? [])).toEqual([
      { ecosystem: 'npm', name: '@acme/toy', version: '1.2.3', licences: [{ raw: 'MIT', kind: 'declared' }] },
    ]);
  }, 60_000);
});

describe.skipIf(!hasProgram('jar'))("an archive that Java's own tool packed (skipped without jar)", () => {
  it('is told by its properties, nested ones too', async () => {
    const folder = folderOf('jar');
    mkdirSync(join(folder, 'in/META-INF/maven/org.acme/toy'), { recursive: true });
    mkdirSync(join(folder, 'out/lib'), { recursive: true });
    mkdirSync(join(folder, 'root'));
    const properties = 'artifactId=toy\ngroupId=org.acme\nversion=1.2.3\n';
    writeFileSync(join(folder, 'in/META-INF/maven/org.acme/toy/pom.properties'), properties);
    runProgram('jar', ['--create', '--file', 'out/lib/toy.jar', '-C', 'in', '.'], { cwd: folder });
    runProgram('jar', ['--create', '--file', 'root/app-2.0.jar', '-C', 'out', '.'], { cwd: folder });

    const found = await readFolder(join(folder, 'root'));

    const told = found.flatMap(({ packages }) => packages ?? []);
    expect(told.map(({ ecosystem, name, version, location }) => [ecosystem, name, version, location?.path])).toEqual([
      ['Maven', 'org.acme:toy', '1.2.3', 'app-2.0.jar!lib/toy.jar'],
      ['', 'app', '2.0', 'app-2.0.jar'],
    ]);
  }, 60_000);
});
