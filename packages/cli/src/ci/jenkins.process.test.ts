import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { platform } from './platforms/jenkins.ts';

/** The archive of Groovy, the language of a Jenkinsfile, where somebody has it beside a Java. */
const JAR = process.env['SALLYPORT_GROOVY_JAR'];
const PARSE = 'new groovy.lang.GroovyShell().parse(new File(args[0]))';

function parses(text: string): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'jenkins-'));
  const file = join(folder, 'Jenkinsfile');
  writeFileSync(file, text);
  try {
    return spawnSync('java', ['-cp', JAR ?? '', 'groovy.ui.GroovyMain', '-e', PARSE, file]).status === 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.skipIf(JAR === undefined)('the pipeline for jenkins, read by Groovy (SALLYPORT_GROOVY_JAR)', () => {
  const text = platform.write({ version: '1.2.3', branch: 'release/2.x', gate: 'merge' });

  it('is refused once it is broken', () => {
    expect(parses(text.replace('stages {', 'stages {{('))).toBe(false);
  });

  it('is sound, with a gate and without', () => {
    expect(parses(text)).toBe(true);
    expect(parses(platform.write({ version: '1.2.3', branch: 'main', gate: undefined }))).toBe(true);
  });
});
