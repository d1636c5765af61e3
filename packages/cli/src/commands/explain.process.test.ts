import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { npmLock } from '../testing/npm-project.ts';
import { writeOsvFolder } from '../testing/osv-folder.ts';
import { createSandbox } from '../testing/run-cli.ts';
import type { Sandbox } from '../testing/run-cli.ts';

const ACTS = '\u001b[31m\u202e\u0007\nsp_000000000000000000000000  Faked';
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const ACTING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;

describe('sallyport explain', () => {
  let box: Sandbox;
  beforeEach(() => {
    box = createSandbox();
  });
  afterEach(() => box.remove());

  it('writes out what an advisory would do to the terminal, and lets it fake no line', async () => {
    const source = writeOsvFolder(join(box.root, 'osv'), [
      {
        id: 'CVE-2026-0001',
        name: 'left',
        to: '1.2.0',
        more: { summary: `left is broken ${ACTS}`, references: [{ type: 'WEB', url: `https://a.example/${ACTS}` }] },
      },
    ]);
    box.write('package-lock.json', npmLock({ left: '1' }, { left: { version: '1.0.0' } }));
    const env = { SALLYPORT_ADVISORIES: source };
    await box.run(['scan', '.', '--only', 'dependencies', '-q', '-o', 'json=r.json'], { env });

    const ran = await box.run(['explain', 'sp_', '--from', 'r.json']);

    expect(ran.code).toBe(0);
    expect(ran.stdout).not.toMatch(ACTING);
    expect(ran.stdout).toContain(String.raw`left is broken \x1b[31m\u{202e}\x07\nsp_0`);
    expect(ran.stdout).not.toMatch(/^sp_0{24}/m);
  });

  it('writes out what a refused word would do to the terminal', async () => {
    const ran = await box.run(['explain', 'nothing\u001b[31m\u202e']);

    expect(ran.code).toBe(2);
    expect(ran.stderr).not.toMatch(ACTING);
  });
});
