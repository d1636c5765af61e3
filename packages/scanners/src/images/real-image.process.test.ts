import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';

import type { Package } from '@sallyport/inventory';
import { systemClock } from '@sallyport/kernel';
import { beforeAll, describe, expect, it } from 'vitest';

import type { ScannerResult } from '../scanner.ts';
import { scan } from './scan.ts';
import { hasProgram, runProgram } from './testing/programs.ts';
import { buildRealImage, canBuild, hasRust } from './testing/real-image.ts';
import type { RealImage } from './testing/real-image.ts';

interface Expected {
  /** Names by the number of the layer, from 1. */
  readonly distribution: { readonly [layer: string]: readonly string[] };
  readonly languages: readonly (readonly [ecosystem: string, name: string, path: string])[];
  /** Of the Rust program. */
  readonly crates: readonly string[];
}

const expected = JSON.parse(readFileSync(join(import.meta.dirname, 'testdata', 'real-image.json'), 'utf8')) as Expected;

/** Versions are no part of the list, since Debian's mirror moves: other programs are asked about the same root. */
describe.skipIf(!canBuild)(
  'a real image of Debian with software of seven kinds (skipped without root, mmdebstrap, umoci)',
  () => {
    let image: RealImage;
    let result: ScannerResult;
    let packages: readonly Package[] = [];
    let layers: readonly string[] = [];
    beforeAll(async () => {
      image = buildRealImage();
      result = await scan({
        target: { kind: 'oci-dir', given: 'oci-dir:real', root: image.layout, image: 'app' },
        clock: systemClock,
        signal: new AbortController().signal,
        onProgress: () => undefined,
        offline: true,
        options: {},
      });
      packages = result.inventory?.packages ?? [];
      layers = layersOf(image.layout);
    }, 300_000);

    const layerOf = ({ location }: Package): number => layers.indexOf(location?.layer ?? '') + 1;
    const of = (ecosystem: string): Package[] => packages.filter((each) => each.ecosystem === ecosystem);
    const versions = (ecosystem: string): string[] =>
      of(ecosystem)
        .map(({ name, version }) => `${name} ${version}`)
        .toSorted();

    it('has the packages that each layer installed, all of them and no other', () => {
      for (const [layer, names] of Object.entries(expected.distribution)) {
        const found = of('Debian:12').filter((each) => layerOf(each) === Number(layer));

        expect(found.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
      }
      expect(of('Debian:12')).toHaveLength(Object.values(expected.distribution).flat().length);
    });

    it('has the software that no package of the distribution owns, each with its file, all of it and no other', () => {
      const software = packages.filter(({ ecosystem }) => ecosystem !== 'Debian:12' && ecosystem !== 'crates.io');

      expect(software.map(placeOf).toSorted(byText)).toEqual(expected.languages.toSorted(byText));
      expect(new Set(software.map(layerOf))).toEqual(new Set([3]));
    });

    it('leaves to the distribution what it owns, and to the past what a later layer took away', () => {
      const paths = packages.map(({ location }) => location?.path ?? '');

      expect(paths.filter((path) => /^usr\/(?:bin|share|lib)\//.test(path))).toEqual([]);
      expect(paths.filter((path) => path.includes('node_modules/abbrev') || path.includes('idna'))).toEqual([]);
      expect(result.coverage.notes.join('\n')).toMatch(
        /\d packages of languages belong to packages of the distribution/,
      );
    });

    it('tells base from own layers, and whose step brought the program that runs as root', () => {
      const setuid = result.sightings.filter(({ rule }) => rule === 'setuid-file');

      expect(result.coverage.notes.join('\n')).toContain('1 layers are the base image');
      expect(setuid.map(({ message }) => message).find((text) => text.includes('usr/local/bin/registry'))).toMatch(
        /Layer 3 brought it: COPY \. \/$/,
      );
    });

    it('has the versions that dpkg-query says', () => {
      const format = '${Package} ${Version} ${source:Package} ${source:Version} ${db:Status-Status}\n';
      const lines = asked('dpkg-query', ['--admindir', join(image.root, 'var/lib/dpkg'), '-W', '-f', format]);

      const ours = of('Debian:12').map(
        ({ name, version, source }) => `${name} ${version} ${source?.name} ${source?.version} installed`,
      );
      expect(ours.toSorted()).toEqual(lines.toSorted());
    });

    it.skipIf(!hasProgram('npm'))('has the versions that npm says (skipped without npm)', () => {
      const script = 'npm ls --json --all --prefix "$1" || true';
      const told = JSON.parse(asked('bash', ['-c', script, '-', join(image.root, 'opt/app')]).join('\n')) as {
        dependencies: Record<string, { version: string }>;
      };

      expect(versions('npm')).toEqual(
        Object.entries(told.dependencies)
          .map(([name, { version }]) => `${name} ${version}`)
          .toSorted(),
      );
    });

    it("has the versions that Python's own library says", () => {
      const code =
        "import importlib.metadata as m, sys\nfor d in m.distributions(path=[sys.argv[1]]): print(d.metadata['Name'], d.version)";
      const folder = join(image.root, 'opt/venv/lib/python3.11/site-packages');

      expect(versions('PyPI')).toEqual(asked('python3', ['-c', code, folder]).toSorted());
    });

    it.skipIf(!hasProgram('gem'))('has the versions that RubyGems says (skipped without gem)', () => {
      const folder = join(image.root, 'usr/local/bundle');
      const lines = asked('gem', ['list', '--local'], { GEM_HOME: folder, GEM_PATH: folder });

      const theirs = lines.flatMap(
        (line) => /^(?<name>\S+) \((?<version>[\d.]+)\)$/.exec(line)?.slice(1).join(' ') ?? [],
      );
      expect(versions('RubyGems')).toEqual(theirs.toSorted());
    });

    it('has the versions that lie in the archives of Java', () => {
      const code = [
        'import io, sys, zipfile',
        'def look(z):',
        '  for n in z.namelist():',
        "    if n.endswith('pom.properties'):",
        "      p = dict(l.split('=', 1) for l in z.read(n).decode().splitlines() if '=' in l)",
        "      print(p['groupId'].strip() + ':' + p['artifactId'].strip(), p['version'].strip())",
        "    if n.endswith('.jar'): look(zipfile.ZipFile(io.BytesIO(z.read(n))))",
        'for f in sys.argv[1:]: look(zipfile.ZipFile(f))',
      ].join('\n');
      const files = ['opt/app/lib/commons-lang3.jar', 'opt/app/app.war'].map((path) => join(image.root, path));

      expect(versions('Maven')).toEqual(asked('python3', ['-c', code, ...files]).toSorted());
    });

    it.skipIf(!hasProgram('Rscript'))('has the version that R says (skipped without R)', () => {
      const folder = join(image.root, 'usr/local/lib/R/site-library');
      const code = `cat(as.character(packageVersion("jsonlite", lib.loc="${folder}")))`;

      expect(versions('CRAN')).toEqual([`jsonlite ${asked('Rscript', ['-e', code]).join('')}`]);
    });

    it.skipIf(!hasProgram('go', 'version'))('has the versions that go says (skipped without go)', () => {
      const theirs = ['registry', 'tsc'].flatMap((name) => {
        const [first = '', ...lines] = asked('go', ['version', '-m', join(image.root, 'usr/local/bin', name)]);
        const modules = lines.flatMap((line) => {
          const [, kind, module, version] = line.split('\t');
          return kind === 'mod' || kind === 'dep' ? [`${module} ${version}`] : [];
        });
        return [`stdlib ${/: go(?<version>\S+)$/.exec(first)?.groups?.['version']}`, ...modules];
      });

      expect(versions('Go')).toEqual(theirs.toSorted());
    });

    it.skipIf(!hasRust || !hasProgram('objcopy'))(
      'has the crates that its Rust program was built of (skipped without uv of .ci/peers and objcopy)',
      () => {
        const program = join(image.root, 'usr/local/bin/uv');
        const code =
          'objcopy -O binary --only-section=.dep-v0 --set-section-flags .dep-v0=alloc "$1" /dev/stdout | base64 -w 0';
        const section = Buffer.from(asked('bash', ['-c', code, '-', program]).join(''), 'base64');
        const { packages: all } = JSON.parse(inflateSync(section).toString('utf8')) as {
          packages: readonly { name: string; version: string; source: string; kind?: string }[];
        };

        const theirs = all.filter(({ source, kind }) => source === 'crates.io' && kind !== 'build');
        expect(versions('crates.io')).toEqual(theirs.map(({ name, version }) => `${name} ${version}`).toSorted());
        expect(
          of('crates.io')
            .map(({ name }) => name)
            .toSorted(),
        ).toEqual(expected.crates.toSorted());
      },
    );
  },
);

function asked(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string[] {
  const text = runProgram(program, args, { cwd: '/', env: { ...process.env, ...env } });
  return text.split('\n').filter((line) => line !== '');
}

/** The version in a path is left out of the list. */
function placeOf({ ecosystem, name, version, location }: Package): readonly [string, string, string] {
  return [ecosystem, name, (location?.path ?? '').replace(`-${version}`, '-{version}')];
}

function byText(a: readonly string[], b: readonly string[]): number {
  return a.join('\n') < b.join('\n') ? -1 : 1;
}

/** Read from the layout by hand, so that the order is not our own word. */
function layersOf(layout: string): string[] {
  const read = (
    path: string,
  ): { manifests?: { digest: string; annotations?: Record<string, string> }[]; layers?: { digest: string }[] } =>
    JSON.parse(readFileSync(join(layout, path), 'utf8')) as object;
  const named = read('index.json').manifests?.find(
    ({ annotations }) => annotations?.['org.opencontainers.image.ref.name'] === 'app',
  );
  expect(readdirSync(layout)).toContain('oci-layout');
  return read(`blobs/${(named?.digest ?? '').replace(':', '/')}`).layers?.map(({ digest }) => digest) ?? [];
}
