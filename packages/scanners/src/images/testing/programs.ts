import { spawnSync } from 'node:child_process';

/** Whether a program can be started here; tests that need one skip by its name. */
export function hasProgram(name: string, argument = '--version'): boolean {
  return spawnSync(name, [argument], { stdio: 'ignore' }).error === undefined;
}

/** Runs a program to its end. Throws with what it said where it fails. */
export function runProgram(
  name: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv; readonly input?: string },
): string {
  const { status, stdout, stderr, error } = spawnSync(name, args, { encoding: 'utf8', ...options });
  if (error !== undefined || status !== 0) throw new Error(`${name} failed: ${error?.message ?? stderr}`);
  return stdout;
}
