import { findAll } from '../../../shared/regex.ts';
import type { Session } from '../../run/session.ts';
import type { Int } from '../../values.ts';
import type { Library } from '../library.ts';
import { compiled } from '../patterns.ts';

function find(s: Session, text: string, pattern: string): string {
  const [from = 0, to = 0] = compiled(s, pattern).find(text, 0, (steps) => s.work(steps)) ?? [];
  return text.slice(from, to);
}

// oxlint-disable-next-line max-params -- the operands of the overload
function findEvery(s: Session, text: string, pattern: string, limit: Int = -1): readonly string[] {
  const found = findAll(compiled(s, pattern), text, Number(limit), (steps) => s.work(steps));
  s.charge(text.length + found.length);
  return found.map(([from = 0, to = 0]) => text.slice(from, to));
}

/** Searches with patterns. */
export const REGEXES: Library = {
  name: 'kubernetes.regex',
  functions: {
    find: [['string_find_string', 'string.(string) -> string', find]],
    findAll: [
      ['string_find_all_string', 'string.(string) -> list(string)', findEvery],
      ['string_find_all_string_int', 'string.(string, int) -> list(string)', findEvery],
    ],
  },
};
