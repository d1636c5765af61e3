import { basename } from 'node:path';

import { entropyOf } from './entropy.ts';
import type { Match } from './match.ts';
import { isPlaceholder } from './placeholder.ts';
import type { SecretRule } from './rule.ts';
import { surprise } from './words/surprise.ts';

/** A match with the text around it, as the filters see it. */
export interface Judged {
  readonly match: Match;
  readonly bytes: Buffer;
  /** Undefined where it is not known yet: then no rule about paths holds anything back. */
  readonly path: string | undefined;
  /** The commit that brought the text, where it is one of the history and the commit is known. */
  readonly commit?: string | undefined;
}

/** Decides which matches are worth reporting. Compiled allow lists are kept for the next text. */
export type Filter = (judged: Judged) => boolean;

/** Compiles a pattern of a rule that is tested on short texts: the secret, the match, its line, the path. */
export type CompileTest = (pattern: string) => (text: string) => boolean;

interface Checks {
  readonly path: (path: string) => boolean;
  readonly allowed: { readonly [part in 'secret' | 'match' | 'line' | 'paths']: (text: string) => boolean };
  readonly words: readonly string[];
}

const MOST_LINE_BYTES = 2000;
/** Least bits a character of `surprise` for a value that only its name makes a secret. */
const LEAST_SURPRISE = 4.7;
/** Files full of hashes and code that nobody typed: only a secret that tells by itself counts there. */
const MACHINE_MADE =
  /(?:^|[-._])lock(?:\.json|\.yaml|file)?$|\.lock$|^go\.sum$|\.(?:map|svg|css|scss|less|sum|min\.js|min\.mjs|snap|ipynb|po|d\.ts|tsbuildinfo)$|^npm-shrinkwrap\.json$/i;

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
/** Names of tokens that open nothing: of pages, of requests made once, of forms. */
const NO_SECRET_NAME =
  /(?:next|page|pagination|continuation|request|idempotency|cursor|marker|sync|change|resume|lifecycle\w*|csrf|xsrf|design|syntax|public)[_-]?(?:token|key)[^\n]{0,20}$/i;
const MOST_NAME_BYTES = 40;

/** A filter for matches of built-in and custom rules. */
export function createFilter(compileTestOf: (rule: SecretRule) => CompileTest): Filter {
  const known = new Map<SecretRule, Checks>();
  return (judged) => {
    const { rule } = judged.match.compiled;
    let checks = known.get(rule);
    if (checks === undefined) known.set(rule, (checks = checksOf(rule, compileTestOf(rule))));
    return passes(judged, rule, checks);
  };
}

function checksOf(rule: SecretRule, compileTest: CompileTest): Checks {
  const any = (patterns: readonly string[] = []): ((text: string) => boolean) => {
    const tests = patterns.map(compileTest);
    return (text) => tests.some((test) => test(text));
  };
  const { allow = {} } = rule;
  return {
    path: rule.path === undefined ? () => true : compileTest(rule.path),
    allowed: { secret: any(allow.secret), match: any(allow.match), line: any(allow.line), paths: any(allow.paths) },
    words: (allow.words ?? []).map((word) => word.toLowerCase()),
  };
}

function passes(judged: Judged, rule: SecretRule, checks: Checks): boolean {
  const { match, bytes, path } = judged;
  const secret = bytes.toString('utf8', match.secretStart, match.secretEnd);
  if (secret === '' || (path !== undefined && (!checks.path(path) || checks.allowed.paths(path)))) return false;
  if (rule.entropy !== undefined && entropyOf(secret) < rule.entropy) return false;
  if (isAllowed(judged, secret, checks)) return false;
  if (rule.unfiltered === true) return true;
  return !isPlaceholder(secret) && (rule.generic !== true || passesAsGeneric(judged, secret));
}

function isAllowed({ match, bytes }: Judged, secret: string, checks: Checks): boolean {
  const { allowed, words } = checks;
  if (allowed.secret(secret) || allowed.match(bytes.toString('utf8', match.start, match.end))) return true;
  if (match.compiled.rule.allow?.line !== undefined && allowed.line(lineOf(bytes, match))) return true;
  return words.some((word) => secret.toLowerCase().includes(word));
}

function passesAsGeneric({ match, bytes, path }: Judged, secret: string): boolean {
  if (MACHINE_MADE.test(basename(path ?? '')) || UUID.test(secret)) return false;
  const name = bytes.toString('latin1', Math.max(0, match.start - MOST_NAME_BYTES), match.secretStart);
  if (NO_SECRET_NAME.test(name)) return false;
  if (isPassword(secret)) return true;
  if (isHex(secret)) return true;
  return surprise(secret) >= LEAST_SURPRISE;
}

/** Short, or with signs that neither identifiers nor encodings have: its letters say nothing. */
function isPassword(secret: string): boolean {
  return secret.length < 16 || /[!@#$%^&*?~]/.test(secret);
}

function isHex(secret: string): boolean {
  return secret.length >= 16 && /^[0-9a-f-]+$/i.test(secret) && (secret.match(/\d/g)?.length ?? 0) * 4 >= secret.length;
}

/** The line that the match begins in, or as much of it as is near. */
export function lineOf(bytes: Buffer, match: Match): string {
  const start = match.start === 0 ? 0 : bytes.lastIndexOf(0x0a, match.start - 1) + 1;
  const next = bytes.indexOf(0x0a, match.end);
  const end = next === -1 ? bytes.length : next;
  return bytes.toString(
    'utf8',
    Math.max(start, match.start - MOST_LINE_BYTES),
    Math.min(end, match.end + MOST_LINE_BYTES),
  );
}
