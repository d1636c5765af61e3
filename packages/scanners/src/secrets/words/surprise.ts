import { SURPRISE_TABLE } from './generated/surprise-table.ts';

/** Letters without their case are 0 to 25, a digit is 26, anything else 27. */
export const CLASS_COUNT = 28;
/** Each character of the table is 32 plus a surprise in steps of an eighth of a bit. */
export const STEPS_PER_BIT = 8;
export const TABLE_BASE = 32;

export function characterClass(code: number): number {
  const lower = code | 0x20;
  if (lower >= 0x61 && lower <= 0x7a) return lower - 0x61;
  return code >= 0x30 && code <= 0x39 ? 26 : 27;
}

/**
 * How surprising a text is to one who knows words and identifiers, in bits a character: about 3 for words of code and
 * prose, over 4.5 for random letters and digits. It is the mean of -log2 P(character | the one before) over pairs of
 * characters, trained on source and prose of npm packages (`train.ts`). 0 for a text of fewer than two characters.
 */
export function surprise(text: string): number {
  if (text.length < 2) return 0;
  let total = 0;
  let before = characterClass(text.charCodeAt(0));
  for (let index = 1; index < text.length; index++) {
    const now = characterClass(text.charCodeAt(index));
    total += SURPRISE_TABLE.charCodeAt(before * CLASS_COUNT + now) - TABLE_BASE;
    before = now;
  }
  return total / STEPS_PER_BIT / (text.length - 1);
}
