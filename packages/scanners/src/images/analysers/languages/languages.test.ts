import { deflateRawSync } from 'node:zlib';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { Unreadable } from '../analyser.ts';
import type { FileFacts, ImageFile } from '../analyser.ts';
import { analysers } from '../list.ts';
import { analyseComposerInstalled } from './composer.ts';
import { analyseDotnetDeps } from './dotnet.ts';
import { analyseGemspec } from './gem.ts';
import { analyseJar } from './jar.ts';
import { analyseNodePackage } from './npm.ts';
import { analysePythonMetadata } from './python.ts';
import { analyseRDescription } from './r.ts';

const file = (path: string, content: string | Buffer): ImageFile => ({ path, bytes: Buffer.from(content) });
const named = ({ packages = [] }: FileFacts): string[] => packages.map(({ name, version }) => `${name}@${version}`);

describe('paths that analysers want', () => {
  const wants = (path: string) => analysers.find(({ paths }) => paths.test(path))?.id;

  it.each([
    ['app/node_modules/@scope/a/package.json', 'npm'],
    ['usr/lib/python3/dist-packages/six-1.dist-info/METADATA', 'python'],
    ['usr/lib/ruby/gems/3.1.0/specifications/default/json-2.6.gemspec', 'gem'],
    ['app/app.jar', 'jar'],
    ['app/App.deps.json', 'dotnet'],
    ['var/www/vendor/composer/installed.json', 'composer'],
    ['usr/local/lib/R/site-library/jsonlite/DESCRIPTION', 'r'],
    ['usr/lib/jvm/java-17/release', 'runtime'],
    ['usr/local/go/VERSION', 'runtime'],
    ['var/lib/dpkg/status', 'dpkg'],
    ['var/lib/dpkg/status.d/base', 'dpkg'],
    ['var/lib/dpkg/status.d/base.md5sums', 'dpkg-files'],
    ['lib/apk/db/installed', 'apk'],
    ['var/lib/rpm/Packages', 'rpm'],
    ['usr/lib/sysimage/rpm/Packages.db', 'rpm'],
    ['app/package.json', undefined],
    ['app/node_modules/a/lib/package.json', undefined],
    ['var/lib/dpkg/status-old', undefined],
  ])('%s: %s', (path, id) => {
    expect(wants(path)).toBe(id);
  });
});

describe('packages as they are installed', () => {
  it('npm: name, version and licence; parts of packages are none', () => {
    const text = JSON.stringify({
      name: '@s/a',
      version: 'v1.2.3',
      license: { type: 'MIT' },
      scripts: { postinstall: 'x' },
    });

    expect(analyseNodePackage(file('package.json', text)).packages).toEqual([
      {
        ecosystem: 'npm',
        name: '@s/a',
        version: '1.2.3',
        licences: [{ raw: 'MIT', kind: 'declared' }],
        installScript: true,
      },
    ]);
    expect(analyseNodePackage(file('package.json', '{"type":"module"}'))).toEqual({});
    expect(() => analyseNodePackage(file('package.json', '[]'))).toThrow(Unreadable);
  });

  it('Python: the headers before the description', () => {
    const text =
      'Metadata-Version: 2.1\nName: Flask\nVersion: 2.0.1\nLicense: UNKNOWN\nClassifier: License :: OSI Approved :: BSD License\n\nVersion: 9\n';

    const { packages } = analysePythonMetadata(file('METADATA', text));

    expect(packages).toEqual([
      { ecosystem: 'PyPI', name: 'Flask', version: '2.0.1', licences: [{ raw: 'BSD License', kind: 'declared' }] },
    ]);
  });

  it('Ruby: what RubyGems wrote at installation', () => {
    const text = `# -*- encoding: utf-8 -*-\n# stub: nokogiri 1.15.0 x86_64-linux lib\n\nGem::Specification.new do |s|\n  s.name = "nokogiri".freeze\n  s.version = "1.15.0"\n  s.licenses = ["MIT".freeze]\nend\n`;

    expect(analyseGemspec(file('nokogiri.gemspec', text)).packages).toEqual([
      {
        ecosystem: 'RubyGems',
        name: 'nokogiri',
        version: '1.15.0',
        licences: [{ raw: 'MIT', kind: 'declared' }],
        arch: 'x86_64-linux',
      },
    ]);
  });

  it('.NET: packages, and not the application itself', () => {
    const text = JSON.stringify({
      libraries: { 'App/1.0.0': { type: 'project' }, 'Newtonsoft.Json/12.0.1': { type: 'package' } },
    });

    expect(named(analyseDotnetDeps(file('App.deps.json', text)))).toEqual(['Newtonsoft.Json@12.0.1']);
  });

  it('Composer: both forms of the list, development told apart', () => {
    const listed = [{ name: 'monolog/monolog', version: 'v1.25.0', license: ['MIT'] }];
    const dev = { packages: listed, 'dev-package-names': ['monolog/monolog'] };

    expect(named(analyseComposerInstalled(file('installed.json', JSON.stringify(listed))))).toEqual([
      'monolog/monolog@1.25.0',
    ]);
    expect(analyseComposerInstalled(file('installed.json', JSON.stringify(dev))).packages?.[0]?.dev).toBe(true);
    expect(() => analyseComposerInstalled(file('installed.json', '{}'))).toThrow(Unreadable);
  });

  it("R: a package, and not R's own", () => {
    expect(named(analyseRDescription(file('DESCRIPTION', 'Package: jsonlite\nVersion: 1.8.4\n')))).toEqual([
      'jsonlite@1.8.4',
    ]);
    expect(analyseRDescription(file('DESCRIPTION', 'Package: stats\nVersion: 4.2.2\nPriority: base\n'))).toEqual({});
  });
});

describe('Java archives', () => {
  it('refuses what is no zip', () => {
    expect(() => analyseJar(file('a.jar', 'no zip'))).toThrow(Unreadable);
  });

  it('takes every pom.properties, in nested archives too, with their places', () => {
    const inner = zip({ 'META-INF/maven/org.x/y/pom.properties': 'groupId=org.x\nartifactId=y\nversion=2.0\n' });
    const outer = zip({
      'META-INF/MANIFEST.MF': 'Manifest-Version: 1.0\n',
      'BOOT-INF/lib/y-2.0.jar': inner,
      'a.class': 'x',
    });

    const { packages } = analyseJar(file('app/app-1.0.jar', outer));

    expect(packages?.map(({ name, version, location }) => [name, version, location?.path])).toEqual([
      ['org.x:y', '2.0', 'app/app-1.0.jar!BOOT-INF/lib/y-2.0.jar'],
      ['app', '1.0', 'app/app-1.0.jar'],
    ]);
  });

  it('takes the group from the manifest, and leaves the ecosystem out where none is known', () => {
    const manifest =
      'Manifest-Version: 1.0\r\nBundle-SymbolicName: org.apache.commons.com\r\n mons-lang3\r\nImplementation-Version: 3.12.0\r\n';

    const [known] = analyseJar(file('commons-lang3.jar', zip({ 'META-INF/MANIFEST.MF': manifest }))).packages ?? [];
    const [unknown] = analyseJar(file('thing-1.0.jar', zip({ x: 'y' }))).packages ?? [];

    expect(known).toMatchObject({ ecosystem: 'Maven', name: 'org.apache.commons:commons-lang3', version: '3.12.0' });
    expect(known?.integrity?.[0]).toMatch(/^sha1:[0-9a-f]{40}$/);
    expect(unknown).toMatchObject({ ecosystem: '', name: 'thing', version: '1.0' });
  });
});

describe('hostile files', () => {
  it('never make an analyser leave by another error', async () => {
    const loaded = await Promise.all(analysers.map(async ({ id, load }) => [id, await load()] as const));
    const pieces = fc.constantFrom(
      'Package: a\n',
      'Version: 1\n',
      '{"libraries":{"a/1":null}}',
      '%NAME%\n',
      'PK\u0003\u0004',
      '\0',
      's.name = "',
      'ID=',
      '\n\n',
    );
    const text = fc.oneof(
      fc.array(pieces).map((all) => all.join('')),
      fc.string(),
    );

    const outcome = fc.check(
      fc.property(fc.constantFrom(...loaded), text, ([id, analyse], content) => {
        try {
          analyse(file(`var/lib/${id}`, content));
          return true;
        } catch (error) {
          return error instanceof Unreadable;
        }
      }),
      { numRuns: 1000 },
    );

    expect(outcome.counterexample).toBeNull();
  });
});

/** A zip archive of deflated entries. */
function zip(entries: { readonly [path: string]: string | Buffer }): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const [path, content] of Object.entries(entries)) {
    const bytes = Buffer.from(content);
    const packed = deflateRawSync(bytes);
    const name = Buffer.from(path);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50);
    head.writeUInt16LE(8, 8);
    head.writeUInt32LE(packed.length, 18);
    head.writeUInt32LE(bytes.length, 22);
    head.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(bytes.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(at, 42);
    locals.push(head, name, packed);
    central.push(entry, name);
    at += head.length + name.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, directory, end]);
}
