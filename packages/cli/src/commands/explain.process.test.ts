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

  it.each(['{}', '[]', 'null', '{"findings":[1,null]}', '{"findings":[{"id":"sp_1"}]}', 'no JSON'])(
    'refuses %s in place of a report',
    async (text) => {
      box.write('r.json', text);

      const ran = await box.run(['explain', 'sp_1', '--from', 'r.json']);

      expect([ran.code, ran.stdout]).toEqual([2, '']);
      expect(ran.stderr).toMatch(/cannot read r\.json: it is no JSON report of sallyport scan\n/);
    },
  );

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

  it('says of a vulnerability what every source says, and whether a scan has found it', async () => {
    const source = writeOsvFolder(join(box.root, 'osv'), [
      {
        id: 'GHSA-aaaa-aaaa-aaaa',
        name: 'left',
        to: '1.2.0',
        more: { aliases: ['CVE-2026-0001'], summary: 'left is broken', details: `Its text ${ACTS}` },
      },
    ]);
    box.write('package-lock.json', npmLock({ left: '1' }, { left: { version: '1.2.0' } }));
    const env = { SALLYPORT_ADVISORIES: source };
    const scan = () => box.run(['scan', '.', '--only', 'dependencies', '-q'], { env });
    const nothing = await box.run(['explain', 'CVE-2026-0001']);
    await scan();

    const notFound = await box.run(['explain', 'cve-2026-0001']);
    box.write('package-lock.json', npmLock({ left: '1' }, { left: { version: '1.1.0' } }));
    await scan();
    const found = await box.run(['explain', 'GHSA-AAAA-aaaa-aaaa']);
    const unknown = await box.run(['explain', 'CVE-2026-9999']);

    expect([nothing.code, notFound.code, found.code, unknown.code]).toEqual([2, 0, 0, 2]);
    expect(nothing.stderr).toContain('there are no advisories on this machine');
    expect(unknown.stderr).toContain('nothing is known of CVE-2026-9999: looked for in npm');
    expect(notFound.stdout).toContain('CVE-2026-0001  left is broken');
    expect(notFound.stdout).toContain('not found: no package in a scan kept on this machine has it');
    expect(notFound.stdout).toContain('npm left: every version before 1.2.0');
    expect(notFound.stdout).not.toMatch(ACTING);
    expect(found.stdout).toMatch(/sp_[0-9a-f]{24} medium, package-lock.json: Update left from 1.1.0 to 1.2.0/);
  });

  it('writes out what a refused word would do to the terminal', async () => {
    const ran = await box.run(['explain', 'nothing\u001b[31m\u202e']);

    expect(ran.code).toBe(2);
    expect(ran.stderr).not.toMatch(ACTING);
  });
});
