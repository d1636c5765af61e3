/** `npm run build`: the one npm package that users install, in dist/package, and its tarball beside it. No dependency at run time. */

import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { rolldown } from 'rolldown';

const root = join(import.meta.dirname, '..');
const out = join(root, 'dist', 'package');
const cli = join(root, 'packages', 'cli');

rmSync(join(root, 'dist'), { recursive: true, force: true });
mkdirSync(join(out, 'bin'), { recursive: true });

/**
 * What every start loads, what every scan loads, and what every question to a registry loads, as one file each: a file more costs
 * half a millisecond of each start. All else stays where it is loaded from. Those that wait for what they load must stand alone:
 * nothing they load may import them.
 */
const START = [
  /packages\/kernel\/src\/[^/]+\.ts$/,
  /packages\/cli\/src\/(?!main|process)[^/]+\.ts$/,
  /cli\/src\/commands\/list\.ts$/,
  // What commands of several chunks name in their help.
  /cli\/src\/evidence\/options\.ts$/,
];
const SCAN = [
  /packages\/cli\/src\/commands\/scan\.ts$/,
  /packages\/cli\/src\/scan\/(?:config|exit|judge|last-results|outputs|partial-name|perform|progress|read-input|target)\.ts$/,
  /packages\/findings\/src\//,
  /packages\/documents\/src\/(?:[^/]+\.ts|shape\/|yaml\/)/,
  /packages\/reports\/src\/(?:[^/]+\.ts|formats\/(?:list|table)\.ts|shared\/)/,
  /packages\/scanners\/src\/(?:errors|list|merge-inventories|scan|scanner)\.ts$/,
  /packages\/scanners\/src\/[^/]+\/(?:manifest|custom\/shape)\.ts$/,
];
const REGISTRY = [
  /packages\/cli\/src\/evidence\/(?:check-deployment|explain-candidates|find-candidates|next-step|with-registry)\.ts$/,
  /packages\/oci\/src\/(?:descriptor|errors|limits|manifest|media-types|reference)\.ts$/,
  /packages\/oci\/src\/layers\/checked\.ts$/,
  /packages\/oci\/src\/registry\/(?!credential-helper)[^/]+\.ts$/,
  /packages\/signing\/src\/(?:discovery|cosign\/layer|encoding\/strict-json)\.ts$/,
];
const VERIFY = [
  /packages\/cli\/src\/evidence\/(?:duration|judge-deployment|keys|threshold)\.ts$/,
  /packages\/ledger\/src\/(?:checkpoint|encoding|errors|hash|note|proof)\.ts$/,
  /packages\/signing\/src\/(?:encoding|intoto|evidence|x509)\/(?!certificate-write)[^/]+\.ts$/,
  /packages\/signing\/src\/(?:dsse|errors|node-crypto|refusal)\.ts$/,
  /packages\/signing\/src\/cosign\/[^/]+\.ts$/,
  /packages\/signing\/src\/keys\/(?:key-details|public-key|public-key-reference)\.ts$/,
  /packages\/signing\/src\/sigstore\/(?!artifact-digest|bundle-write|entry-write)[^/]+\.ts$/,
];
/** What judges packages, loaded with the first lock file. */
const PACKAGES = [
  /packages\/inventory\/src\/(?:[^/]+\.ts|purl\/|ranges\/|versions\/)/,
  /packages\/advisories\/src\/(?:[^/]+\.ts|match\/|signals\/|osv\/ecosystem-key|partition\/(?:read|format)|store\/(?:database|files|pointer))/,
  /packages\/scanners\/src\/dependencies\/(?:advisories|hygiene|imports|match|vex|ecosystems\/shared)\//,
  /packages\/scanners\/src\/dependencies\/(?:completeness|graph|parser|read-lock-file|rules)\.ts$/,
];
const holds =
  (patterns: readonly RegExp[]) =>
  (id: string): boolean =>
    patterns.some((pattern) => pattern.test(id.replaceAll('\\', '/')));

const bundle = await rolldown({
  input: { main: join(cli, 'src', 'main.ts') },
  platform: 'node',
  // What is external would have to be installed: only Node's own modules are.
  external: [/^node:/],
  onLog(level, log, handler) {
    if (log.code === 'UNRESOLVED_IMPORT') throw new Error(log.message);
    handler(level, log);
  },
});
await bundle.write({
  dir: join(out, 'lib'),
  format: 'esm',
  minify: true,
  sourcemap: false,
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
  codeSplitting: {
    groups: [
      { name: 'start', test: holds(START), priority: 2 },
      { name: 'scan', test: holds(SCAN), priority: 1 },
      { name: 'packages', test: holds(PACKAGES), priority: 0 },
      { name: 'registry', test: holds(REGISTRY), priority: 2 },
      { name: 'verify', test: holds(VERIFY), priority: 1 },
    ],
  },
});
await bundle.close();

const manifest = JSON.parse(readFileSync(join(cli, 'package.json'), 'utf8')) as Record<string, unknown>;
const published = {
  name: manifest['name'],
  version: manifest['version'],
  description: manifest['description'],
  license: manifest['license'],
  type: 'module',
  engines: { node: '>=24' },
  bin: { sallyport: 'bin/sallyport.cjs' },
  files: ['bin', 'lib', 'schema'],
};
writeFileSync(join(out, 'package.json'), `${JSON.stringify(published, undefined, 2)}\n`);
const starter = readFileSync(join(cli, 'bin', 'sallyport.cjs'), 'utf8').replace(
  "import('../src/main.ts')",
  "import('../lib/main.js')",
);
writeFileSync(join(out, 'bin', 'sallyport.cjs'), starter);
chmodSync(join(out, 'bin', 'sallyport.cjs'), 0o755);
for (const name of ['README.md', 'LICENSE']) copyFileSync(join(root, name), join(out, name));
mkdirSync(join(out, 'schema'));
for (const schema of globSync('packages/*/schema/*.schema.json', { cwd: root })) {
  copyFileSync(join(root, schema), join(out, 'schema', schema.split(/[\\/]/).at(-1) ?? ''));
}

const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', join(root, 'dist')], {
  cwd: out,
  encoding: 'utf8',
});
const [info] = JSON.parse(packed) as { filename: string; size: number; unpackedSize: number }[];
console.log(
  `dist/${info?.filename}: ${Math.round((info?.size ?? 0) / 1024)} KiB, ${Math.round((info?.unpackedSize ?? 0) / 1024)} KiB unpacked`,
);
