import { explainRego, jsonText, toJson } from '@sallyport/languages/rego';
import type { Operand, RuleExplanation } from '@sallyport/languages/rego';
import { buildInput } from '@sallyport/policy';
import type { InputParts } from '@sallyport/policy';
import { safeJson, visibleText } from '@sallyport/reports';

import type { CommandInput } from '../command.ts';
import { cliErrors } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { loadSet, readInputFile, tellErrors, wantsJson } from './load.ts';

/** `sallyport policy explain RULE`: the value of a rule, and of each rule on the way which literal did not hold, with its values and their places. */
export async function run(input: CommandInput, io: Io): Promise<ExitCode> {
  const [rule] = input.arguments;
  if (rule === undefined)
    throw cliErrors.MISSING_ARGUMENT({
      command: 'policy explain',
      what: 'a rule',
      example: 'sallyport policy explain data.main.deny -p policy -i deployment.yaml',
    });
  const json = wantsJson(input);
  const set = await loadSet(input.options.list('policy'), input, io);
  const given = await readInputFile(input, io);
  const explained = explainRego(set.options, rule, given?.value);
  if ('errors' in explained) {
    tellErrors(explained.errors, io);
    return EXIT.usage;
  }
  const { value, error, rules } = explained;
  if (error !== undefined) tellErrors([error], io);
  const place = placesIn(given?.parts);
  if (json)
    await io.out(
      `${safeJson({ schemaVersion: '1', value: value === undefined ? null : toJson(value), defined: value !== undefined, rules: rules.map((one) => plain(one, place)) }, 2)}\n`,
    );
  else
    await io.out(
      `${rule} = ${value === undefined ? 'undefined' : visibleText(jsonText(value))}\n${rules.map((one) => block(one, place)).join('')}`,
    );
  return error === undefined ? EXIT.fine : EXIT.failure;
}

/** The file and line that an operand such as `input.spec.replicas` was read from. */
type PlaceOfOperand = (text: string) => string | undefined;

function placesIn(parts: InputParts | undefined): PlaceOfOperand {
  const [document] = parts?.documents ?? [];
  if (parts === undefined || document === undefined) return () => undefined;
  const traced = buildInput('explain', parts, { now: 0, exceptions: [] });
  return (text) => {
    const path = pathOf(text);
    const found = path === undefined ? undefined : traced.placeOf(['documents', 0, 'content', ...path]);
    return found?.line === undefined ? undefined : `${found.path}:${found.line}`;
  };
}

/** The steps of `input.a["b"][0]`; undefined where the text is anything else. */
function pathOf(text: string): (string | number)[] | undefined {
  if (!/^input(?:\.\w+|\[(?:\d+|"[^"\\]*")\])*$/.test(text)) return undefined;
  return [...text.matchAll(/\.(?<name>\w+)|\[(?<index>\d+)\]|\["(?<key>[^"]*)"\]/g)].map(({ groups }) =>
    groups?.['index'] === undefined ? (groups?.['name'] ?? groups?.['key'] ?? '') : Number(groups['index']),
  );
}

function block(rule: RuleExplanation, place: PlaceOfOperand): string {
  const head = `\n${rule.rule}  ${rule.file}:${rule.line}  ${rule.outcome === 'true' ? 'holds' : rule.outcome}\n`;
  if (rule.literal === undefined) return head;
  const { text, line, column } = rule.literal;
  const operands = (rule.operands ?? []).map(
    (operand) => `      ${visibleText(operandText(operand))}${where(operand, place)}\n`,
  );
  return `${head}    did not hold: ${visibleText(text)}  (${rule.file}:${line}:${column})\n${operands.join('')}`;
}

function operandText({ text, value, because }: Operand): string {
  return because ?? `${text} = ${value === undefined ? 'undefined' : jsonText(value)}`;
}

function where({ text }: Operand, place: PlaceOfOperand): string {
  const found = place(text);
  return found === undefined ? '' : `  (${found})`;
}

function plain(rule: RuleExplanation, place: PlaceOfOperand): object {
  const operands = (rule.operands ?? []).map(({ text, value, because }) => {
    const found = place(text);
    return {
      text,
      ...(value === undefined ? {} : { value: toJson(value) }),
      ...(because === undefined ? {} : { because }),
      ...(found === undefined ? {} : { place: found }),
    };
  });
  return { ...rule, operands };
}
