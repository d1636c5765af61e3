import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * Where Microsoft's SARIF Multitool lies when it is installed:
 * `npm install --prefix .cache/sarif-multitool --ignore-scripts @microsoft/sarif-multitool-linux@5.7.0` in the repository.
 */
const PROGRAM = join(
  import.meta.dirname,
  '../../.cache/sarif-multitool/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool',
);

/** Why the program cannot run here, or undefined when it can. */
export function multitoolMissing(): string | undefined {
  return existsSync(PROGRAM) ? undefined : 'SARIF Multitool is not installed in .cache/sarif-multitool';
}

/**
 * The complaints of level error that SARIF Multitool has about a file, by SARIF's own rules and by GitHub's.
 * Its exit code is always 0, so its log is read; a file that it cannot read at all is a complaint too.
 */
export async function multitoolErrors(sarif: string): Promise<string[]> {
  chmodSync(PROGRAM, 0o755);
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-sarif-'));
  try {
    const input = join(folder, 'input.sarif');
    const log = join(folder, 'log.sarif');
    writeFileSync(input, sarif);
    const options = ['--rule-kind', 'Sarif;Gh', '--max-file-size-in-kb', '1000000', '--output', log];
    await promisify(execFile)(PROGRAM, ['validate', input, ...options], {
      timeout: 300_000,
      maxBuffer: 64 * 1024 * 1024,
    });
    return existsSync(log) ? errorsIn(readFileSync(log, 'utf8')) : ['the file was not read at all'];
  } catch (error) {
    return [`the program failed: ${error instanceof Error ? error.message.slice(0, 200) : String(error)}`];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface ValidationLog {
  readonly runs?: readonly {
    readonly results?: readonly { readonly ruleId?: string; readonly level?: string; readonly message?: unknown }[];
    readonly invocations?: readonly {
      readonly toolExecutionNotifications?: readonly { readonly level?: string; readonly message?: unknown }[];
    }[];
  }[];
}

function errorsIn(log: string): string[] {
  const { runs = [] }: ValidationLog = JSON.parse(log.replace(/^\uFEFF/, ''));
  if (runs.length === 0) return ['the log holds no run'];
  return runs.flatMap((run) => [
    ...(run.results ?? [])
      .filter(({ level }) => level === 'error')
      .map(({ ruleId, message }) => `${ruleId}: ${JSON.stringify(message)}`),
    ...(run.invocations ?? [])
      .flatMap(({ toolExecutionNotifications = [] }) => toolExecutionNotifications)
      .filter(({ level }) => level === 'error')
      .map(({ message }) => JSON.stringify(message)),
  ]);
}
