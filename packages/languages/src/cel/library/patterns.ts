import type { Regex } from '../../shared/regex.ts';
import { fail } from '../errors.ts';
import type { Session } from '../run/session.ts';

/** A pattern with RE2's syntax, compiled once. */
export function compiled(s: Session, pattern: string): Regex {
  const regex = s.regexes.get(pattern);
  return 'error' in regex ? fail('invalid_argument', `bad regular expression: ${regex.error}`) : regex;
}
