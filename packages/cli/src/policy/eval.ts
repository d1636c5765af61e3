import { compileRego, jsonText, toJson } from '@sallyport/languages/rego';
import type { QueryRow } from '@sallyport/languages/rego';
import { safeJson } from '@sallyport/reports';

import type { CommandInput } from '../command.ts';
import { cliErrors } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { loadSet, readInputFile, tellErrors, wantsJson } from './load.ts';

/** `sallyport policy eval QUERY`: every way to make a query true, with the values of its variables. */
export async function run(input: CommandInput, io: Io): Promise<ExitCode> {
  const [query] = input.arguments;
  if (query === undefined)
    throw cliErrors.MISSING_ARGUMENT({
      command: 'policy eval',
      what: 'a query',
      example: "sallyport policy eval 'data.main.deny' -p policy",
    });
  const json = wantsJson(input);
  const set = await loadSet(input.options.list('policy'), input, io);
  const given = await readInputFile(input, io);
  const print = (text: string, place: string): void => io.err(`${place}: ${text}\n`);
  const program = compileRego({ ...set.options, print });
  if ('errors' in program) {
    tellErrors(program.errors, io);
    return EXIT.usage;
  }
  const result = program.query(query, given?.value);
  if ('errors' in result) {
    tellErrors(result.errors, io);
    return result.errors.some(({ code }) => code.startsWith('eval_')) ? EXIT.failure : EXIT.usage;
  }
  await io.out(json ? asJson(result.rows) : asText(result.rows));
  const holds = result.rows.some(({ expressions }) => expressions.every((value) => value !== false));
  return input.options.flag('fail') && !holds ? EXIT.findings : EXIT.fine;
}

function asJson(rows: readonly QueryRow[]): string {
  const plain = rows.map(({ bindings, expressions }) => ({
    bindings: toJson(bindings),
    expressions: expressions.map(toJson),
  }));
  return `${safeJson({ schemaVersion: '1', rows: plain }, 2)}\n`;
}

/** The value alone where there is one; bindings and values of each row otherwise. */
function asText(rows: readonly QueryRow[]): string {
  const [first, second] = rows;
  if (first === undefined) return 'undefined\n';
  const only = first.expressions[0];
  if (
    second === undefined &&
    Object.keys(first.bindings).length === 0 &&
    first.expressions.length === 1 &&
    only !== undefined
  )
    return `${safeJson(toJson(only), 2)}\n`;
  return rows
    .map(({ bindings, expressions }) => {
      const named = Object.entries(bindings).map(([name, value]) => `${name} = ${jsonText(value)}`);
      return `${[...named, ...expressions.map((value) => jsonText(value))].join('  ')}\n`;
    })
    .join('');
}
