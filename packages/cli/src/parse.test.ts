import { describe, expect, it } from 'vitest';

import type { Command } from './command.ts';
import { parseArguments } from './parse.ts';

const command: Command = {
  usage: 'scan [TARGET]',
  description: '',
  options: [
    { name: 'fail-on', value: 'SEVERITY', choices: ['high', 'low'], summary: '', env: 'SALLYPORT_FAIL_ON' },
    { name: 'output', short: 'o', value: 'FORMAT=FILE', many: true, summary: '' },
    { name: 'offline', summary: '', env: 'SALLYPORT_OFFLINE' },
  ],
  maxArguments: 1,
  examples: [],
  run: async () => 0,
};
const parse = (argv: string[], env = {}) => parseArguments('scan', command, argv, env);
const code = (argv: string[], env = {}): string => {
  try {
    parse(argv, env);
    return 'fine';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('parseArguments', () => {
  it.each([
    [['--fail-onn', 'high'], 'CLI_UNKNOWN_OPTION'],
    [['-x'], 'CLI_UNKNOWN_OPTION'],
    [['--fail-on'], 'CLI_OPTION_NEEDS_VALUE'],
    [['--fail-on', '--offline'], 'CLI_OPTION_NEEDS_VALUE'],
    [['--fail-on=medium'], 'CLI_OPTION_VALUE'],
    [['--offline=yes'], 'CLI_OPTION_TAKES_NO_VALUE'],
    [['a', 'b'], 'CLI_TOO_MANY_ARGUMENTS'],
  ])('refuses %j', (argv, expected) => {
    expect(code(argv)).toBe(expected);
  });

  it('refuses a wrong value in the environment too', () => {
    expect(code([], { SALLYPORT_FAIL_ON: 'nope' })).toBe('CLI_OPTION_VALUE');
  });

  it('names the nearest right option', () => {
    expect(() => parse(['--fial-on', 'high'])).toThrow(expect.objectContaining({ next: 'Did you mean --fail-on?' }));
  });

  it('reads options anywhere, in every spelling, and arguments behind --', () => {
    const parsed = parse(['-osarif=a.sarif', '-o', 'json=b.json,table', '--output=c=d', '--', '-dir']);

    expect(parsed.options.list('output')).toEqual(['sarif=a.sarif', 'json=b.json', 'table', 'c=d']);
    expect(parsed.arguments).toEqual(['-dir']);
  });

  it('takes - for an argument', () => {
    expect(parse(['-']).arguments).toEqual(['-']);
  });

  it('puts a flag before the environment', () => {
    const env = { SALLYPORT_FAIL_ON: 'low', SALLYPORT_OFFLINE: '1' };

    expect(parse(['--fail-on', 'high'], env).options.text('fail-on')).toBe('high');
    expect(parse([], env).options.text('fail-on')).toBe('low');
    expect(parse([], env).options.flag('offline')).toBe(true);
    expect(parse([], { SALLYPORT_OFFLINE: '0' }).options.flag('offline')).toBe(false);
  });
});
