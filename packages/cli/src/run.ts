import { isSallyportError, nearest, safeMessageOf } from '@sallyport/kernel';

import type { Command, CommandListing } from './command.ts';
import { commands } from './commands/list.ts';
import { cliErrors } from './errors.ts';
import { EXIT } from './exit-codes.ts';
import type { ExitCode } from './exit-codes.ts';
import { commandHelp, overview } from './help.ts';
import { wantsColour } from './io.ts';
import type { Io } from './io.ts';
import { parseArguments } from './parse.ts';
import { VERSION } from './version.ts';

/** Runs one call of the command line and returns its exit code. Never throws. */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    return report(error, argv.includes('-v') || argv.includes('--verbose'), io);
  }
}

async function dispatch(argv: readonly string[], io: Io): Promise<ExitCode> {
  const [first, ...rest] = argv;
  if (first === '--version' || first === '-V' || first === 'version') {
    await io.out(`sallyport ${VERSION}\n`);
    return EXIT.fine;
  }
  if (first === undefined || first === '--help' || first === '-h' || first === 'help')
    return help(rest[0], io, first === undefined);
  const { command } = await find(first).load();
  if (asksForHelp(rest)) return printCommandHelp(command, io);
  return command.run(parseArguments(first, command, rest, io.env), io);
}

function find(name: string): CommandListing {
  const listing = commands.find((candidate) => candidate.name === name);
  if (listing !== undefined) return listing;
  const near = nearest(
    name,
    commands.map((candidate) => candidate.name),
  );
  const hint = near === undefined ? 'See sallyport --help for what there is.' : `Did you mean sallyport ${near}?`;
  throw cliErrors.UNKNOWN_COMMAND({ name, hint });
}

function asksForHelp(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  return (end === -1 ? words : words.slice(0, end)).some((word) => word === '--help' || word === '-h');
}

async function help(name: string | undefined, io: Io, bare: boolean): Promise<ExitCode> {
  if (name !== undefined && !name.startsWith('-')) return printCommandHelp((await find(name).load()).command, io);
  await io.out(overview(commands, wantsColour(io, io.outIsTerminal, undefined)));
  return bare ? EXIT.usage : EXIT.fine;
}

async function printCommandHelp(command: Command, io: Io): Promise<ExitCode> {
  await io.out(commandHelp(command, wantsColour(io, io.outIsTerminal, undefined)));
  return EXIT.fine;
}

/** Prints what went wrong: for our own errors what to do next; for anything else that it is a bug of ours. */
async function report(error: unknown, verbose: boolean, io: Io): Promise<ExitCode> {
  if (io.signal.aborted) {
    io.err('sallyport: interrupted; no report was left half-written\n');
    return EXIT.failure;
  }
  if (isSallyportError(error)) {
    // What an error quotes of files and hosts is foreign text; what writes it out is loaded only here.
    const { visibleLines } = await import('@sallyport/reports');
    io.err(visibleLines(`sallyport: ${error.message}\n  ${error.next}\n`));
    if (verbose)
      io.err(visibleLines(`  (${error.code}${error.cause === undefined ? '' : `, ${safeMessageOf(error.cause)}`})\n`));
    return error.exit;
  }
  // A foreign error's message may quote the input it choked on, and the input may hold a secret: only its kind and place are shown.
  io.err(
    `sallyport: an internal error (${error instanceof Error ? error.name : typeof error}); this is a bug of Sallyport\n`,
  );
  io.err(
    `  Please report it with the command that you ran${verbose ? ' and these lines' : '; -v shows where it happened'}.\n`,
  );
  if (verbose && error instanceof Error) io.err(`${stackPlaces(error)}\n`);
  return EXIT.failure;
}

/** The frames of a stack without the message in front. */
function stackPlaces(error: Error): string {
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}
