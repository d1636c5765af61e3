import { spawnSync } from 'node:child_process';

/** Whether git is installed; tests that need it are skipped by name without it. */
export const hasGit: boolean = spawnSync('git', ['--version']).status === 0;
