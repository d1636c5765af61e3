import type { styleText } from 'node:util';

import { GLOBAL_OPTIONS } from './command.ts';
import type { Command, CommandListing, OptionSpec } from './command.ts';

type Style = (format: Parameters<typeof styleText>[0], text: string) => string;

function styler(colour: boolean): Style {
  return (format, text) =>
    // An import of node:util loads all that it has, ten milliseconds of each start.
    colour ? process.getBuiltinModule('node:util').styleText(format, text, { validateStream: false }) : text;
}

/** What `sallyport` and `sallyport --help` print. */
export function overview(commands: readonly CommandListing[], colour: boolean): string {
  const style = styler(colour);
  const groups = [...new Set(commands.map((command) => command.group))];
  const width = Math.max(...commands.map((command) => command.name.length)) + 2;
  const blocks = groups.map((group) => {
    const lines = commands
      .filter((command) => command.group === group)
      .map((command) => `  ${style('cyan', command.name.padEnd(width))}${command.summary}`);
    return `${style('bold', group)}\n${lines.join('\n')}`;
  });
  return [
    `${style('bold', 'Sallyport')} finds what is wrong in what you deliver, the biggest risk first.`,
    `${style('bold', 'Usage')}\n  sallyport COMMAND [ARGUMENTS] [OPTIONS]`,
    ...blocks,
    `${style('bold', 'Start here')}\n  sallyport scan .           find what is wrong in this folder and its git history\n  sallyport demo ./demo      write a small service with planted problems and scan it`,
    "sallyport COMMAND --help shows a command's options and examples.",
    '',
  ].join('\n\n');
}

/** What `sallyport COMMAND --help` prints. */
export function commandHelp(command: Command, colour: boolean): string {
  const style = styler(colour);
  const options = [...command.options, ...GLOBAL_OPTIONS];
  const labels = options.map(optionLabel);
  const width = Math.min(34, Math.max(...labels.map((label) => label.length)) + 2);
  const lines = options.map((option, i) => optionLine(option, labels[i] ?? '', width));
  const examples = command.examples.map((example) => `  ${style('cyan', example.line)}\n      ${example.what}`);
  return [
    `${style('bold', 'Usage')}\n  sallyport ${command.usage}`,
    command.description,
    `${style('bold', 'Options')}\n${lines.join('\n')}`,
    `${style('bold', 'Examples')}\n${examples.join('\n')}`,
    '',
  ].join('\n\n');
}

function optionLabel(option: OptionSpec): string {
  const short = option.short === undefined ? '    ' : `-${option.short}, `;
  return `${short}--${option.name}${option.value === undefined ? '' : ` ${option.value}`}`;
}

function optionLine(option: OptionSpec, label: string, width: number): string {
  const env = option.env === undefined ? '' : ` [${option.env}]`;
  const text = `${option.summary}${env}`;
  return label.length + 2 > width ? `  ${label}\n  ${' '.repeat(width)}${text}` : `  ${label.padEnd(width)}${text}`;
}
