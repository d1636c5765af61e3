import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { systemClock } from '@sallyport/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { scan } from '../scan.ts';

describe('rules of users', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'custom-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const run = async (options: Record<string, unknown> = {}) => {
    const target = { kind: 'dir', given: '.', root } as const;
    const context = {
      target,
      clock: systemClock,
      signal: new AbortController().signal,
      offline: true,
      onProgress: () => undefined,
    };
    const { sightings, coverage } = await scan({ ...context, options });
    return {
      found: sightings.map(({ rule, location }) => `${rule} ${location.path}:${location.range?.start.line}`),
      coverage,
    };
  };
  const acme = { id: 'acme-token', pattern: 'ACME-([0-9]{8})' };

  it.each([
    ['look-around', 'a(?=b)'],
    ['a back-reference', '(a)\\1'],
    ['an open group', '(a'],
  ])('refuses %s, naming the rule', async (_, pattern) => {
    write('a.txt', 'nothing');

    await expect(run({ rules: [{ id: 'mine', pattern }] })).rejects.toMatchObject({
      code: 'SECRETS_BAD_RULE',
      message: /the rule mine/,
    });
  });

  it('refuses to run with no rule in effect', async () => {
    write('.gitleaks.toml', 'title = "nothing in here"\n');

    await expect(run()).rejects.toMatchObject({ code: 'SECRETS_NO_RULES' });
    await expect(run({ useDefault: false, gitleaks: undefined })).rejects.toMatchObject({ code: 'SECRETS_NO_RULES' });
  });

  it('says where a file of rules is wrong', async () => {
    write('rules.yaml', '- id: one\n  patern: x\n');
    write('broken.toml', 'title = \n');

    await expect(run({ ruleFiles: ['rules.yaml'] })).rejects.toMatchObject({
      code: 'SECRETS_BAD_CONFIG',
      message: /rules\.yaml:\d.*patern/,
    });
    await expect(run({ gitleaks: 'broken.toml' })).rejects.toMatchObject({
      code: 'SECRETS_BAD_CONFIG',
      message: /broken\.toml:1/,
    });
    await expect(run({ ruleFiles: ['none.yaml'] })).rejects.toMatchObject({ code: 'SECRETS_BAD_CONFIG' });
  });

  it('finishes with a pattern that makes backtracking engines hang', async () => {
    write('a.txt', `${'a'.repeat(50_000)}!\n`);

    const { found } = await run({
      useDefault: false,
      rules: [
        { id: 'slow', pattern: '(a+)+b' },
        { id: 'slower', pattern: '(?:a[\\w.-]{0,50}?)*y' },
      ],
    });

    expect(found).toEqual([]);
  });

  it('takes rules from the configuration and from files, beside the built-in ones', async () => {
    write('rules.yaml', 'rules:\n  - id: other-token\n    pattern: "OTHER-[a-f]{6}"\n    allow: { words: ["abc"] }\n');
    write('a.txt', 'x = ACME-12345678\ny = OTHER-feedfe\nz = OTHER-abcabc\n');

    const { found, coverage } = await run({ rules: [acme], ruleFiles: ['rules.yaml'] });

    expect(found).toEqual(['acme-token a.txt:1', 'other-token a.txt:2']);
    expect(coverage.rules).toBeGreaterThan(250);
  });

  it('switches rules off by id', async () => {
    write('a.txt', 'x = ACME-12345678\n');

    expect((await run({ rules: [acme], disable: ['acme-token'] })).found).toEqual([]);
  });

  it('reads a gitleaks configuration as it is: RE2 syntax, entropy, groups, allow lists, required rules', async () => {
    write(
      '.gitleaks.toml',
      `[extend]
useDefault = true
[[rules]]
id = "team-key"
description = "Team key"
regex = '''(?i)team[_-]key\\s*=\\s*(?P<key>[a-z0-9]{12})\\b'''
secretGroup = 1
entropy = 2.5
keywords = ["team"]
[[rules.allowlists]]
regexTarget = "line"
regexes = ["# sample"]
[[rules]]
id = "pair"
regex = '''PAIR-[0-9]{4}'''
[[rules.required]]
id = "partner"
withinLines = 1
[[rules]]
id = "partner"
regex = '''PARTNER-[0-9]{4}'''
[allowlist]
paths = ['''^docs/''']
stopwords = ["zzz"]
`,
    );
    const key = 'TEAM_KEY = ab12cd34ef56';
    write('a.txt', `${key}\nteam-key = aaaaaaaaaaaa\n${key} # sample\nteam_key = zzz2cd34ef56\n`);
    write('docs/a.txt', `${key}\n`);
    write('near.txt', 'PAIR-1234\nPARTNER-1234\n');
    write('far.txt', `PAIR-1234\n\n\n\n\nPARTNER-1234\n`);

    const { found } = await run();

    expect(found.toSorted()).toEqual([
      'pair near.txt:1',
      'partner far.txt:6',
      'partner near.txt:2',
      'team-key a.txt:1',
    ]);
  });

  it('applies allow lists of several parts: one of them is enough, or with condition AND all must be there', async () => {
    write(
      '.gitleaks.toml',
      `[[rules]]
id = "key"
regex = '''KEY-[a-z0-9]{8}'''
[[rules.allowlists]]
condition = "AND"
paths = ['''^docs/''']
regexes = ['''KEY-aa''']
[[rules]]
id = "other"
regex = '''OTHER-[a-z0-9]{8}'''
[[allowlists]]
condition = "AND"
targetRules = ["other"]
regexTarget = "line"
regexes = ["# sample"]
stopwords = ["bbb"]
[[allowlists]]
paths = ['''^free/''']
stopwords = ["zzz"]
`,
    );
    const both = 'KEY-aa345678\nKEY-zzz45678\nOTHER-bbb45678 # sample\nOTHER-ccc45678 # sample\n';
    write('docs/a.txt', both);
    write('src/a.txt', both);
    write('free/a.txt', both);

    const { found, coverage } = await run();

    expect(found.toSorted()).toEqual(['key src/a.txt:1', 'other docs/a.txt:4', 'other src/a.txt:4']);
    expect(coverage.notes).toEqual([expect.stringMatching(/^Only the rules/)]);
  });

  it('asks for all rules that a rule requires, within lines and columns, and reports none that is only there for it', async () => {
    write(
      '.gitleaks.toml',
      `[[rules]]
id = "main"
regex = '''MAIN-[0-9]{4}'''
[[rules.required]]
id = "one"
withinLines = 2
[[rules.required]]
id = "two"
withinColumns = 6
[[rules.required]]
id = "nowhere"
[[rules]]
id = "one"
regex = '''ONE-[0-9]{4}'''
skipReport = true
[[rules.allowlists]]
regexes = ["0000"]
[[rules]]
id = "two"
regex = '''TWO-([0-9]{4})'''
entropy = 1.5
skipReport = true
`,
    );
    write('all.txt', 'MAIN-1234\n\nONE-1234\n\n\n    TWO-1234\n');
    write('half.txt', 'MAIN-1234\nONE-1234\n');
    write('far-lines.txt', 'MAIN-1234\n\n\nONE-1234\nTWO-1234\n');
    write('far-columns.txt', 'MAIN-1234\nONE-1234\n       TWO-1234\n');
    write('allowed.txt', 'MAIN-1234\nONE-0000\nTWO-1234\n');
    write('weak.txt', 'MAIN-1234\nONE-1234\nTWO-1111\n');

    const { found, coverage } = await run();

    expect(found).toEqual(['main all.txt:1']);
    expect(coverage.notes[0]).toMatch(/require others .*: nowhere\.$/);
  });

  it('says so where a gitleaks configuration switches the built-in rules off', async () => {
    write('.gitleaks.toml', `[[rules]]\nid = "only"\nregex = '''ONLY-[0-9]{4}'''\n`);
    write('a.txt', 'ONLY-1234\n');

    const { found, coverage } = await run();

    expect(found).toEqual(['only a.txt:1']);
    expect(coverage).toMatchObject({
      rules: 1,
      notes: [expect.stringMatching(/Only the rules of the gitleaks configuration/)],
    });
  });
});
