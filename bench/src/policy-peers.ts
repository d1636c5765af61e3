import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { BenchFigures } from './bench.ts';
import type { PolicyTemplate } from './inputs/policy-templates.ts';

/** A query that all engines answer, and what it took us. */
export interface ComparedQuery {
  readonly template: PolicyTemplate;
  readonly us: number;
  /** How many violations there are: an engine that gives another number is not compared. */
  readonly violations: number;
}

export interface PolicyPeers {
  readonly cacheDir: string;
  readonly opa: string | undefined;
  readonly regorus: string | undefined;
  readonly go: string | undefined;
}

/** What a peer took for one query. */
interface PeerTime {
  readonly kind: string;
  readonly example: string;
  readonly violations: number;
  readonly us: number;
}

const OPA = 'github.com/open-policy-agent/opa';

/**
 * The same queries on the same inputs by OPA and regorus, each with its input parsed before its clock starts. OPA is asked through
 * its Go API where it can be built (`opaApi`), else by `opa bench` (`opaBench`), which is slower than the API.
 */
export function peerFigures(queries: readonly ComparedQuery[], peers: PolicyPeers): BenchFigures {
  const folder = writeQueries(queries, join(peers.cacheDir, 'policy-queries'));
  const loop = peers.opa === undefined || peers.go === undefined ? undefined : buildLoop(peers.opa, peers.go, peers);
  const opa =
    loop === undefined
      ? compared('opaBench', queries, peers.opa === undefined ? [] : opaBench(peers.opa, queries, folder))
      : compared('opaApi', queries, timesIn(run(loop, [folder]), 3));
  const regorus =
    peers.regorus === undefined ? {} : compared('regorusRvm', queries, timesIn(run(peers.regorus, [folder]), 4));
  return { ...opa, ...regorus };
}

function writeQueries(queries: readonly ComparedQuery[], folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  for (const [kind, same] of Map.groupBy(queries, ({ template }) => template.kind)) {
    const [first] = same;
    if (first === undefined) continue;
    const { text, libs, entrypoint } = first.template;
    const own = join(folder, kind);
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, 'pkg'), entrypoint.slice(0, -1).join('.'));
    writeFileSync(join(own, 'policy.rego'), text);
    for (const [i, lib] of libs.entries()) writeFileSync(join(own, `lib${i}.rego`), lib);
    const cases = same.map(({ template }) => ({ name: template.example, input: template.input }));
    writeFileSync(join(own, 'cases.json'), JSON.stringify(cases));
  }
  return folder;
}

/** Builds the loop over OPA's API from the very version that is installed, without the network; undefined where that cannot be. */
function buildLoop(opa: string, go: string, { cacheDir }: PolicyPeers): string | undefined {
  const version = /^\s*mod\s+\S+\s+(?<version>v\S+)/m.exec(run(go, ['version', '-m', opa]))?.groups?.['version'];
  const module = join(run(go, ['env', 'GOMODCACHE']).trim(), `${OPA}@${version ?? ''}`);
  if (version === undefined || !existsSync(join(module, 'go.mod'))) return undefined;
  const folder = join(cacheDir, 'opa-api-loop');
  mkdirSync(folder, { recursive: true });
  // The requirements of OPA itself, so that its modules are those that it was built with.
  const requirements = readFileSync(join(module, 'go.mod'), 'utf8').replace(/^module .*$/m, 'module opaloop');
  writeFileSync(join(folder, 'go.mod'), `${requirements}\nrequire ${OPA} ${version}\n`);
  writeFileSync(join(folder, 'go.sum'), readFileSync(join(module, 'go.sum')));
  copyFileSync(join(import.meta.dirname, 'peers', 'opa-api-loop.go'), join(folder, 'main.go'));
  const env = { ...process.env, GOPROXY: 'off', GOSUMDB: 'off', GOFLAGS: '-mod=mod' };
  const built = spawnSync(go, ['build', '-o', 'opa-api-loop', '.'], { cwd: folder, env, encoding: 'utf8' });
  return built.status === 0 ? join(folder, 'opa-api-loop') : undefined;
}

function run(program: string, words: readonly string[]): string {
  const ran = spawnSync(program, words, { encoding: 'utf8', maxBuffer: 1 << 26 });
  if (ran.status !== 0) throw new Error(`${program} ${words.join(' ')}: ${ran.stderr}`);
  return ran.stdout;
}

/** Lines of kind, example, violations and nanoseconds, the latter in the column `at`; what an engine cannot do is no number. */
function timesIn(text: string, at: number): PeerTime[] {
  return text.split('\n').flatMap((line) => {
    const columns = line.split('\t');
    const [kind = '', example = '', violations = ''] = columns;
    const us = Number(columns[at] ?? Number.NaN) / 1_000;
    return Number.isNaN(us) || us === 0 ? [] : [{ kind, example, violations: Number(violations), us }];
  });
}

function opaBench(opa: string, queries: readonly ComparedQuery[], folder: string): PeerTime[] {
  return queries.map(({ template, violations }) => {
    const { kind, example, input, entrypoint } = template;
    const own = join(folder, kind);
    writeFileSync(join(own, 'input'), JSON.stringify(input));
    const query = `data.${entrypoint.join('.')}`;
    const files = ['policy.rego', ...template.libs.map((_, i) => `lib${i}.rego`)].flatMap((name) => [
      '-d',
      join(own, name),
    ]);
    const words = [
      'bench',
      '--v0-compatible',
      '--format',
      'json',
      '--benchmem=false',
      ...files,
      '-i',
      join(own, 'input'),
      query,
    ];
    const { N, T } = JSON.parse(run(opa, words)) as { readonly N: number; readonly T: number };
    return { kind, example, violations, us: T / N / 1_000 };
  });
}

/** How often as fast we are: the geometric mean, the worst and the best of the queries that both answer alike. */
function compared(name: string, queries: readonly ComparedQuery[], times: readonly PeerTime[]): BenchFigures {
  const pairs = queries.flatMap(({ template, us, violations }) => {
    const peer = times.find(({ kind, example }) => kind === template.kind && example === template.example);
    return peer === undefined || peer.violations !== violations ? [] : [{ us, peerUs: peer.us, ratio: peer.us / us }];
  });
  if (pairs.length === 0) return {};
  const ratios = pairs.map(({ ratio }) => ratio).toSorted((a, b) => a - b);
  const mean = (list: readonly number[]): number => list.reduce((sum, one) => sum + one, 0) / list.length;
  return {
    [name]: {
      queries: pairs.length,
      ownMeanUs: round(mean(pairs.map(({ us }) => us))),
      peerMeanUs: round(mean(pairs.map(({ peerUs }) => peerUs))),
      timesAsFastMean: round(mean(ratios)),
      timesAsFastGeometricMean: round(Math.exp(mean(ratios.map(Math.log)))),
      timesAsFastWorst: round(ratios[0] ?? 0),
      timesAsFastBest: round(ratios.at(-1) ?? 0),
    },
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
