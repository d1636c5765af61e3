import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What one run of a program cost, as the operating system counted it. */
export interface Measured {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly wallMs: number;
  /** User and system time of the process and all that it started. */
  readonly cpuMs: number;
  /** Largest resident set; null where the program `time` (Debian's package of that name) is not installed. */
  readonly rssMb: number | null;
}

export interface MeasureOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
  /** Confine the run to one core. */
  readonly oneCore?: boolean;
}

const TIME = '/usr/bin/time';

/** Runs a program to its end and measures it from outside. */
export function measure(program: string, args: readonly string[], options: MeasureOptions = {}): Measured {
  const folder = mkdtempSync(join(tmpdir(), 'measure-'));
  const figures = join(folder, 'figures');
  const pinned = options.oneCore === true && existsSync('/usr/bin/taskset') ? ['/usr/bin/taskset', '-c', '0'] : [];
  const [first = '', ...rest] = withTime([...pinned, program, ...args], figures);
  const { cwd, env = process.env, input = '' } = options;
  try {
    const run = spawnSync(first, rest, { cwd, env, input, encoding: 'utf8', maxBuffer: 1 << 30 });
    return { status: run.status, stdout: run.stdout, stderr: run.stderr, ...readFigures(figures) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function withTime(command: readonly string[], figures: string): string[] {
  if (existsSync(TIME)) return [TIME, '-f', '%e %U %S %M', '-o', figures, ...command];
  return ['bash', '-c', `TIMEFORMAT='%R %U %S'; { time "$@" 2>&3; } 3>&2 2>"${figures}"`, 'bash', ...command];
}

function readFigures(path: string): Pick<Measured, 'wallMs' | 'cpuMs' | 'rssMb'> {
  const line = readFileSync(path, 'utf8').trim().split('\n').at(-1) ?? '';
  const [wall = 0, user = 0, system = 0, rssKb] = line.split(' ').map(Number);
  const rssMb = rssKb === undefined ? null : Math.round(rssKb / 1024);
  return { wallMs: Math.round(wall * 1000), cpuMs: Math.round((user + system) * 1000), rssMb };
}

/** The middle one of several runs, by wall time. */
export function medianOf(runs: readonly Measured[]): Measured {
  const sorted = runs.toSorted((a, b) => a.wallMs - b.wallMs);
  const middle = sorted[sorted.length >> 1];
  if (middle === undefined) throw new Error('no run to take the median of');
  return middle;
}
