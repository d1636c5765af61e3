import { COMMON_GRAMS } from './generated/common-grams.ts';

const GRAM = 4;
const DEL = 0x7f;
const UNDERSCORE = 0x5f;
/** Times in a megabyte of source and prose that the commonest hundred are met at least, and how the others fall behind by rank. */
const AT_HUNDRED = 631;
const FALL = 0.79;
/** For a gram that is not among the common ones. */
const UNCOMMON = 5;

/** How often folded grams stand in a megabyte of ordinary source and prose: an estimate by their rank among the common ones. */
export function loadCommonness(): (gram: number) => number {
  const times = new Map<number, number>();
  for (let at = 0; at < COMMON_GRAMS.length; at += GRAM) {
    const rank = at / GRAM + 1;
    times.set(gramOf(COMMON_GRAMS, at), AT_HUNDRED * (100 / rank) ** FALL);
  }
  return (gram) => times.get(gram) ?? UNCOMMON;
}

function gramOf(text: string, at: number): number {
  let gram = 0;
  for (let offset = 0; offset < GRAM; offset++) {
    const code = text.charCodeAt(at + offset);
    gram |= (code === UNDERSCORE ? DEL : code) << (8 * offset);
  }
  return gram;
}
