import type { Command, CommandInput } from '../command.ts';
import { cliErrors } from '../errors.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';

/** Parts of the command, each loaded when it runs. */
const PARTS: { readonly [name: string]: () => Promise<{ run(input: CommandInput, io: Io): Promise<ExitCode> }> } = {
  eval: () => import('../policy/eval.ts'),
  check: () => import('../policy/check.ts'),
  test: () => import('../policy/test.ts'),
  explain: () => import('../policy/explain.ts'),
  bench: () => import('../policy/bench.ts'),
};

export const command: Command = {
  usage: 'policy eval|check|test|explain|bench ARGUMENTS [OPTIONS]',
  description:
    'Works with policies as you have them: Rego (Open Policy Agent, Conftest), Gatekeeper constraints.\n  eval QUERY      asks a query, data.deploy.deny\n  check FILE…     judges files by deny, warn and violation rules, as Conftest does; with no file, checks the policies themselves\n  test PATH…      runs Rego tests (test_…) and gator suites below the paths\n  explain RULE    says which part of which rule did not hold, and what its values were\n  bench QUERY     measures a query on your input\n\nExit codes: 0 fine; 1 violations, or a failed test; 2 wrong usage, or policies that do not compile; 3 nothing to test or judge;\n5 a policy that errors or times out.',
  options: [
    {
      name: 'policy',
      short: 'p',
      value: 'PATH',
      many: true,
      summary: 'Policies: files and folders (check: default policy).',
    },
    {
      name: 'bundle',
      short: 'b',
      value: 'PATH',
      many: true,
      summary: 'Bundles of policies and data: .tar.gz files and folders.',
    },
    { name: 'verification-key', value: 'FILE', summary: 'The public key that bundles must be signed with.' },
    { name: 'data', short: 'd', value: 'PATH', many: true, summary: 'Data: JSON and YAML files and folders.' },
    {
      name: 'input',
      short: 'i',
      value: 'FILE',
      summary: 'The input of eval, explain and bench, in any format that check reads.',
    },
    {
      name: 'namespace',
      short: 'n',
      value: 'PACKAGE',
      many: true,
      summary: 'Packages that check asks (default main).',
    },
    { name: 'all-namespaces', summary: 'Ask every package that has rules.' },
    { name: 'combine', summary: 'Give all files to the rules at once, as a list of { path, contents }.' },
    { name: 'fail-on-warn', summary: 'End check with 1 at warnings too.' },
    { name: 'fail', summary: 'End eval with 1 where the query is undefined or false.' },
    { name: 'filter', value: 'TEXT', summary: 'Run only tests whose name holds this.' },
    { name: 'coverage', summary: 'Say which lines the tests reached.' },
    { name: 'threshold', value: 'PERCENT', summary: 'End test with 1 where less is covered.' },
    { name: 'count', value: 'N', summary: 'How often bench asks (default 2000).' },
    { name: 'v0-compatible', summary: 'Read Rego as OPA did before version 1.' },
    { name: 'v0', summary: 'The same as --v0-compatible.' },
    { name: 'timeout-ms', value: 'N', summary: 'The longest time of one evaluation (default 5000).' },
    {
      name: 'format',
      value: 'FORMAT',
      summary: 'What goes to standard output: text or json; of check every format of scan.',
    },
    { name: 'output', short: 'o', value: 'FORMAT=FILE', many: true, summary: 'Of check: also write this report.' },
    { name: 'json', summary: 'The same as --format json.' },
    { name: 'quiet', short: 'q', summary: 'Show only what is not fine.' },
  ],
  maxArguments: 10_000,
  examples: [
    {
      line: 'sallyport policy check deployment.yaml -p policy',
      what: 'what the rules of the package main say of a file',
    },
    { line: 'sallyport policy test policies --coverage', what: 'the tests of a folder, and what they reach' },
    {
      line: 'sallyport policy explain data.main.deny -p policy -i deployment.yaml',
      what: 'why a rule holds or does not',
    },
    { line: "sallyport policy eval 'data.main.deny' -p policy -i deployment.yaml", what: 'the value of a rule' },
  ],
  async run(input, io) {
    const [name = '', ...rest] = input.arguments;
    const load = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
    if (load === undefined) {
      throw cliErrors.MISSING_ARGUMENT({
        command: 'policy',
        what: `what to do, one of ${Object.keys(PARTS).join(', ')}`,
        example: 'sallyport policy check deployment.yaml -p policy',
      });
    }
    return (await load()).run({ ...input, arguments: rest }, io);
  },
};
