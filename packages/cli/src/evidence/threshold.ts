import type { CommandInput } from '../command.ts';
import { cliErrors } from '../errors.ts';

/** How many different signers are asked for. */
export function thresholdOf(input: CommandInput): number {
  const text = input.options.text('threshold') ?? '1';
  const threshold = Number(text);
  if (!Number.isInteger(threshold) || threshold < 1)
    throw cliErrors.OPTION_VALUE({ option: '--threshold', value: text, allowed: 'whole numbers from 1' });
  return threshold;
}
